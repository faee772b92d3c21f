import io
from datetime import date, datetime

import pytest
import xlsxwriter

from core.sheets import (
    Column,
    SheetError,
    Skipped,
    amount,
    choice,
    day,
    id_number,
    open_table,
    person_name,
    text,
    whole_number,
    yes_no,
)
from tests.core.sheet_files import csv_text, xls, xlsx

NAME = Column("name", "姓名", ("职工姓名", "会员姓名"), person_name, required=True)
SEX = Column("sex", "性别", clean=choice({"1": "男", "2": "女"}))
ID = Column("id", "身份证号码", ("身份证号", "证件号码"), id_number, required=True)
JOINED = Column("joined", "入会时间", ("入会日期",), day())
MIGRANT = Column("migrant", "外来职工", clean=whole_number())
OUTPUT = Column("output", "工业销售产值", ("产值",), amount())
ROSTER = [NAME, SEX, ID, JOINED]
ZHANG, LI = "990124198001194348", "997276196305129464"
LINES = [
    ["序号", "姓  名", "性别", "身份证号码", "入会时间"],
    [1, "张秀兰", "女", ZHANG, "2001.10"],
    [2, "袁旭", "女", LI, "2002年1月8日"],
]


def opened(rows, columns=ROSTER):
    return open_table(xlsx(rows), "花名册.xlsx", columns)


def names(table):
    return [row.cells["name"].value for row in table]


# -- every kind of file gives the same table -----------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(xlsx(LINES), id="xlsx"),
        pytest.param(xls(LINES), id="xls"),
        pytest.param(csv_text(LINES).encode(), id="utf-8"),
        pytest.param(csv_text(LINES).encode("utf-8-sig"), id="utf-8 with mark"),
        pytest.param(csv_text(LINES).encode("gbk"), id="gbk"),
        pytest.param(csv_text(LINES, "\t").encode("utf-16"), id="utf-16, tabs"),
        pytest.param(b"\xfe\xff" + csv_text(LINES).encode("utf-16-be"), id="utf-16 big end"),
        pytest.param(csv_text(LINES, ";").encode(), id="semicolons"),
    ],
)
def test_the_bytes_decide_what_a_file_is(data):
    table = open_table(data, "名字不作数.docx", ROSTER)
    rows = list(table)
    assert table.header_line == 1
    assert [row.line for row in rows] == [2, 3]
    assert rows[0].values == {
        "name": "张秀兰",
        "sex": "2",
        "id": ZHANG,
        "joined": date(2001, 10, 1),
    }
    assert rows[1].cells["joined"].value == date(2002, 1, 8)
    assert table.skipped == []


def test_rare_characters_of_gb_18030_are_read():
    data = csv_text([["姓名", "身份证号"], ["䶮𠮷", ZHANG]]).encode("gb18030")
    assert names(open_table(data, "", ROSTER)) == ["䶮𠮷"]


def test_quoted_commas_and_line_breaks_stay_in_their_cell():
    data = '姓名,身份证号码,备注\n张三,1,"甲,乙\n丙"\n李四,2,丁\n'.encode()
    note = Column("note", "备注")
    rows = list(open_table(data, "", [NAME, ID, note]))
    assert [row.cells["note"].value for row in rows] == ["甲,乙 丙", "丁"]
    assert [row.line for row in rows] == [2, 3]  # as Excel and WPS number them


def test_types_of_cells_are_what_the_file_says():
    raw = Column("raw", "值", clean=text())
    moment = datetime(2016, 9, 8, 14, 30)
    cells = ["文字", 2.5, True, date(2016, 9, 8), moment]
    rows = open_table(
        xlsx([["姓名", "身份证号码", "值"], *(["张三", ZHANG, cell] for cell in cells)]),
        "",
        [NAME, ID, raw],
    )
    seen = [row.cells["raw"].raw for row in rows]
    assert seen[:4] == ["文字", 2.5, True, date(2016, 9, 8)]
    assert [type(cell) for cell in seen] == [str, float, bool, date, type(seen[4])]


# -- titles, headers, columns --------------------------------------------------------------


def test_titles_above_the_header_are_kept_and_lines_are_those_of_the_file():
    table = opened([["临岐镇总工会会员花名册"], [], ["统计时点：2016年8月31日"], *LINES])
    assert table.titles == ["临岐镇总工会会员花名册", "统计时点：2016年8月31日"]
    assert table.header_line == 4
    assert [row.line for row in table] == [5, 6]


