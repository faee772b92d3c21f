"""Founding a union: asked by one, answered by another; and rectification as a project."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from docx import Document

from core.periods import today
from governance.founding_workflow import FOUNDING
from governance.models import Founding, Rectification
from governance.services.rectifications import RECTIFICATION
from tests.factories import people
from tests.governance import life
from unions.models import Union, UnionEvent
from unions.services.coverage import cover

D = datetime.date
REPLY = {"day": D(2015, 3, 20), "paper": "临总工〔2015〕3号"}


def move(row, name, by, **data):
    return FOUNDING.move(row, name, by=by, **{**REPLY, **data})


def test_the_reply_founds_the_union_and_covers_the_enterprise(federation, clerk, leader):
    enterprise = people.enterprise(federation, "淳安新厂")
    founding = life.founding(federation, by=clerk, enterprise=enterprise)
    done = move(founding, "approve", leader)
    union = Union.objects.get(name="淳安新厂工会委员会")
    assert done.union == union
    assert (union.parent, union.founded_on, union.approval_no) == (
        federation, D(2015, 3, 20), "临总工〔2015〕3号",
    )  # fmt: skip
    assert (union.coverages.get().enterprise, union.coverages.get().since) == (
        enterprise, D(2015, 3, 20),
    )  # fmt: skip
    assert UnionEvent.objects.filter(union=union, kind="founded").count() == 1
    with pytest.raises(ValidationError):
        move(founding, "approve", leader)
    assert Union.objects.filter(name=union.name).count() == 1


def test_nobody_answers_her_own_request(federation, clerk, leader, auditor, chair, administrator):
    founding = life.founding(federation, by=clerk)
    for person in (clerk, auditor, chair, administrator):
        with pytest.raises(PermissionDenied):
            move(founding, "approve", person)
    assert not Union.objects.filter(name=founding.name).exists()
    for person in (leader, auditor, chair):
        with pytest.raises(PermissionDenied):
            move(founding, "withdraw", person, reason="不办了")


@pytest.mark.parametrize("day", [D(2015, 2, 28), D(2100, 1, 1)])
def test_the_reply_comes_after_the_request_and_not_tomorrow(federation, clerk, leader, day):
    founding = life.founding(federation, by=clerk)
    with pytest.raises(ValidationError, match="批复日期"):
        move(founding, "approve", leader, day=day)


def test_a_refusal_needs_a_reason_and_founds_nothing(federation, clerk, leader):
    founding = life.founding(federation, by=clerk)
    with pytest.raises(ValidationError, match="原因"):
        move(founding, "refuse", leader)
    answered = move(founding, "refuse", leader, reason="职工人数不足")
    assert answered.answer == "职工人数不足"
    assert Founding.objects.get().status == "refused"
    assert not Union.objects.filter(name=founding.name).exists()


@pytest.mark.parametrize(
    "name",
    ["淳安甲纺织工会委员会", "淳安甲纺织工会委员会 ", "淳安新厂工会委员会", "淳安新厂工会　委员会"],
)
def test_a_name_there_is_cannot_be_asked_for(federation, unit, clerk, name):
    life.founding(federation, by=clerk)
    with pytest.raises(ValidationError, match="已有工会|正在等待批复"):
        life.founding(federation, by=clerk, name=name)


def test_an_enterprise_that_is_covered_is_named(federation, unit, clerk):
    covered = unit.coverages.get().enterprise
    with pytest.raises(ValidationError, match="现由淳安甲纺织工会委员会覆盖"):
        life.founding(federation, by=clerk, enterprise=covered)


def test_an_enterprise_covered_meanwhile_is_not_taken_over_in_silence(
    federation, unit, clerk, leader
):
    enterprise = people.enterprise(federation, "淳安新厂")
    founding = life.founding(federation, by=clerk, enterprise=enterprise)
    cover(enterprise, unit, D(2015, 3, 10), by=clerk)
    with pytest.raises(ValidationError, match="请先办理变更"):
        move(founding, "approve", leader)
    assert not Union.objects.filter(name=founding.name).exists()


def test_the_one_who_approved_is_named_in_the_history(federation, clerk, leader):
    done = move(life.founding(federation, by=clerk), "approve", leader)
    assert done.union.history.earliest().history_user == leader


def test_founding_by_page_and_its_papers(federation, clerk, leader, client_of):
    data = {
        "parent": federation.pk, "name": "新工会", "kind": "single_grassroots", "workers": "40",
        "sponsors": "甲、乙", "applied_on": "2016.3.1", "request_no": "新筹〔2016〕1号",
        "status": "approved", "union": federation.pk,
    }  # fmt: skip
    browser = client_of(clerk)
    assert browser.post(reverse("governance:founding_new"), data).status_code == 302
    founding = Founding.objects.get()
    assert (founding.status, founding.union, founding.filed_by) == ("applied", None, clerk)
    page = reverse("governance:founding_detail", args=[founding.pk])
    assert "同意建会" not in browser.get(page).content.decode()
    reply = reverse("governance:founding_move", args=[founding.pk, "approve"])
    answer = {"day": "2016-3-9", "paper": "临总工〔2016〕9号", "version": "1"}
    stale = client_of(leader).post(reply, {**answer, "version": "0"})
    assert stale.status_code == 409
    assert client_of(leader).post(reply, answer).status_code == 302
    for kind, words in (("request", "妥否，请批复"), ("reply", "同意建立新工会")):
        url = reverse("governance:founding_paper", args=[founding.pk, kind])
        paper = Document(io.BytesIO(browser.post(url).getvalue()))
        assert words in "".join(p.text for p in paper.paragraphs)


def test_no_reply_on_paper_before_there_is_one(federation, clerk, client_of):
    founding = life.founding(federation, by=clerk)
    url = reverse("governance:founding_paper", args=[founding.pk, "reply"])
    assert client_of(clerk).post(url).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("name", ["founding_list", "rectification_list"])
def test_the_registers_ask_the_same_queries(
    number, name, federation, clerk, client_of, django_assert_num_queries
):
    for n in range(number):
        life.founding(federation, by=clerk, name=f"新{n}工会")
        life.rectification(people.unit(federation, f"第{n}工会"), by=clerk)
    browser = client_of(clerk)
    with django_assert_num_queries(4):
        assert browser.get(reverse(f"governance:{name}")).status_code == 200


# --- rectifications --------------------------------------------------------------------------


def test_a_finished_rectification_is_a_life_event_with_both_states(unit, clerk):
    row = life.rectification(unit, by=clerk)
    done = RECTIFICATION.move(row, "finish", by=clerk, day=D(2015, 6, 1), after="委员配齐")
    event = UnionEvent.objects.get(union=unit, kind="rectified")
    assert (done.event, event.day) == (event, D(2015, 6, 1))
    assert (done.before, done.after) == ("委员缺额，台账不全", "委员配齐")


def test_one_rectification_runs_at_a_time(unit, clerk):
    row = life.rectification(unit, by=clerk)
    with pytest.raises(ValidationError, match="正在进行"):
        life.rectification(unit, by=clerk)
    with pytest.raises(ValidationError, match="原因"):
        RECTIFICATION.move(row, "drop", by=clerk)
    RECTIFICATION.move(row, "drop", by=clerk, reason="情况不实")
    life.rectification(unit, by=clerk)
    assert not UnionEvent.objects.filter(kind="rectified").exists()


def test_days_of_a_rectification_are_in_order(unit, clerk):
    tomorrow = today() + datetime.timedelta(days=1)
    for fields in ({"started_on": tomorrow}, {"planned_until": D(2015, 2, 28)}):
        with pytest.raises(ValidationError):
            life.rectification(unit, by=clerk, **fields)
    row = life.rectification(unit, by=clerk)
    for day in (D(2015, 2, 28), tomorrow):
        with pytest.raises(ValidationError, match="完成日期"):
            RECTIFICATION.move(row, "finish", by=clerk, day=day, after="好")


def test_only_the_federation_rectifies(unit, clerk, chair, leader, client_of):
    for person in (chair, leader):
        with pytest.raises(PermissionDenied):
            life.rectification(unit, by=person)
    row = life.rectification(unit, by=clerk)
    with pytest.raises(PermissionDenied):
        RECTIFICATION.move(row, "finish", by=chair, day=today(), after="好")
    text = client_of(chair).get(reverse("governance:rectification_detail", args=[row.pk]))
    assert "/finish/" not in text.content.decode()
    assert Rectification.objects.get().status == "running"
