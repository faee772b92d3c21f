"""Two records of one person become one: every relation carried over, the counts still right."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import JournalEntry
from assistance.models import Application, HardshipFile, Line, Programme
from core.periods import today
from governance.models import Deed, Honour, Office
from innovation.models import Author, Studio, StudioMember
from members.models import Member, Membership, TransferRequest
from members.services import memberships, tallies
from members.services.duplicates import merge, relations
from tests.factories import innovation, people, rows

D = datetime.date


@pytest.fixture
def pair(unit, other_unit):
    """The kept record since 2015 at the unit; the other 2008 to 2012 elsewhere."""
    keep = people.member(unit, "沈秀英", since=D(2015, 1, 1), first_joined_on=D(2015, 1, 1))
    drop = people.member(other_unit, "沈秀英", since=D(2008, 1, 1), first_joined_on=D(2008, 1, 1))
    clerk = people._registrar(unit)
    memberships.leave(drop, "withdraw", D(2012, 1, 1), by=clerk, reason="离职")
    return keep, drop


def test_relations_are_found_by_introspection():
    """Each must be made by `one_row_of`: a new table pointing at Member is not forgotten."""
    assert {(r.model, r.field) for r in relations()} == {
        (Membership, "member"),
        (TransferRequest, "member"),
        (Line, "member"),
        (HardshipFile, "head"),
        (Office, "member"),
        (Honour, "member"),
        (Deed, "member"),
        (Author, "member"),
        (Studio, "leader"),
        (StudioMember, "member"),
    }


def test_one_row_of_every_relation_is_carried_over(pair, clerk, unit, other_unit):
    keep, drop = pair
    memberships.join(drop, other_unit, None, by=clerk, since=D(2013, 1, 1))
    innovation.draft(other_unit, clerk, drop)
    people.transfer(drop, unit, clerk, day=D(2014, 1, 1))
    memberships.leave(drop, "withdraw", D(2014, 6, 1), by=clerk, reason="离职")
    HardshipFile.objects.create(
        union=unit, number="困档2013-0001", head=drop, opened_on=D(2013, 1, 1), opened_by=clerk
    )
    aid = Application.objects.create(union=unit, programme=Programme.objects.first(), title="慰问")
    Line.objects.create(application=aid, position=1, member=drop, full_name="王", amount=100)
    since = D(2013, 1, 1)
    Office.objects.create(union=other_unit, post="member", member=drop, full_name="王", since=since)
    Honour.objects.create(
        union=other_unit, kind="activist", title="积极分子", member=drop, year=2013
    )
    Deed.objects.create(union=other_unit, member=drop, day=since, text="拾金不昧")
    studio = Studio.objects.create(union=other_unit, name="工作室", leader=drop, founded_on=since)
    StudioMember.objects.create(studio=studio, member=drop, full_name="王", since=since)
    before = {r: r.model._base_manager.filter(**{r.field: drop}).count() for r in relations()}
    assert all(before.values()), "one row of each relation"
    kept = {r: r.model._base_manager.filter(**{r.field: keep}).count() for r in relations()}
    merge(keep, drop, by=clerk, reason="同一人")
    for relation, number in before.items():
        left = relation.model._base_manager.filter(**{relation.field: drop})
        now = relation.model._base_manager.filter(**{relation.field: keep})
        assert not left.exists(), relation
        assert now.count() == number + kept[relation], relation


def test_the_earlier_joining_day_and_what_was_missing_come_over(pair, clerk):
    keep, drop = pair
    Member.objects.filter(pk=keep.pk).update(mobile="", education_level="", post="挡车工")
    Member.objects.filter(pk=drop.pk).update(mobile="13911112222", post="会计")
    merge(keep, drop, by=clerk, reason="同一人")
    keep.refresh_from_db()
    assert keep.first_joined_on == D(2008, 1, 1)
    assert (keep.mobile, keep.education_level) == ("13911112222", drop.education_level)
    assert keep.post == "挡车工"
    assert keep.defects == ""


def test_the_dropped_record_stays_and_points_to_the_kept_one(pair, clerk, client_of):
    keep, drop = pair
    merge(keep, drop, by=clerk, reason="同一人")
    drop.refresh_from_db()
    assert drop.merged_into == keep
    assert drop.history.first().history_change_reason.startswith(f"并入 {keep.pk}")
    answer = client_of(clerk).get(reverse("members:member_detail", args=[drop.pk]))
    assert answer["Location"] == reverse("members:member_detail", args=[keep.pk])


def test_a_number_comes_over_to_a_record_without_one(unit, other_unit, clerk):
    keep = people.member(unit, id_number="", id_missing_reason="待补", birth_date=D(1980, 5, 6))
    drop = people.member(other_unit, since=D(2008, 1, 1), first_joined_on=D(2008, 1, 1))
    memberships.leave(drop, "withdraw", D(2009, 1, 1), by=clerk, reason="离职")
    number = drop.id_number
    merge(keep, drop, by=clerk, reason="同一人")
    keep.refresh_from_db()
    assert (keep.id_number, keep.id_missing_reason) == (number, "")
    assert "no_id" not in keep.defects
    assert Member.objects.filter(id_index=keep.id_index, merged_into=None).get() == keep


def test_overlapping_periods_are_voided_with_the_reason_and_do_not_count(unit, other_unit, clerk):
    keep = people.member(unit, since=D(2015, 1, 1))
    drop = people.member(other_unit, since=D(2016, 1, 1))
    merge(keep, drop, by=clerk, reason="同一人")
    periods = keep.memberships.order_by("since")
    assert [(p.union, p.is_voided) for p in periods] == [(unit, False), (other_unit, True)]
    assert periods[1].voided_reason == "合并重复人员：同一人"
    assert Membership.objects.on(today()).count() == 1


@pytest.mark.parametrize(
    "days",
    [
        (D(2014, 1, 1), D(2015, 1, 1), False),
        (D(2014, 1, 1), D(2015, 1, 2), True),
        (D(2020, 1, 1), D(2021, 1, 1), True),
        (D(2014, 1, 1), None, True),
    ],
)
def test_the_counts_are_right_after_every_kind_of_merge(days, unit, other_unit, clerk):
    since, until, overlaps = days
    keep = people.member(unit, since=D(2015, 1, 1))
    drop = people.member(other_unit, since=since)
    if until:
        memberships.leave(drop, "withdraw", until, by=clerk, reason="x")
    merge(keep, drop, by=clerk, reason="同一人")
    assert keep.memberships.filter(voided_at__isnull=False).exists() is overlaps
    assert tallies.kept() == tallies.counted()


@pytest.mark.parametrize("home", ["unit", "other_unit"])
def test_of_two_waiting_transfers_the_kept_records_goes_on(home, unit, clerk, federation, request):
    """Of one union too, where the other's could be accepted as well."""
    third = people.unit(federation, "淳安丙工会委员会")
    keep, drop = people.member(unit), people.member(request.getfixturevalue(home))
    first, second = people.transfer(keep, third, clerk), people.transfer(drop, third, clerk)
    merge(keep, drop, by=clerk, reason="同一人")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("requested", "lapsed")
    assert (second.member, second.answer) == (keep, "重复人员已合并，申请自动失效。")
    assert JournalEntry.objects.first().kind == "merge"