def test_columns_are_found_by_any_of_their_names_in_any_order():
    table = opened(
        [
            ["入会日期", "备注", "证件\n号码（18位）", "*会员姓名", "3、性 别"],
            ["2001-10-09", "好", ZHANG, "张秀兰", "女"],
        ]
    )
    assert table.headers == {
        "joined": "入会日期",
        "id": "证件 号码（18位）",
        "name": "*会员姓名",
        "sex": "3、性 别",
    }
    assert table.unknown_headers == ["备注"]
    (row,) = table
    assert row.values == {
        "name": "张秀兰",
        "sex": "2",
        "id": ZHANG,
        "joined": date(2001, 10, 9),
    }


def test_the_sheet_and_row_naming_most_columns_are_chosen():
    data = xlsx(
        sheets={
            "说明": [["填表说明"], ["姓名", "请填写全名"]],
            "花名册": [["姓名", "小组"], *LINES],
            "空表": [],
        }
    )
    table = open_table(data, "", ROSTER)
    assert (table.sheet, table.header_line) == ("花名册", 2)
    assert names(table) == ["张秀兰", "袁旭"]


def test_an_earlier_sheet_is_read_again_after_the_others_were_looked_at():
    data = xlsx(sheets={"花名册": LINES, "其他": [["姓名"], ["王五"]]})
    assert names(open_table(data, "", ROSTER)) == ["张秀兰", "袁旭"]


def test_hidden_sheets_are_not_looked_at():
    data = xlsx(sheets={"花名册": LINES[:2], "旧表": LINES}, hidden="旧表")
    assert names(open_table(data, "", ROSTER)) == ["张秀兰"]


def test_a_header_of_two_rows_is_read_as_one():
    table = opened(
        [
            ["序号", "职工姓名", "证件", "", "入会时间"],
            ["", "", "证件类型", "证件号码", ""],
            [1, "张秀兰", "身份证", ZHANG, "2001.10"],
        ]
    )
    assert table.header_line == 2
    assert table.headers["id"] == "证件号码"
    assert [row.line for row in table] == [3]


def test_an_exact_name_beats_one_that_fits_without_its_unit():
    table = opened([["姓名", "姓名（必填）", "身份证号码"], ["张三", "李四", ZHANG]])
    assert table.headers["name"] == "姓名"
    assert table.unknown_headers == ["姓名（必填）"]


def test_columns_that_are_not_wanted_and_not_there_are_left_out():
    table = opened([["姓名", "身份证号"], ["张三", ZHANG]])
    assert [column.name for column in table.columns] == ["name", "id"]
    (row,) = table
    assert set(row.cells) == {"name", "id"}


def test_a_table_away_from_the_corner_keeps_its_lines():
    rows = [[], [], *([None, None, *line] for line in LINES)]
    assert [row.line for row in opened(rows)] == [4, 5]


def test_missing_required_columns_are_named_with_what_was_found():
    with pytest.raises(SheetError) as caught:
        opened([["花名册"], ["序号", "姓名", "身份证", "性别"], [1, "张三", ZHANG, "女"]])
    message = str(caught.value)
    assert "“身份证号码”（也可写作身份证号、证件号码）" in message
    assert "第2行表头现有：序号、姓名、身份证、性别" in message


def test_the_same_column_twice_is_refused():
    with pytest.raises(SheetError, match="“身份证号”与“证件号码”是同一列"):
        opened([["姓名", "身份证号", "证件号码"], ["张三", ZHANG, ZHANG]])


def test_no_header_at_all_is_refused_with_the_names_expected():
    with pytest.raises(SheetError, match=r"没有找到表头行.*姓名、性别"):
        opened([["甲", "乙"], ["丙", "丁"]])


def test_a_header_below_the_first_thirty_rows_is_not_looked_for():
    with pytest.raises(SheetError, match="没有找到表头行"):
        opened([*[["说明"]] * 30, *LINES])


def test_a_workbook_without_content_is_refused():
    with pytest.raises(SheetError, match=r"“空\.xlsx”中没有任何内容"):
        open_table(xlsx([]), "空.xlsx", ROSTER)


