"""Sensitive notes: seen and written by few, by no page, paper, export or history of the others."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from accounts.models import JournalEntry
from assistance.case_workflow import move_case
from assistance.models import RightsCase
from assistance.services import cases as services
from core.history import shown
from core.periods import today
from core.workflow import Stale
from tests.factories import cases, rows

SECRET, PHONE = "患有抑郁症正在服药", "13812345678"


@pytest.fixture
def case(unit, chair, clerk):
    """Taken over by the federation, which keeps a sensitive note on it."""
    case = cases.case(unit, chair)
    cases.taken(case, chair, clerk)
    case.refresh_from_db()
    move_case(case, "accept", by=clerk, day=today())
    cases.step(case, clerk, "talk", minutes="谈话记录")
    case.refresh_from_db()
    return services.write_notes(case, SECRET, by=clerk, version=case.version)


def url(case, name="case_notes"):
    return reverse(f"assistance:{name}", args=[case.pk])


def text(response):
    return b"".join(response).decode()


@pytest.mark.parametrize("who", ["chair", "auditor"])
def test_notes_are_in_no_page_paper_export_or_parameter(who, case, request, client_of):
    browser = client_of(request.getfixturevalue(who))
    step = case.steps.get()
    pages = [
        url(case, "case_detail"), url(case, "case_sheet"),
        reverse("assistance:case_minutes", args=[step.pk]),
        *(
            reverse(f"assistance:{name}") + query
            for name in ("case_list", "case_due_list", "case_statistics")
            for query in ("", "?print=1", "?number=抑郁")
        ),
    ]  # fmt: skip
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        for secret in (SECRET, "抑郁症", PHONE):
            assert secret not in text(answer), page
        assert url(case) not in text(answer), page
    for name in ("case_list", "case_due_list", "case_statistics"):
        body = browser.post(reverse(f"assistance:{name}")).getvalue()
        sheet = openpyxl.load_workbook(io.BytesIO(body)).active
        cells = str([[cell.value for cell in row] for row in sheet])
        assert SECRET not in cells
        assert PHONE not in cells


@pytest.mark.parametrize("who", ["chair", "auditor"])
def test_whoever_may_not_is_refused_at_the_notes_themselves(who, case, request, client_of):
    user = request.getfixturevalue(who)
    browser, before = client_of(user), rows.fingerprint()
    for answer in (
        browser.get(url(case)),
        browser.post(url(case), {"reason": "想看"}),
        browser.post(url(case), {"notes": "改", "version": case.version}),
    ):
        assert answer.status_code == 403
        assert SECRET not in text(answer)
    for deed in (
        lambda: services.open_notes(case, by=user, reason="想看"),
        lambda: services.write_notes(case, "改", by=user, version=case.version),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert rows.fingerprint() == before


def test_another_unit_gets_the_404_of_what_does_not_exist(case, other_chair, client_of):
    assert client_of(other_chair).get(url(case)).status_code == 404
    assert client_of(other_chair).post(url(case), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "leader"])
def test_looking_asks_for_a_reason_and_leaves_a_line(who, case, request, client_of):
    user = request.getfixturevalue(who)
    browser = client_of(user)
    assert SECRET not in text(browser.get(url(case)))
    assert SECRET not in text(browser.post(url(case), {"reason": " "}))
    assert not JournalEntry.objects.filter(kind="unmask").exists()
    page = text(browser.post(url(case), {"reason": "准备调解"}))
    assert SECRET in page
    assert PHONE in page
    entry = JournalEntry.objects.first()
    assert (entry.kind, entry.actor, entry.union_id) == ("unmask", user, case.union_id)
    assert SECRET not in str(list(JournalEntry.objects.values()))


def test_a_post_that_saves_does_not_show_the_phone_unjournalled(case, clerk, client_of):
    answer = client_of(clerk).post(url(case), {"notes": "新的", "version": "x"})
    assert answer.status_code == 200
    assert PHONE not in text(answer)
    assert SECRET not in text(answer)
    assert not JournalEntry.objects.filter(kind="unmask").exists()


def test_the_leader_writes_notes_though_she_handles_no_case(case, leader, client_of):
    data = {"notes": "已联系医生", "version": case.version}
    assert client_of(leader).post(url(case), data).status_code == 302
    assert RightsCase.objects.get(pk=case.pk).notes == "已联系医生"
    with pytest.raises(Stale):
        services.write_notes(case, "旧页面", by=leader, version=case.version)


def test_the_handler_sees_the_notes_of_her_own_case_until_it_is_taken_over(
    unit, chair, clerk, client_of
):
    case = cases.case(unit, chair)
    services.write_notes(case, SECRET, by=chair, version=case.version)
    browser = client_of(chair)
    assert SECRET in text(browser.post(url(case), {"reason": "办案"}))
    cases.taken(case, chair, clerk)
    assert browser.post(url(case), {"reason": "办案"}).status_code == 403


def test_a_colleague_of_the_unit_who_is_not_the_handler_does_not(unit, chair, clerk):
    case = cases.case(unit, clerk)
    with pytest.raises(PermissionDenied):
        services.open_notes(case, by=chair, reason="想看")


def test_notes_and_phone_are_sealed_in_the_tables_and_hidden_in_the_history(case):
    with connection.cursor() as cursor:
        for table in ("assistance_rightscase", "assistance_historicalrightscase"):
            cursor.execute(f'SELECT notes, applicant_phone FROM "{table}"')
            assert SECRET not in str(cursor.fetchall())
            cursor.execute(f'SELECT * FROM "{table}"')
            assert PHONE not in str(cursor.fetchall())
    newest = case.history.first()
    assert newest.notes == SECRET
    for name in ("notes", "applicant_phone"):
        field = RightsCase._meta.get_field(name)
        assert shown(field, getattr(newest, name)) == "（已加密）"
