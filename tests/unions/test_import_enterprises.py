from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.factories import import_files as files
from tests.factories import people
from unions.imports import engine
from unions.models import Coverage, Enterprise, EnterpriseFigure, Union

pytestmark = pytest.mark.django_db
CODE = "91330127QNPL151719"
HEAD = [
    "企业名称",
    "统一社会信用代码",
    "行业",
    "职工人数",
    "其中：外来职工",
    "工业销售产值",
    "所属工会",
]
TITLE = ["临岐镇企业基本情况一览表（2015年度）  单位：万元"]


def sheet(*rows: list[Any], head: list[str] = HEAD, title: list[str] = TITLE) -> bytes:
    return files.text_file([title, head, *rows])


def test_enterprise_and_figures_in_yuan_as_of_the_titles_year(federation: Any, clerk: Any) -> None:
    data = sheet(["浙江贝欧公司", CODE, "复合材料", "１５６", "31", "12,800", ""])
    batch = files.preview("enterprises", data, federation, clerk)
    assert batch.counts["added"] == 1 and Enterprise.objects.count() == 0
    assert engine.confirm(batch, by=clerk) is engine.Ending.DONE
    one = Enterprise.objects.get()
    assert (one.uscc, one.federation, one.industry_section) == (CODE, federation, "C")
    figures = dict(EnterpriseFigure.objects.values_list("kind", "value"))
    assert figures == {"workers": 156, "nonlocal_workers": 31, "sales": 128_000_000}
    assert str(EnterpriseFigure.objects.first().as_of) == "2015-12-31"
    assert "表.csv" in EnterpriseFigure.objects.first().source


def test_a_guessed_section_is_a_doubt(federation: Any, clerk: Any) -> None:
    batch = files.preview(
        "enterprises", sheet(["甲厂", "", "茶业", "", "", "", ""]), federation, clerk
    )
    assert "制造业" in files.said(files.found(batch).rows[0], "doubt")


def test_the_day_must_be_told_when_the_title_does_not(federation: Any, clerk: Any) -> None:
    data = sheet(["甲厂", "", "", "5", "", "", ""], title=["企业名录"])
    with pytest.raises(ValidationError) as refused:
        engine.upload(data, "名录.csv", "enterprises", federation, by=clerk, options={})
    assert "as_of" in refused.value.message_dict
    batch = files.preview("enterprises", data, federation, clerk, as_of="2016-06-30")
    engine.confirm(batch, by=clerk)
    assert str(EnterpriseFigure.objects.get().as_of) == "2016-06-30"


def test_an_unknown_money_unit_is_a_doubt_that_names_the_assumption(
    federation: Any, clerk: Any
) -> None:
    data = sheet(["甲厂", "", "", "", "", "12", ""], title=["名录（2015年度）"])
    batch = files.preview("enterprises", data, federation, clerk)
    assert "万元" in files.said(files.found(batch).rows[0], "doubt")


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (["", CODE, "", "", "", "", ""], "请填写企业名称"),
        (["甲厂", "91330127QNPL151710", "", "", "", "", ""], "校验位"),
        (["甲厂", "", "", "5", "6", "", ""], "外来职工多于职工人数"),
        (["甲厂", "", "", "约五十", "", "", ""], "具体数字"),
    ],
)
def test_refused_with_the_cure(federation: Any, clerk: Any, row: list[str], word: str) -> None:
    batch = files.preview("enterprises", sheet(row), federation, clerk)
    assert batch.counts["refused"] == 1
    assert word in files.errors(batch)[0]


def test_twice_in_one_file_is_refused_naming_the_first_line(federation: Any, clerk: Any) -> None:
    row = ["甲厂（本部）", "", "", "", "", "", ""]
    again = ["甲厂(本 部)", *row[1:]]
    batch = files.preview("enterprises", sheet(row, again), federation, clerk)
    assert files.errors(batch)[0] == "" and "第 3 行重复" in files.errors(batch)[1]


def test_changes_only_what_the_sheet_says_and_never_erases(federation: Any, clerk: Any) -> None:
    one = people.enterprise(federation, "甲厂", uscc=CODE, legal_rep="王五", address="临岐镇")
    data = sheet(
        ["甲厂", "", "", "李四", "1"], head=["企业名称", "信用代码", "地址", "法人", "备注"]
    )
    batch = files.preview("enterprises", data, federation, clerk)
    finding = files.found(batch).rows[0].findings[0]
    assert (finding.old, finding.new) == ("王五", "李四")
    engine.confirm(batch, by=clerk)
    one.refresh_from_db()
    assert (one.uscc, one.legal_rep, one.address, one.remark) == (CODE, "李四", "临岐镇", "1")
    assert [line.history_type for line in one.history.all()] == ["~", "+"]


def test_another_code_on_a_known_name_is_refused(federation: Any, clerk: Any) -> None:
    people.enterprise(federation, "甲厂", uscc=CODE)
    data = sheet(["甲厂", "91330127860TF39FFJ", "", "", "", "", ""])
    batch = files.preview("enterprises", data, federation, clerk)
    assert CODE in files.errors(batch)[0]


def test_unions_and_coverage_are_only_compared(federation: Any, clerk: Any, unit: Any) -> None:
    data = sheet(
        ["淳安甲纺织有限公司", "", "", "", "", "", "没有的工会"],
        ["乙厂", "", "", "", "", "", unit.name],
    )
    unions, bonds = Union.objects.count(), Coverage.objects.count()
    batch = files.preview("enterprises", data, federation, clerk)
    engine.confirm(batch, by=clerk)
    assert (Union.objects.count(), Coverage.objects.count()) == (unions, bonds)
    assert all("所属工会" in files.said(row, "doubt") for row in files.found(batch).rows[:2])


def test_a_totals_line_is_compared(federation: Any, clerk: Any) -> None:
    rows = [["甲厂", "", "", "5", "", "", ""], ["合计", "", "", "6", "", "", ""]]
    batch = files.preview("enterprises", sheet(*rows), federation, clerk)
    assert any("读到的是 5" in note for note in files.found(batch).notes)


def test_a_corrected_figure_replaces_the_one_of_that_day(federation: Any, clerk: Any) -> None:
    for number in ("5", "7"):
        batch = files.preview(
            "enterprises", sheet(["甲厂", "", "", number, "", "", ""]), federation, clerk
        )
        assert engine.confirm(batch, by=clerk) is engine.Ending.DONE
    figure = EnterpriseFigure.objects.get()
    assert figure.value == 7 and figure.history.count() == 2
