"""The clocks of innovation on the deadline board and on the desk."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.periods import today
from governance.services import duty_desk
from innovation.models import AwardGrade, Entry
from innovation.services import calls, deciding
from innovation.workflow import move_entry
from tests.factories import innovation
from unions.duties import Asking, gather
from unions.scope import scope_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(1)
CODES = ("innovation_answer", "innovation_call", "innovation_decision", "innovation_scores")


def mine(user):
    return [(d.clock.code, d.subject, d.due) for d in duty_desk.mine(user, 9, codes=CODES)]


def test_an_entry_waits_for_its_answer_until_it_has_one(unit, chair, clerk):
    row = innovation.submitted(unit, chair, title="模具保温罩")
    due = today() + 15 * DAY
    assert mine(clerk) == [("innovation_answer", "模具保温罩", due)]
    assert mine(chair) == []
    move_entry(row, "accept", by=clerk)
    assert mine(clerk) == []


def test_a_call_that_closes_is_told_to_who_has_sent_in_nothing(federation, unit, other_unit, chair,
                                                               other_chair, clerk):  # fmt: skip
    call = innovation.call(federation, clerk, closes_on=today() + 3 * DAY, title="征集")
    told = ("innovation_call", "征集", call.closes_on)
    assert mine(chair) == mine(other_chair) == [told]
    innovation.submitted(unit, chair, call=call)
    assert mine(chair) == [] and mine(other_chair) == [told]
    assert ("innovation_call", "征集（1 家未申报）", call.closes_on) in mine(clerk)
    innovation.submitted(other_unit, other_chair, call=call)
    assert not [duty for duty in mine(clerk) if duty[0] == "innovation_call"]


def test_missing_scores_then_the_decision(federation, unit, chair, other_chair, clerk, leader,
                                          administrator):  # fmt: skip
    call = innovation.call(federation, clerk, opens_on=today() - 9 * DAY, closes_on=today() - DAY,
                           title="征集", scoring_ends_on=today() + DAY)  # fmt: skip
    entry = innovation.evaluated(unit, chair, clerk)
    Entry.objects.filter(pk=entry.pk).update(call=call)
    hers = innovation.panelist(call, clerk, other_chair)
    innovation.panelist(call, clerk, administrator)
    innovation.panelist(call, clerk, chair)  # her own unit's only: nothing to score
    paper = innovation.panelist(call, clerk, "县专家")
    word = "征集：{}还有 1 项未评"
    due = call.scoring_ends_on
    assert mine(other_chair) == [("innovation_scores", word.format("乙会主席"), due)]
    assert mine(administrator) == [("innovation_scores", word.format("管理员"), due)]
    assert mine(chair) == []
    assert mine(clerk) == [("innovation_scores", word.format("县专家"), due)]
    innovation.scored(hers, entry, 20, 10, 10, 10, by=other_chair)
    innovation.scored(paper, entry, 20, 10, 10, 10, by=clerk)
    assert mine(other_chair) == mine(clerk) == []
    call.scoring_ends_on = today() - DAY
    calls.save_call(call, by=clerk)
    assert mine(leader) == [("innovation_decision", "征集", call.scoring_ends_on)]
    grade = AwardGrade.objects.earliest("pk")
    deciding.decide(call, {entry.pk: grade}, by=leader, meeting="办公会", day=today())
    assert mine(leader) == []


def test_the_clocks_ask_as_much_for_many_as_for_one(federation, unit, chair, clerk):
    call = innovation.call(federation, clerk, scoring_ends_on=today())

    def counted():
        asking = Asking(scope_of(clerk), today(), mine=True, people=(clerk.pk,))
        with CaptureQueriesContext(connection) as asked:
            gather(asking, CODES)
        return len(asked)

    innovation.panelist(call, clerk, "专家一")
    innovation.accepted(unit, chair, clerk, call=call)
    innovation.submitted(unit, chair, call=call)
    first = counted()
    for number in range(4):
        innovation.panelist(call, clerk, f"专家{number}号")
        innovation.accepted(unit, chair, clerk, call=call)
        innovation.submitted(unit, chair, call=call)
    assert counted() == first == 11
