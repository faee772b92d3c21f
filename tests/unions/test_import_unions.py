import datetime
from typing import Any

import pytest

from tests.factories import import_files as files
from tests.factories import people
from unions.codes import EventKind, UnionKind
from unions.imports import engine
from unions.models import Coverage, Union, UnionEvent

pytestmark = pytest.mark.django_db
HEAD = [
    "工会名称",
    "类别",
    "覆盖单位",
    "建会时间",
    "批准文号",
    "本届选举日期",
    "任期(年)",
    "工会主席",
]


def sheet(*rows: list[Any]) -> bytes:
    return files.text_file([["登记表"], HEAD, *rows])


def row(
    name: str = "丙厂工会", covers: str = "丙厂", founded: str = "2011.4", **other: str
) -> list[str]:
    return [
        name, other.get("kind", "基层工会"), covers, founded, "淳工〔2011〕1号",
        other.get("elected", "2015.6.9"), other.get("term", "3"), "王英",
    ]  # fmt: skip


def test_a_union_is_founded_with_its_event_and_coverage(federation: Any, clerk: Any) -> None:
    people.enterprise(federation, "丙厂")
    batch = files.preview("unions", sheet(row()), federation, clerk)
    assert "只写到月" in files.said(files.found(batch).rows[0], "doubt")
    assert engine.confirm(batch, by=clerk) is engine.Ending.DONE
    union = Union.objects.get(name="丙厂工会")
    day = datetime.date(2011, 4, 1)
    assert (union.parent, union.kind, union.founded_on) == (
        federation,
        UnionKind.SINGLE_GRASSROOTS,
        day,
    )
    assert union.path == f"{federation.path}{union.pk:07d}/" and union.term_years == 3
    assert UnionEvent.objects.filter(union=union, kind=EventKind.FOUNDED, day=day).count() == 1
    assert Coverage.objects.get(union=union).since == day


def test_a_joint_union_covers_several_from_each_ones_opening(federation: Any, clerk: Any) -> None:
    people.enterprise(federation, "丙厂")
    people.enterprise(federation, "丁厂", opened_on=datetime.date(2012, 2, 3))
    data = sheet(row(covers="丙厂、丁 厂", kind="联合工会", founded="2011-04-05"))
    engine.confirm(files.preview("unions", data, federation, clerk), by=clerk)
    days = dict(Coverage.objects.values_list("enterprise__name", "since"))
    assert days == {"丙厂": datetime.date(2011, 4, 5), "丁厂": datetime.date(2012, 2, 3)}


def test_an_unknown_enterprise_is_an_error_with_suggestions(federation: Any, clerk: Any) -> None:
    people.enterprise(federation, "淳安丙纺织有限公司")
    batch = files.preview("unions", sheet(row(covers="淳安丙纺织公司")), federation, clerk)
    text = files.errors(batch)[0]
    assert "淳安丙纺织有限公司" in text and "企业名录" in text
    assert engine.confirm(batch, by=clerk, partial=True) is engine.Ending.NOTHING_TO_DO
    assert not Union.objects.filter(name="丙厂工会").exists()


def test_an_enterprise_of_another_union_is_an_error_naming_it(
    federation: Any, clerk: Any, unit: Any
) -> None:
    people.enterprise(federation, "丁厂")
    data = sheet(
        row(covers="淳安甲纺织有限公司"),
        row("丁一工会", "丁厂"),
        row("丁二工会", "丁厂"),
    )
    first, second, third = files.errors(files.preview("unions", data, federation, clerk))
    assert unit.name in first and second == "" and "丁一工会" in third


def test_the_founding_day_is_not_moved_by_an_import(federation: Any, clerk: Any, unit: Any) -> None:
    data = sheet(row(unit.name, "", "2001-05-01", elected=""))
    assert "更正建会日期" in files.errors(files.preview("unions", data, federation, clerk))[0]
    agrees = sheet(row(unit.name, "", "2000.1", elected=""))
    batch = files.preview("unions", agrees, federation, clerk)
    assert batch.counts["refused"] == 0


def test_changed_fields_are_shown_and_saved(federation: Any, clerk: Any, unit: Any) -> None:
    data = files.text_file([["工会名称", "主席"], [unit.name, "赵红"]])
    batch = files.preview("unions", data, federation, clerk)
    assert files.found(batch).rows[0].findings[0].new == "赵红"
    engine.confirm(batch, by=clerk)
    unit.refresh_from_db()
    assert unit.chair_name == "赵红"
    assert files.preview("unions", data, federation, clerk).counts["unchanged"] == 1


def test_an_election_before_the_founding_is_a_doubt(federation: Any, clerk: Any) -> None:
    people.enterprise(federation, "丙厂")
    batch = files.preview("unions", sheet(row(elected="2010-01-01")), federation, clerk)
    assert "早于建会日期" in files.said(files.found(batch).rows[0], "doubt")


def test_a_term_of_four_years_is_refused(federation: Any, clerk: Any) -> None:
    people.enterprise(federation, "丙厂")
    batch = files.preview("unions", sheet(row(term="4")), federation, clerk)
    assert "任期" in files.errors(batch)[0]
