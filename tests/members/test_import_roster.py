"""The roster: who is taken in, who is meant, and what is refused with which cure."""

import datetime
from typing import Any

import pytest

from core import identifiers
from members.codes import Defect, End
from members.models import Member, Membership
from members.services import memberships, tallies
from tests.factories import import_files as files
from tests.factories import people
from unions.imports import engine
from unions.models import Enterprise, Union

pytestmark = pytest.mark.django_db
BORN = datetime.date(1984, 3, 12)
EMPLOYER = "淳安甲纺织有限公司"
HEAD = [
    "序号",
    "姓  名",
    "性别",
    "出生年月",
    "身份证号码",
    "政治面貌",
    "文化程度",
    "工作单位",
    "所属工会",
    "入会时间",
]


def number(sex: str = "2") -> str:
    return people.id_number(BORN, sex)


def line(unit: Any, **cells: Any) -> list[Any]:
    row = {
        "name": "王桂英", "sex": "女", "born": "1984.3", "id": number(), "party": "党员",
        "school": "大专", "employer": EMPLOYER,
        "union": unit.name if unit else "", "joined": "2010.3.1",
        **cells,
    }  # fmt: skip
    return [1, *row.values()]


def sheet(*rows: list[Any], head: list[str] = HEAD) -> bytes:
    return files.workbook([["花名册"], head, *rows])


def look(unit: Any, by: Any, *rows: list[Any], union: Any = None) -> Any:
    return files.preview("roster", sheet(*rows), union or unit.parent, by, "花名册.xlsx")


def only(batch: Any) -> Any:
    return files.found(batch).rows[0]


def test_a_person_joins_with_the_day_of_birth_from_the_card(unit: Any, clerk: Any) -> None:
    batch = look(unit, clerk, line(unit))
    assert batch.counts["added"] == 1 and batch.counts["doubt"] == 0
    engine.confirm(batch, by=clerk)
    one = Member.objects.get()
    assert (one.birth_date, one.political_status, one.education_level) == (BORN, "01", "30")
    assert (one.name_py, one.id_index is not None) == ("wangguiying", True)
    assert Defect.NO_MOBILE in one.defects.split() and Defect.NO_EMPLOYER not in one.defects.split()
    membership = one.memberships.get()
    assert (membership.union, membership.employer.name) == (unit, EMPLOYER)
    assert membership.since == datetime.date(2010, 3, 1)
    assert one.history.count() == membership.history.count() == 1
    assert tallies.kept() == tallies.counted()


@pytest.mark.parametrize(
    ("cells", "label", "word"),
    [
        ({"id": 3.30127198405e17}, "身份证号码", "科学计数"),
        ({"id": "3.30127E+17"}, "身份证号码", "科学计数"),
        ({"id": identifiers.synthetic_id("990000", BORN, 22)[:17] + "!"}, "身份证号码", "前17位"),
        ({"sex": "男"}, "性别", "第17位"),
        ({"born": "1985.3"}, "出生年月", "不符"),
        ({"id": ""}, "身份证号码", "无证原因"),
        ({"joined": ""}, "入会时间", "请填写"),
        ({"joined": "2099-01-01"}, "入会时间", "晚于今天"),
        ({"union": "淳安甲纺织工会"}, "所属工会", "淳安甲纺织工会委员会"),
        ({"employer": "淳安甲纺织公司"}, "工作单位", EMPLOYER),
        ({"name": ""}, "姓  名", "请填写姓名"),
        ({"school": "博导"}, "文化程度", "不在可选范围"),
    ],
)
def test_refused_in_that_cell_with_the_cure(
    unit: Any, clerk: Any, cells: dict[str, Any], label: str, word: str
) -> None:
    unions, employers = Union.objects.count(), Enterprise.objects.count()
    batch = look(unit, clerk, line(unit, **cells), line(unit, name="李好"))
    row = only(batch)
    assert row.refused and word in files.said(row)
    assert label.replace(" ", "") in files.said(row)
    assert files.found(batch).rows[1].outcome == "added"
    assert (Union.objects.count(), Enterprise.objects.count()) == (unions, employers)


