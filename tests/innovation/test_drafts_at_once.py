"""One form sent twice is one draft; two clerks at once accept an entry once."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from innovation.models import Entry
from innovation.services import entries
from innovation.workflow import move_entry
from tests.accounts.test_journal import in_threads, shared_database  # noqa: F401
from tests.factories import innovation, people
from unions.models import Role

pytestmark = pytest.mark.django_db
NEW = "/innovation/new/"


def test_the_same_form_sent_twice_is_one_draft(unit, chair, client_of, typed):
    browser = client_of(chair)
    answer = browser.get(NEW)
    key = answer.context["form"].initial["form_key"]
    assert key in answer.content.decode()
    data = typed(form_key=key, then="submit")
    first, second = browser.post(NEW, data), browser.post(NEW, data)
    assert first["Location"] == second["Location"]
    assert Entry.objects.get().status == "submitted"


def test_a_fresh_form_of_the_same_title_is_a_second_draft(unit, chair, client_of, typed):
    browser = client_of(chair)
    for _ in range(2):
        key = browser.get(NEW).context["form"].initial["form_key"]
        browser.post(NEW, typed(form_key=key))
    browser.post(NEW, typed())
    assert Entry.objects.count() == 3


def test_the_key_stays_with_a_form_that_was_refused(unit, chair, client_of, typed):
    browser = client_of(chair)
    text = browser.post(NEW, typed(title="", form_key="k1")).content.decode()
    assert 'name="form_key" value="k1"' in text


def test_somebody_elses_key_shows_nothing(unit, other_unit, chair, other_chair, client_of, typed):
    client_of(chair).post(NEW, typed(form_key="k1"))
    text = client_of(other_chair).post(NEW, typed(form_key="k1")).content.decode()
    assert "表单已失效" in text and Entry.objects.count() == 1


def test_an_edit_knows_no_key(unit, chair, client_of, typed):
    entry = innovation.draft(unit, chair)
    url = reverse("innovation:entry_edit", args=[entry.pk])
    assert "form_key" not in client_of(chair).get(url).content.decode()
    client_of(chair).post(url, typed(version=entry.version, form_key="k1"))
    assert Entry.objects.get().form_key is None


@pytest.fixture
def world(transactional_db, unit, federation, clerk, chair):
    """Made before the copy that the threads write to."""
    second = people.sign_in("clerk2", "经办二", federation, Role.CLERK)
    return unit, innovation.submitted(unit, chair), (clerk, second)


def test_two_clicks_at_once_write_one_draft(world, chair, shared_database):  # noqa: F811
    unit, _, _ = world

    def enter():
        row = Entry(union=unit, kind=innovation.kind(), title="保温罩", problem="x", measure="y")
        return entries.enter(row, innovation.lines("王小窍"), by=chair, form_key="k1").pk

    found = in_threads(enter, enter)
    assert in_threads(lambda: Entry.objects.count()) == [2]
    refused = [one for one in found if isinstance(one, Exception)]
    assert len(refused) <= 1 and all(isinstance(one, ValidationError) for one in refused)


def test_two_clerks_at_once_accept_once(world, shared_database):  # noqa: F811
    _, entry, clerks = world

    def accept(by):
        row = Entry.objects.get(pk=entry.pk)
        return move_entry(row, "accept", by=by, version=entry.version).status

    found = in_threads(*[lambda by=by: accept(by) for by in clerks])
    assert sorted(map(str, (one for one in found if isinstance(one, str)))) == ["accepted"]
    assert isinstance(next(one for one in found if not isinstance(one, str)), ValidationError)
    (told,) = in_threads(lambda: list(entry.history.values_list("status", flat=True)))
    assert told.count("accepted") == 1
