"""Life events: rectified, renamed, merged, dissolved. Nothing is deleted."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import JournalEntry
from core.periods import today
from members.services import memberships
from tests.factories import people, rows
from unions.codes import EventKind, UnionKind
from unions.models import Coverage, Union
from unions.services import life, records

DAY = datetime.date(2020, 6, 30)


def end(union, clerk, day=DAY, **fields):
    return life.end(union, EventKind.DISSOLVED, day, by=clerk, reason="企业终止", **fields)


def test_dissolving_ends_coverage_on_the_same_day(unit, clerk):
    event = end(unit, clerk, paper="临工〔2020〕3号")
    unit.refresh_from_db()
    coverage = Coverage.objects.get(union=unit)
    assert (unit.dissolved_on, coverage.until) == (DAY, DAY)
    assert (event.kind, event.paper) == (EventKind.DISSOLVED, "临工〔2020〕3号")
    assert Union.objects.on(DAY - datetime.timedelta(days=1)).filter(pk=unit.pk).exists()
    assert not Union.objects.on(DAY).filter(pk=unit.pk).exists()


def test_coverage_that_began_after_the_end_is_voided_not_ended(unit, clerk):
    coverage = Coverage.objects.get(union=unit)
    Coverage.objects.filter(pk=coverage.pk).update(since=DAY)
    end(unit, clerk)
    coverage.refresh_from_db()
    assert coverage.until is None
    assert coverage.is_voided
    assert coverage.voided_reason == "工会撤销早于覆盖起始"


def test_a_union_with_members_is_not_dissolved(unit, clerk):
    member = people.member(unit)
    before = rows.fingerprint()
    with pytest.raises(ValidationError, match="还有在册会员"):
        end(unit, clerk)
    assert rows.fingerprint() == before
    memberships.leave(member, "withdraw", DAY, by=clerk, reason="本人申请")
    end(unit, clerk, day=today())


def test_a_federation_with_unions_below_is_not_dissolved(federation, unit, clerk):
    with pytest.raises(ValidationError, match="还有下级工会"):
        end(federation, clerk)


def test_a_federation_whose_unions_are_all_dissolved_may_end(db):
    county = people.federation("淳安县总工会")
    town = people.unit(county, "临岐镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    unit = people.unit(town, "甲工会")
    clerk = people.sign_in("county", "县经办", county, "clerk")
    end(unit, clerk)
    end(town, clerk)
    assert Union.objects.on(DAY).get() == county


def test_a_union_is_dissolved_once(unit, clerk):
    end(unit, clerk)
    with pytest.raises(ValidationError, match="已于"):
        end(Union.objects.get(pk=unit.pk), clerk, day=DAY + datetime.timedelta(days=1))


def test_nothing_befalls_a_union_before_its_founding(unit, clerk):
    early = people.FOUNDED - datetime.timedelta(days=1)
    for deed in (
        lambda: end(unit, clerk, day=early),
        lambda: life.rectify(unit, early, by=clerk, reason="整顿"),
        lambda: life.rename(unit, "新名工会", early, by=clerk, reason="改制"),
    ):
        before = rows.fingerprint()
        with pytest.raises(ValidationError, match="不能早于建会日期"):
            deed()
        assert rows.fingerprint() == before


def test_merging_needs_another_union_and_names_it(unit, other_unit, clerk):
    for into in (None, unit):
        with pytest.raises(ValidationError, match="另一家工会"):
            life.end(unit, EventKind.MERGED, DAY, by=clerk, reason="合并", into=into)
    event = life.end(unit, EventKind.MERGED, DAY, by=clerk, reason="合并", into=other_unit)
    assert event.into == other_unit


def test_renaming_keeps_the_old_name_in_the_event_and_in_history(unit, clerk):
    old = unit.name
    event = life.rename(unit, "淳安甲新纺织工会委员会", DAY, by=clerk, reason="企业更名")
    unit.refresh_from_db()
    assert unit.name == "淳安甲新纺织工会委员会"
    assert event.old_name == old
    assert [line.name for line in unit.history.order_by("history_id")][-2:] == [old, unit.name]


def test_renaming_to_a_siblings_name_is_refused_in_words(unit, other_unit, clerk):
    with pytest.raises(ValidationError, match="已有同名工会"):
        life.rename(unit, other_unit.name, DAY, by=clerk, reason="误")
    unit.refresh_from_db()
    assert unit.name != other_unit.name


def test_rectifying_leaves_the_union_as_it_was(unit, clerk):
    event = life.rectify(unit, DAY, by=clerk, reason="整顿瘫痪工会")
    unit.refresh_from_db()
    assert (event.kind, unit.dissolved_on) == (EventKind.RECTIFIED, None)


@pytest.mark.parametrize("who", ["chair", "leader", "auditor", "administrator"])
def test_only_a_clerk_writes_life_events(who, unit, request):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    for deed in (
        lambda: end(unit, user),
        lambda: life.rectify(unit, DAY, by=user, reason="整顿"),
        lambda: life.rename(unit, "新名", DAY, by=user, reason="改"),
        lambda: records.save_union(unit, by=user),
        lambda: records.save_enterprise(unit.coverages.get().enterprise, by=user),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert rows.fingerprint() == before


def test_each_event_is_a_line_in_the_journal(unit, clerk):
    life.rectify(unit, DAY, by=clerk, reason="整顿")
    entry = JournalEntry.objects.first()
    assert (entry.actor, entry.union_id, entry.kind) == (clerk, unit.pk, "edit")
    assert entry.target_type == "unions.union"


def test_saving_particulars_explains_a_clash(unit, other_unit, clerk):
    enterprise, other = (u.coverages.get().enterprise for u in (unit, other_unit))
    enterprise.name = other.name
    with pytest.raises(ValidationError):
        records.save_enterprise(enterprise, by=clerk)
    enterprise.refresh_from_db()
    enterprise.remark = "重点企业"
    records.save_enterprise(enterprise, by=clerk, reason="补登")
    assert enterprise.history.first().history_change_reason == "补登"