def test_names_of_units_match_over_brackets_width_and_spaces(federation: Any, clerk: Any) -> None:
    unit = people.unit(federation, "临岐镇（集镇）联合工会", "Ａ电子（淳安）厂")
    row = line(unit, union="临岐镇 (集镇)联合工会", employer="A电子【淳安】厂")
    assert only(look(unit, clerk, row)).outcome == "added"


def test_the_same_number_twice_names_the_first_line(unit: Any, clerk: Any) -> None:
    same = number()
    batch = look(unit, clerk, line(unit, id=same), line(unit, id=f" {same[:6]} {same[6:]}"))
    first, second = files.found(batch).rows
    assert first.outcome == "added" and "第 3 行相同" in files.said(second)


def test_a_second_upload_changes_nothing(unit: Any, clerk: Any) -> None:
    row = line(unit)
    engine.confirm(look(unit, clerk, row), by=clerk)
    batch = look(unit, clerk, row)
    assert batch.counts["unchanged"] == 1
    assert engine.confirm(batch, by=clerk) is engine.Ending.NOTHING_TO_DO
    assert Member.history.count() == 1


def test_changes_are_shown_old_and_new_and_empty_cells_erase_nothing(unit: Any, clerk: Any) -> None:
    one = people.member(unit, "王桂英", birth_date=BORN, post="质检")
    data = sheet(
        ["王桂英", one.id_number, "13900001111", "", "挡车工"],
        head=["姓名", "身份证", "手机", "文化程度", "岗位"],
    )
    batch = files.preview("roster", data, unit, clerk)
    shown = {f.label: (f.old, f.new) for f in only(batch).findings if f.level == "change"}
    assert shown == {"联系电话": ("138****0000", "139****1111"), "岗位": ("质检", "挡车工")}
    engine.confirm(batch, by=clerk)
    one.refresh_from_db()
    assert (one.mobile, one.post, one.education_level) == ("13900001111", "挡车工", "70")
    assert one.first_joined_on == datetime.date(2010, 3, 1)


def test_another_employer_of_the_same_union_is_a_change(unit: Any, clerk: Any) -> None:
    one = people.member(unit, birth_date=BORN)
    other = people.enterprise(unit.parent, "淳安丙厂")
    batch = look(unit, clerk, line(unit, id=one.id_number, employer="淳安丙厂"))
    assert "目前不由" in files.said(only(batch), "doubt")
    engine.confirm(batch, by=clerk)
    assert one.memberships.get().employer == other and one.memberships.get().history.count() == 2


def test_elsewhere_is_named_to_the_clerk_and_not_to_a_chair(
    unit: Any, other_unit: Any, clerk: Any, chair: Any
) -> None:
    one = people.member(other_unit, birth_date=BORN)
    said = files.said(only(look(unit, clerk, line(unit, id=one.id_number))))
    assert other_unit.name in said and "转会" in said
    batch = look(unit, chair, line(unit, id=one.id_number), union=unit)
    findings = str(files.found(batch))
    assert "该证件号码不能直接登记，请与镇总工会核对（可能需要办理转会）。" in findings
    assert other_unit.name not in findings


def test_a_chair_cannot_tell_a_stranger_who_left_from_one_who_stayed(
    unit: Any, other_unit: Any, clerk: Any, chair: Any
) -> None:
    gone, here = (people.member(other_unit, birth_date=BORN) for _ in "12")
    memberships.leave(gone, End.WITHDRAW, datetime.date(2015, 1, 1), by=clerk, reason="退会")
    rows = [line(unit, id=one.id_number, joined="2016-01-01") for one in (gone, here)]
    first, second = files.errors(look(unit, chair, *rows, union=unit))
    assert first == second != ""


