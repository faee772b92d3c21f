"""The old lists: what a row becomes, what is doubted with its line, and nothing comes twice."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from core.periods import today
from innovation.models import Author, Award, Entry, Gram, Kind
from tests.factories import import_files as files
from tests.factories import innovation, people
from unions.imports import engine

pytestmark = pytest.mark.django_db
HEAD = ["年度", "成果名称", "类别", "完成人", "单位", "实施情况", "年节约或增效（元）", "评审等次"]
EMPLOYER = "淳安甲纺织有限公司"


def row(title="模具保温罩", **changes):
    cells = {"year": "2013", "title": title, "kind": "小革新", "authors": "甲、乙",
             "employer": EMPLOYER, "practice": "已实施", "benefit": "1200", "grade": "二等",
             **changes}  # fmt: skip
    return list(cells.values())


def look(federation, by, *lines):
    data = files.text_file([HEAD, *lines], "gb18030")
    return files.preview("innovation", data, federation, by, "五小成果登记表.csv")


def take(federation, by, *lines):
    batch = look(federation, by, *lines)
    assert engine.confirm(batch, by=by) is engine.Ending.DONE
    return batch


def doubts(batch, number=0):
    return files.said(files.found(batch).rows[number], "doubt")


def error(batch, number=0):
    return files.said(files.found(batch).rows[number])


def test_a_row_becomes_an_entry_with_authors_and_award(federation, unit, clerk):
    known = people.member(unit, "甲")
    batch = look(federation, clerk, row())
    assert batch.counts["added"] == 1 and not Entry.objects.exists()
    engine.confirm(batch, by=clerk)
    entry = Entry.objects.get()
    assert (entry.number, entry.year, entry.status, entry.practice) == (
        "创2013-0001", 2013, "awarded", "done",
    )  # fmt: skip
    assert (entry.union, entry.enterprise.name, entry.historical) == (unit, EMPLOYER, True)
    assert entry.annual_benefit == Decimal(1200) and entry.history.count() == 1
    assert innovation.shares(entry) == [("甲", "50.00"), ("乙", "50.00")]
    assert entry.authors.get(full_name="甲").member == known
    assert entry.authors.get(full_name="乙").member is None
    award = Award.objects.get()
    assert (award.grade.name, award.amount, award.meeting) == ("二等奖", 0, "")
    assert Gram.objects.filter(entry=entry).count() == 4


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"grade": ""}, "implemented"),
        ({"grade": "", "practice": "试行"}, "trial"),
        ({"grade": "", "practice": "未实施", "benefit": ""}, "accepted"),
        ({"grade": "鼓励"}, "awarded"),
    ],
)
def test_the_state_is_what_the_row_tells(federation, unit, clerk, cells, status):
    take(federation, clerk, row(**cells))
    assert Entry.objects.get().status == status


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"benefit": "约2万"}, "年节约或增效（元）：“约2万”不是确切金额，不计入年效益"),
        ({"practice": "未实施"}, "年节约或增效（元）：未实施却填了年效益"),
        ({"practice": "未实施"}, "评审等次：未实施却有评审等次"),
        ({"authors": ""}, "完成人：没有填写完成人"),
        ({"authors": "丙"}, "完成人：该工会的会员中没有“丙”"),
        ({"authors": "王芳"}, "完成人：该工会有多名会员叫“王芳”"),
        ({"year": "1995"}, "单位：1995 年末这家企业还没有工会覆盖"),
    ],
)
def test_what_is_in_doubt_is_said_and_comes_in(federation, unit, clerk, cells, words):
    for _ in range(2):
        people.member(unit, "王芳")
    batch = look(federation, clerk, row(**cells))
    assert words in doubts(batch) and batch.counts["added"] == 1


def test_a_vague_sum_is_kept_in_words_and_counts_for_nothing(federation, unit, clerk):
    take(federation, clerk, row(benefit="约2万"))
    entry = Entry.objects.get()
    assert entry.annual_benefit is None and entry.effect == "原登记年效益：约2万"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"year": ""}, "请填写年度"),
        ({"year": "一三年"}, "不是整数"),
        ({"year": str(today().year + 1)}, "年度晚于今年"),
        ({"title": ""}, "请填写成果名称"),
        ({"kind": "小聪明"}, "没有“小聪明”这个类别"),
        ({"grade": "特等"}, "没有“特等”这个奖次"),
        ({"employer": "淳安甲纺织公司"}, "名称相近的有：淳安甲纺织有限公司"),
        ({"benefit": "很多钱"}, "年节约或增效"),
        ({"practice": "也许"}, "不在可选范围内"),
    ],
)
def test_what_cannot_be_read_is_refused_with_how_to_mend_it(federation, unit, clerk, cells, words):
    batch = look(federation, clerk, row(**cells))
    assert words in error(batch) and batch.counts["refused"] == 1


def test_the_same_file_twice_adds_nothing(federation, unit, clerk):
    lines = [row(), row("废水循环使用", authors="丙")]
    take(federation, clerk, *lines)
    before = Entry.objects.count(), Author.objects.count(), Award.objects.count()
    batch = look(federation, clerk, *lines)
    assert engine.confirm(batch, by=clerk) is engine.Ending.NOTHING_TO_DO
    assert batch.counts["unchanged"] == 2 and batch.counts["added"] == 0
    assert (Entry.objects.count(), Author.objects.count(), Award.objects.count()) == before


def test_what_differs_from_the_record_is_said_and_not_written(federation, unit, clerk):
    take(federation, clerk, row())
    batch = look(federation, clerk, row(benefit="9999", kind="小发明"))
    assert "系统中已有这项成果" in doubts(batch)
    assert batch.counts["unchanged"] == 1


def test_two_rows_of_one_name_name_the_line(federation, unit, clerk):
    batch = look(federation, clerk, row(), row("模具 保温罩"))
    assert "与第 2 行是同一单位、同一年度、同一名称" in error(batch, 1)


def test_numbers_go_on_by_year(federation, unit, chair, clerk):
    take(federation, clerk, row(), row("甲法"), row("乙法", year="2014"))
    take(federation, clerk, row("丙法"))
    assert list(Entry.objects.order_by("pk").values_list("number", flat=True)) == [
        "创2013-0001", "创2013-0002", "创2014-0001", "创2013-0003",
    ]  # fmt: skip


def test_a_kind_of_another_place_is_taken_once_it_is_a_row(federation, unit, clerk):
    Kind.objects.create(name="小点子")
    take(federation, clerk, row(kind="小点子"))
    assert Entry.objects.get().kind.name == "小点子"


@pytest.mark.parametrize("who", ["chair", "leader", "auditor"])
def test_only_the_federations_clerk_brings_old_lists(federation, unit, who, request):
    with pytest.raises(PermissionDenied):
        look(federation, request.getfixturevalue(who), row())


def test_an_enterprise_nobody_covers_is_refused(federation, unit, clerk):
    people.enterprise(federation, "淳安无会厂")
    assert "没有工会覆盖" in error(look(federation, clerk, row(employer="淳安无会厂")))


SAMPLE = Path(__file__).parents[2] / "linqi_union" / "sample" / "innovation.csv"


def test_the_sheet_as_an_office_kept_it_is_read(federation, unit, clerk):
    """GBK, as Excel in Chinese writes it; the enterprises are not ours, so every row says so."""
    batch = files.preview("innovation", SAMPLE.read_bytes(), federation, clerk, SAMPLE.name)
    assert batch.counts["rows"] == batch.counts["refused"] > 150
    assert "系统中没有这家企业" in error(batch)
