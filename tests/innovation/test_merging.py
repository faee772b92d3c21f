"""Merging two entries of one idea keeps every name, and the trace of where it came from."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.workflow import Stale
from innovation.models import Entry, MergeRecord
from innovation.services import merging
from tests.factories import innovation, people

pytestmark = pytest.mark.django_db


def test_both_names_stay_and_both_entries_stay(unit, other_unit, chair, other_chair, clerk):
    first = innovation.submitted(unit, chair, people.member(unit, "甲"), "乙")
    second = innovation.submitted(other_unit, other_chair, people.member(other_unit, "丙"))
    kept = merging.merge(first, second, by=clerk, version=first.version, reason="同一项改进")
    assert innovation.shares(kept) == [("甲", "25.00"), ("乙", "25.00"), ("丙", "50.00")]
    assert kept.authors.get(full_name="丙").merged_from == second
    merged = Entry.objects.get(pk=second.pk)
    assert (merged.status, merged.merged_into) == ("merged", kept)
    assert innovation.shares(merged) == [("丙", "100.00")]
    record = MergeRecord.objects.get()
    assert (record.kept, record.merged, record.by, record.reason) == (
        kept, merged, clerk, "同一项改进",
    )  # fmt: skip


def test_who_stands_in_both_is_one_author_with_both_portions(unit, chair, clerk):
    person = people.member(unit, "甲")
    first = innovation.submitted(unit, chair, person, "乙")
    second = innovation.submitted(unit, chair, person)
    kept = merging.merge(first, second, by=clerk, version=first.version, reason="重复")
    assert innovation.shares(kept) == [("甲", "75.00"), ("乙", "25.00")]


def test_a_merged_one_is_found_through_a_second_merger(unit, chair, clerk):
    a, b, c = (innovation.submitted(unit, chair, name) for name in "甲乙丙")
    b = merging.merge(b, c, by=clerk, version=b.version, reason="重复")
    a = merging.merge(a, b, by=clerk, version=a.version, reason="重复")
    assert [name for name, _ in innovation.shares(a)] == ["甲", "乙", "丙"]
    assert a.authors.get(full_name="丙").merged_from == c
    assert sum(float(share) for _, share in innovation.shares(a)) == 100


def test_what_is_decided_or_not_sent_in_is_not_merged(unit, chair, clerk, leader):
    sent = innovation.submitted(unit, chair)
    for other in (innovation.draft(unit, chair), innovation.awarded(unit, chair, clerk, leader)):
        with pytest.raises(ValidationError, match="不能合并"):
            merging.merge(sent, other, by=clerk, version=sent.version, reason="重复")
    with pytest.raises(ValidationError, match="自己"):
        merging.merge(sent, sent, by=clerk, version=sent.version, reason="重复")
    assert not MergeRecord.objects.exists()


@pytest.mark.parametrize("who", ["chair", "leader", "auditor", "other_chair"])
def test_only_the_clerk_merges(unit, chair, clerk, who, request):
    a, b = innovation.submitted(unit, chair), innovation.submitted(unit, chair)
    with pytest.raises(PermissionDenied):
        merging.merge(a, b, by=request.getfixturevalue(who), version=a.version, reason="重复")
    assert not MergeRecord.objects.exists()


def test_twice_or_upon_an_older_look_is_refused_and_nothing_moves(unit, chair, clerk):
    a, b = innovation.submitted(unit, chair, "甲"), innovation.submitted(unit, chair, "乙")
    with pytest.raises(Stale):
        merging.merge(a, b, by=clerk, version=a.version - 1, reason="重复")
    assert innovation.shares(a) == [("甲", "100.00")]
    merging.merge(a, b, by=clerk, version=a.version, reason="重复")
    with pytest.raises(ValidationError, match="不能合并"):
        merging.merge(a, b, by=clerk, version=a.version + 1, reason="重复")
