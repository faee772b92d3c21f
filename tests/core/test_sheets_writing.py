import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets import (
    Column,
    FormColumn,
    amount,
    choice,
    day,
    id_number,
    open_table,
    person_name,
    read_meta,
    text,
    write_form,
    write_table,
)

ID = "990124198001194348"
COLUMNS = [("姓名", 10, "left"), ("值", 16, "right")]


def listed(rows, columns=COLUMNS, **options):
    stream = io.BytesIO()
    write_table(
        stream,
        **{"title": "会员名册", "subtitle": "截至2016年9月8日", **options},
        columns=columns,
        rows=rows,
    )
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


def written(value):
    """The cell a value becomes."""
    return listed([("甲", value)]).active["B4"]


# -- lists -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "{=1}", "http://a.cn", "\t=1", ID]
)
def test_no_text_becomes_a_formula_a_link_or_a_number(typed):
    cell = written(typed)
    assert cell.data_type in ("s", "inlineStr")
    assert cell.value == typed
    assert cell.hyperlink is None
    assert cell.number_format == "@"


@pytest.mark.parametrize(
    ("value", "stored", "number_format"),
    [
        (Decimal("1234.5"), 1234.5, "#,##0.00"),
        (Decimal("1234567890123456.78"), "1234567890123456.78", "@"),
        (Decimal("NaN"), "NaN", "@"),
        (27, 27, "0"),
        (10**15, str(10**15), "@"),
        (2.5, 2.5, "General"),
        (float("nan"), None, "@"),
        (True, "是", "@"),
        (date(2016, 9, 8), datetime(2016, 9, 8), "yyyy-mm-dd"),
        (date(1850, 1, 1), "1850-01-01", "@"),
        (datetime(2016, 9, 8, 14, 30), datetime(2016, 9, 8, 14, 30), "yyyy-mm-dd hh:mm"),
        (None, None, "@"),
        ("", None, "@"),
    ],
)
def test_values_keep_their_kind(value, stored, number_format):
    cell = written(value)
    assert cell.value == stored
    assert cell.number_format == number_format