# -- units -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "header", "unit"),
    [
        ("企业名录", "工业销售产值（万元）", "万元"),
        ("企业名录", "工业销售产值(单位：元)", "元"),
        ("单位：万元、人", "工业销售产值", "万元"),
        ("填报单位：临岐镇总工会", "工业销售产值", ""),
        ("单位：万元", "产值（元）", "元"),
        ("填报单位：元通公司", "产值", ""),
    ],
)
def test_the_unit_of_money_is_read_from_header_or_title(title, header, unit):
    rows = [[title], ["企业名称", "其中：外来职工（人）", header], ["甲厂", 31, 12800]]
    table = opened(rows, [Column("name", "企业名称"), MIGRANT, OUTPUT])
    assert table.unit_of("output") == unit
    assert [row.cells["migrant"].value for row in table] == [31]


# -- rows that are no data ---------------------------------------------------------------


def test_what_is_no_data_is_skipped_with_its_line_and_reason():
    table = opened(
        [
            *LINES,
            [],
            [],
            ["", "小  计", "2人"],
            LINES[0],
            [3, "李梅", "女", ZHANG, ""],
            [4],
            [5, "", "", "\u3000", ""],
            ["合计：3人"],
            [],
            ["填表人：王五", "", "审核人：赵六", "填表日期：2016年9月8日"],
            ["填表人          审核人"],
            ["注：本表一式两份，加盖公章后报送。"],
            ["负责人（签字）：", "", "", "（盖章）"],
            ["（单位盖章）"],
        ]
    )
    assert names(table) == ["张秀兰", "袁旭", "李梅"]
    assert table.skipped == [
        Skipped(4, "空行（第4至5行）"),
        Skipped(6, "合计行"),
        Skipped(7, "重复的表头"),
        Skipped(9, "除序号外没有内容"),
        Skipped(10, "除序号外没有内容"),
        Skipped(11, "合计行"),
        Skipped(12, "空行"),
        *(Skipped(line, "填表、审核等签署或说明") for line in range(13, 18)),
    ]


def test_what_a_totals_line_says_is_kept_by_its_line_as_typed():
    table = opened(
        [["企业名称", "外来职工", "产值"], ["甲厂", 31, 128], ["合计", 31, "128万"]],
        [Column("name", "企业名称"), MIGRANT, OUTPUT],
    )
    assert len(list(table)) == 1
    assert table.totals == {3: {"name": "合计", "migrant": 31.0, "output": "128万"}}


@pytest.mark.parametrize("unit", ["总计量检测有限公司", "主席", "备注", "累计积分办公室"])
def test_data_that_only_resembles_a_total_or_signature_stays(unit):
    columns = [Column("unit", "单位"), NAME]
    table = opened([["单位", "姓名"], [unit, "张三"]], columns)
    assert names(table) == ["张三"]


def test_a_hostile_signature_line_costs_no_time():
    table = opened([*LINES, ["填表日期" * 400 + "x", "甲"], ["(盖章)" * 300 + "y", "乙"]])
    rows = list(table)
    assert len(rows) == 4


def test_formatting_far_below_the_data_is_not_data():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for i, line in enumerate(LINES):
        sheet.write_row(i, 0, line)
    sheet.write_blank(1_048_575, 3, None, book.add_format({"border": 1}))
    sheet.write_blank(2, 16_000, None, book.add_format({"border": 1}))
    book.close()
    assert names(open_table(stream.getvalue(), "", ROSTER)) == ["张秀兰", "袁旭"]


# -- errors stay in their cells ------------------------------------------------------------


def test_bad_cells_are_errors_of_their_row_only():
    table = opened(
        [
            ["姓名", "身份证号码", "性别"],
            ["张三", 3.30127198001e17, "女"],
            ["李四", LI, "不知道"],
            ["王五", LI, "男"],
        ]
    )
    first, second, third = table
    assert list(first.errors) == ["id"]
    assert "科学计数" in first.errors["id"]
    assert list(second.errors) == ["sex"]
    assert third.errors == {}


def test_short_rows_have_all_their_cells():
    table = opened([["姓名", "身份证号码", "性别", "入会时间"], ["张三"]])
    (row,) = table
    assert row.values == {"name": "张三", "id": "", "sex": "", "joined": None}


def test_yes_no_and_error_cells_come_through():
    flag = Column("flag", "是否农民工", clean=yes_no)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "身份证号码", "是否农民工"])
    sheet.write_row(1, 0, ["张三", ZHANG])
    sheet.write_formula(1, 2, "=NA()", None, "#N/A")
    book.close()
    (row,) = open_table(stream.getvalue(), "", [NAME, ID, flag])
    assert row.cells["flag"].raw == ""