def test_a_waiting_transfer_goes_along_with_its_membership(pair, unit, other_unit, clerk):
    """`keep` has left: the open membership, and what is asked of it, are those of `drop`."""
    keep, drop = pair
    memberships.leave(keep, "withdraw", D(2016, 1, 1), by=clerk, reason="离职")
    memberships.join(drop, unit, None, by=clerk, since=D(2017, 1, 1))
    asked = people.transfer(drop, other_unit, clerk)
    merge(keep, drop, by=clerk, reason="同一人")
    asked.refresh_from_db()
    assert (asked.status, asked.member) == ("requested", keep)


def test_a_waiting_transfer_lapses_with_the_period_that_is_voided(unit, other_unit, clerk):
    keep, drop = people.member(unit), people.member(other_unit)
    asked = people.transfer(drop, unit, clerk)
    merge(keep, drop, by=clerk, reason="同一人")
    asked.refresh_from_db()
    assert (asked.status, asked.member) == ("lapsed", keep)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_merge_needs_a_reason(reason, pair, clerk):
    with pytest.raises(ValidationError, match="合并原因"):
        merge(*pair, by=clerk, reason=reason)


def test_a_record_is_not_merged_with_itself_or_twice(pair, clerk):
    keep, drop = pair
    with pytest.raises(ValidationError, match="不能与自己合并"):
        merge(keep, keep, by=clerk, reason="x")
    merge(keep, drop, by=clerk, reason="同一人")
    before = rows.fingerprint()
    for one, other in ((keep, drop), (drop, keep)):
        with pytest.raises(ValidationError, match="已经合并过"):
            merge(one, other, by=clerk, reason="再次")
    assert rows.fingerprint() == before


@pytest.mark.parametrize("who", ["chair", "other_chair", "leader", "auditor", "administrator"])
def test_only_a_clerk_over_both_unions_merges(who, pair, request):
    user = request.getfixturevalue(who)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        merge(*pair, by=user, reason="同一人")
    assert rows.fingerprint() == before


def test_the_merge_is_one_journal_line_with_numbers_only(pair, clerk):
    keep, drop = pair
    number = JournalEntry.objects.count()
    merge(keep, drop, by=clerk, reason="同一人")
    assert JournalEntry.objects.count() == number + 1
    entry = JournalEntry.objects.first()
    assert (entry.kind, entry.target_id) == ("merge", str(keep.pk))
    assert entry.details()["merged"] == drop.pk
    assert keep.full_name not in entry.detail + entry.summary


def test_look_alikes_are_listed_with_the_older_record(unit, other_unit, clerk, client_of):
    first = people.member(unit, "沈秀英", mobile="13811112222")
    second = people.member(other_unit, "沈秀英", mobile="13999999999")
    people.member(unit, "沈秀英", mobile="13877778888", birth_date=D(1990, 1, 1))
    people.member(unit, "别人", mobile="13811112222")
    text = client_of(clerk).get(reverse("members:duplicate_list")).content.decode()
    assert text.count("比对</a>") == 1
    assert reverse("members:member_merge", args=[first.pk, second.pk]) in text


def test_merging_by_the_page(unit, other_unit, clerk, client_of):
    keep, drop = people.member(unit), people.member(other_unit)
    url = reverse("members:member_merge", args=[keep.pk, drop.pk])
    text = client_of(clerk).get(url).content.decode()
    assert keep.id_number not in text
    answer = client_of(clerk).post(url, {"reason": "同一人"})
    assert answer["Location"] == reverse("members:member_detail", args=[keep.pk])
    again = client_of(clerk).post(url, {"reason": "同一人"}, follow=True)
    assert again.status_code == 200
    assert "已经合并过" in again.content.decode()
