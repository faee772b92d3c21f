"""Like titles: found by pairs of characters, within what the reader may know."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from innovation.models import Gram
from innovation.services import entries
from innovation.services.likeness import grams, likeness, similar
from tests.factories import innovation

pytestmark = pytest.mark.django_db


def titles(title, user, **extra):
    return [like.entry.title for like in similar(title, user, **extra)]


def test_pairs_ignore_brackets_spaces_width_and_case():
    assert grams("模具（A 1）") == grams("模具a１") == {"模具", "具a", "a1"}
    assert grams("料") == {"料"} and grams("（）") == set()
    assert likeness("模具保温罩", "模具保温罩") == 1.0
    assert likeness("", "模具") == 0.0


def test_the_likest_comes_first_and_the_unlike_not_at_all(unit, chair):
    for title in ("模具保温罩", "模具保温罩改进", "废水循环使用"):
        innovation.submitted(unit, chair, title=title)
    assert titles("模具保温罩", chair) == ["模具保温罩", "模具保温罩改进"]
    assert titles("节电照明", chair) == []
    assert titles("模", chair) == []


def test_a_changed_title_is_found_by_its_new_name_only(unit, chair):
    row = innovation.draft(unit, chair, title="模具保温罩")
    row.title = "废水循环使用"
    entries.change(row, innovation.lines("甲"), by=chair, version=row.version)
    assert set(row.grams.values_list("gram", flat=True)) == grams("废水循环使用")


def test_a_stranger_learns_of_promoted_entries_only(unit, other_unit, chair, other_chair, clerk,
                                                    leader):  # fmt: skip
    innovation.submitted(unit, chair, title="模具保温罩")
    assert titles("模具保温罩", other_chair) == []
    assert titles("模具保温罩", chair) == titles("模具保温罩", clerk) == ["模具保温罩"]
    innovation.promoted(unit, chair, clerk, leader, title="模具保温罩新法")
    assert titles("模具保温罩", other_chair) == ["模具保温罩新法"]


def test_drafts_and_what_was_withdrawn_are_no_earlier_entries(unit, chair, clerk, administrator):
    row = innovation.submitted(unit, chair, title="模具保温罩")
    innovation.draft(unit, chair, title="模具保温罩")
    assert len(similar("模具保温罩", clerk)) == 1
    assert titles("模具保温罩", clerk, apart_from=row.pk) == []
    assert titles("模具保温罩", administrator) == []


def test_looking_costs_two_queries_however_many_there_are(unit, chair):
    for _ in range(2):
        innovation.submitted(unit, chair, title="模具保温罩")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            chair.__dict__.pop("scope_in_hand", None)
            similar("模具保温罩", chair)
        assert len(caught) == 3  # her seats, the pairs, the entries
    assert Gram.objects.count() == 8