def test_a_chair_imports_into_her_union_only(unit: Any, other_unit: Any, chair: Any) -> None:
    batch = look(unit, chair, line(other_unit), line(None), union=unit)
    first, second = files.found(batch).rows
    assert first.refused and second.outcome == "added" and unit.name in second.summary


def test_without_a_union_the_employers_union_is_taken_with_a_doubt(unit: Any, clerk: Any) -> None:
    row = only(look(unit, clerk, line(None)))
    assert row.outcome == "added" and unit.name in files.said(row, "doubt")
    assert only(look(unit, clerk, line(None, employer=""))).refused


def test_who_left_may_come_back_with_her_first_day_kept(unit: Any, clerk: Any) -> None:
    one = people.member(unit, birth_date=BORN)
    memberships.leave(one, End.WITHDRAW, datetime.date(2015, 1, 1), by=clerk, reason="退会")
    early = only(look(unit, clerk, line(unit, id=one.id_number)))
    assert early.refused and "2015-01-01" in files.said(early)
    batch = look(unit, clerk, line(unit, id=one.id_number, joined="2016-02-03"))
    assert "重新入会" in files.said(only(batch), "doubt")
    engine.confirm(batch, by=clerk)
    one.refresh_from_db()
    assert one.first_joined_on == datetime.date(2010, 3, 1)
    assert [str(m.since) for m in one.memberships.all()] == ["2010-03-01", "2016-02-03"]
    assert tallies.kept() == tallies.counted()


def test_before_the_founding_day_membership_counts_from_it(federation: Any, clerk: Any) -> None:
    founded = datetime.date(2015, 2, 15)
    unit = people.unit(federation, "新工会", "新厂", founded_on=founded)
    batch = look(unit, clerk, line(unit, employer="新厂"))
    assert "建会日期" in files.said(only(batch), "doubt")
    engine.confirm(batch, by=clerk)
    assert Membership.objects.get().since == founded
    assert Member.objects.get().first_joined_on == datetime.date(2010, 3, 1)


def test_without_a_number_a_reason_is_asked_and_name_and_birth_identify(
    unit: Any, clerk: Any
) -> None:
    def data(id_number: str = "", post: str = "") -> bytes:
        row = ["王桂英", "女", "1984-03-12", id_number, "证件遗失", post, unit.name, "2010-3-1"]
        head = ["姓名", "性别", "出生日期", "证件号码", "无证原因", "岗位", "工会", "入会日期"]
        return files.text_file([head, row])

    engine.confirm(files.preview("roster", data(), unit.parent, clerk), by=clerk)
    assert files.preview("roster", data(), unit.parent, clerk).counts["unchanged"] == 1
    assert files.preview("roster", data(post="质检"), unit.parent, clerk).counts["changed"] == 1
    batch = files.preview("roster", data(number()), unit.parent, clerk)
    assert batch.counts["changed"] == 1 and "补登" in files.said(only(batch), "doubt")
    engine.confirm(batch, by=clerk)
    assert Member.objects.get().id_number != ""
    assert "请填写证件号码" in files.errors(files.preview("roster", data(), unit.parent, clerk))[0]


def test_a_passport_is_taken_as_written(unit: Any, clerk: Any) -> None:
    row = ["John Smith", "男", "1984-03-12", "护照", "e1234 5678", unit.name, "2010-03-01"]
    head = ["姓名", "性别", "出生日期", "证件类型", "证件号码", "所属工会", "入会时间"]
    engine.confirm(files.preview("roster", files.text_file([head, row]), unit, clerk), by=clerk)
    assert (Member.objects.get().id_number, Member.objects.get().id_type) == (
        "E12345678",
        "passport",
    )


def test_look_ups_do_not_grow_with_the_rows(
    unit: Any, clerk: Any, django_assert_max_num_queries: Any
) -> None:
    rows = [line(unit, name="王英") for _ in range(400)]
    with django_assert_max_num_queries(60):
        batch = look(unit, clerk, *rows)
    assert batch.counts["added"] == 400