def test_moments_are_shown_in_local_time(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    cell = written(datetime(2016, 12, 31, 16, 30, tzinfo=UTC))
    assert cell.value == datetime(2017, 1, 1, 0, 30)


def test_characters_that_break_workbooks_are_left_out():
    assert written("甲\x00乙\x0b丙\ufffe丁\x85").value == "甲乙丙丁"
    assert len(written("长" * 40_000).value) == 32_767


@settings(max_examples=50, deadline=None)
@given(value=st.one_of(st.text(max_size=20), st.integers(), st.decimals(), st.datetimes()))
def test_any_value_gives_a_workbook_that_opens(value):
    assert listed([("甲", value)], title=str(value)).active["A4"].value == "甲"


def test_the_page_is_set_up_for_printing():
    sheet = listed([("张三", 1), ("李四", 2)], footer=["填表人：", "审核人："]).active
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert texts == [
        ["会员名册", None],
        ["截至2016年9月8日", None],
        ["姓名", "值"],
        ["张三", 1],
        ["李四", 2],
        ["填表人：", None],
        ["审核人：", None],
    ]
    assert sheet.title == "会员名册"
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert sheet["B4"].alignment.horizontal == "right"
    assert {str(cells) for cells in sheet.merged_cells.ranges} == {
        "A1:B1",
        "A2:B2",
        "A6:B6",
        "A7:B7",
    }


def test_a_list_of_one_column_without_subtitle_or_rows_opens():
    sheet = listed([], columns=[("姓名", 10, "left")], subtitle="").active
    assert [row[0].value for row in sheet.iter_rows()] == ["会员名册", "姓名"]
    assert sheet.freeze_panes == "A3"


@pytest.mark.parametrize("title", ["2016/2017: [甲]*?\\", "'名册'", "", "很长的" * 20])
def test_any_title_makes_a_sheet_name(title):
    assert listed([], title=title).active.title


def test_a_list_can_be_read_back_as_a_sheet():
    stream = io.BytesIO()
    rows = [("张一", Decimal("1.50")), ("张二", Decimal("2"))]
    write_table(stream, title="台账", subtitle="单位：元", columns=COLUMNS, rows=iter(rows))
    columns = [Column("name", "姓名", clean=person_name), Column("sum", "值", clean=amount())]
    table = open_table(stream.getvalue(), "", columns)
    assert table.unit_of("sum") == "元"
    assert [tuple(row.values.values()) for row in table] == rows


# -- the form that comes back ------------------------------------------------------------

SEXES = {"1": "男", "2": "女"}
FORM = [
    FormColumn("系统编号", 12, hidden=True),
    FormColumn("所属工会", 20, locked=True),
    FormColumn("姓名", 10),
    FormColumn("性别", 6, choices=tuple(SEXES.values())),
    FormColumn("民族", 8, choices=tuple(f"第{i}民族,族" for i in range(60))),
    FormColumn("身份证号码", 22),
    FormColumn("入会时间", 12),
    FormColumn("补助金额", 12),
]
META = {"union": "7", "as_of": "2016-09-08", "signature": "=a+b"}
ROW = (17, "甲厂工会", "张秀兰", "女", "", ID, date(2001, 10, 9), Decimal("280.00"))
BACK = [
    Column("key", "系统编号", clean=text()),
    Column("name", "姓名", clean=person_name, required=True),
    Column("sex", "性别", clean=choice(SEXES)),
    Column("id", "身份证号码", clean=id_number),
    Column("joined", "入会时间", clean=day()),
    Column("sum", "补助金额", clean=amount()),
]


def form(columns=FORM, rows=(ROW,)):
    stream = io.BytesIO()
    notes = ["只改有误的内容。", "新会员填在最后。"]
    write_form(stream, title="会员信息核对表", notes=notes, columns=columns, rows=rows, meta=META)
    return stream.getvalue()


@pytest.fixture
def book():
    return openpyxl.load_workbook(io.BytesIO(form()))


def test_a_form_comes_back_as_it_went_out():
    data = form()
    table = open_table(data, "核对表.xlsx", BACK)
    (row,) = table
    assert row.line == 5
    assert row.errors == {}
    assert row.values == {
        "key": "17",
        "name": "张秀兰",
        "sex": "2",
        "id": ID,
        "joined": date(2001, 10, 9),
        "sum": Decimal("280.00"),
    }
    assert read_meta(data) == META


def test_rows_typed_below_come_back_without_a_key(book):
    sheet = book.worksheets[0]
    sheet["C6"], sheet["D6"], sheet["F6"] = "李梅", "女", "997276196305129464"
    stream = io.BytesIO()
    book.save(stream)
    _, added = open_table(stream.getvalue(), "", BACK)
    assert added.line == 6
    assert (added.values["key"], added.values["name"]) == ("", "李梅")
    assert read_meta(stream.getvalue()) == META


def test_every_cell_of_the_form_is_text_also_below_the_rows(book):
    sheet = book.worksheets[0]
    assert {cell.number_format for row in sheet["A5:H205"] for cell in row} == {"@"}
    assert {cell.data_type for cell in sheet[5] if cell.value is not None} == {"s"}
    assert sheet.max_row == 5 + 200


def test_drop_downs_reach_to_the_last_new_row(book):
    sheet = book.worksheets[0]
    lists = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert set(lists) == {"D5:D205", "E5:E205"}
    assert all(rule.type == "list" and rule.errorTitle for rule in lists.values())
    name, cells = lists["E5:E205"].formula1.split("!")
    source = book[name.strip("'")]
    assert source.sheet_state == "hidden"
    assert [row[0].value for row in source[cells.replace("$", "")]] == list(FORM[4].choices)


def test_keys_are_hidden_and_protected_and_the_rest_is_not(book):
    sheet = book.worksheets[0]
    assert sheet.column_dimensions["A"].hidden
    assert not sheet.column_dimensions["C"].hidden
    assert sheet.protection.sheet
    assert [sheet.cell(5, i).protection.locked for i in range(1, 5)] == [True, True, False, False]
    assert sheet["C100"].protection.locked is False
    assert book["_meta"].sheet_state == "veryHidden"


def test_a_form_without_keys_is_not_protected():
    data = form([FormColumn("姓名", 10)], [("张三",)])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not book.worksheets[0].protection.sheet
    assert book.sheetnames == ["会员信息核对表", "_meta"]
