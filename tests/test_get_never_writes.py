"""GET never writes: reload, prefetch and a link in a mail change nothing (ASVS 3.5.3)."""

import pytest

from tests.factories import world
from tests.factories.world import ROLES
from tests.test_routes import PAGES, expected, url_of


@pytest.fixture
def place(unit, administrator, clerk, leader, auditor, chair, other_chair):
    people = (administrator, clerk, leader, auditor, chair, other_chair)
    return world.build(unit, dict(zip(ROLES, people, strict=False)))


def readable(role):
    # Signing in and out are the two pages whose purpose is to write the session.
    aside = ("accounts:login", "accounts:logout")
    return [name for name in PAGES if expected(name)[role] == 200 and name not in aside]


@pytest.mark.parametrize("role", ["administrator", "clerk", "leader", "auditor", "chair"])
def test_no_page_writes_when_it_is_read(role, place, client_of, writes_refused):
    browser = client_of(place.users[role])
    names = readable(role)
    assert len(names) > 10
    with writes_refused():
        for name in names:
            assert browser.get(url_of(name, place)).status_code == 200, name


@pytest.mark.parametrize(
    "query", ["?print=1", "?on=2015-01-01&sort=name&after=1&page=2", "?union=1&before=1"]
)
def test_no_variant_of_a_page_writes(query, place, client_of, writes_refused):
    browser = client_of(place.users["clerk"])
    with writes_refused():
        for name in readable("clerk"):
            browser.get(url_of(name, place).split("?")[0] + query)


def test_head_and_options_do_not_write(place, client_of, writes_refused):
    browser = client_of(place.users["clerk"])
    with writes_refused():
        for name in readable("clerk"):
            for ask in (browser.head, browser.options):
                assert ask(url_of(name, place)).status_code < 500


def test_the_guard_does_refuse_a_write(place, writes_refused):
    """The check of the check."""
    with writes_refused(), pytest.raises(AssertionError, match="GET wrote"):
        place.member.save()


def test_exporting_and_unmasking_are_posts(place, client_of):
    """Both leave a line in the journal, so neither may be a link."""
    from accounts.models import JournalEntry

    browser = client_of(place.users["clerk"])
    before = JournalEntry.objects.count()
    for name in ("members:member_unmask", "members:member_list"):
        browser.get(url_of(name, place), {"export": "1", "format": "xlsx", "reason": "x"})
    assert JournalEntry.objects.count() == before
    assert browser.post(url_of("members:member_list", place)).status_code == 200
    assert (
        browser.post(url_of("members:member_unmask", place), {"reason": "核对"}).status_code == 200
    )
    kinds = list(JournalEntry.objects.order_by("-seq").values_list("kind", flat=True)[:2])
    assert kinds == ["unmask", "export"]
