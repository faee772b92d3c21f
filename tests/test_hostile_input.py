"""Nasty text in every parameter of every page: never a 5xx, never given back unescaped."""

import pytest

from accounts import journal
from members.services import tallies
from tests.factories import world
from tests.factories.nasty import WORST, some
from tests.factories.world import ROLES
from tests.test_routes import PAGES, expected, url_of

# Every name a page of the house reads, and names a framework might.
NAMES = [
    "on", "sort", "after", "before", "print", "find", "employer", "union", "standing", "sex",
    "political", "education", "migrant", "quality", "name", "kind", "term", "above_scale",
    "size_class", "industry_section", "covered", "status", "year", "union_kind", "page", "show",
    "first", "last", "actor", "start", "ended", "next", "q", "p", "o", "e", "all", "_popup",
    "_changelist_filters", "id", "pk__in", "app_label", "model_name", "field_name", "is_active",
    "role", "standing__exact", "union__id__exact",
]  # fmt: skip


@pytest.fixture
def place(unit, administrator, clerk, leader, auditor, chair, other_chair):
    people = (administrator, clerk, leader, auditor, chair, other_chair)
    return world.build(unit, dict(zip(ROLES, people, strict=False)))


def readable(role):
    aside = ("accounts:logout", "admin:logout")
    return [name for name in PAGES if expected(name)[role] in (200, 302) and name not in aside]


def assert_harmless(response, text, where):
    assert response.status_code < 500, where
    if response.streaming or "html" not in response.headers.get("Content-Type", ""):
        return
    body = response.content.decode()
    assert "<script>alert(7)" not in body, where
    assert "49{" not in body, where
    assert "Set-Cookie" not in response.headers, where


@pytest.mark.parametrize("role", ["clerk", "auditor", "administrator", "chair"])
def test_nasty_parameters_break_no_page(role, place, client_of):
    """All names at once with one nasty text, page by page; what a clerk may open too is read alike
    for the others, so they try their own pages and a chair, who stands elsewhere, two texts.
    """
    browser = client_of(place.users[role])
    own = set(readable(role)) - set(readable("clerk") if role not in ("clerk", "chair") else ())
    for turn, name in enumerate(sorted(own)):
        url = url_of(name, place).split("?")[0]
        for text in some(turn, 2) if role != "chair" else WORST[:2]:
            response = browser.get(url, dict.fromkeys(NAMES, text))
            assert_harmless(response, text, (name, text))


@pytest.mark.parametrize("empty", ["", " ", "x"])
def test_a_data_entry_page_takes_no_other_key_for_a_row(empty, place, client_of):
    browser = client_of(place.users["clerk"])
    for query in ({"_to_field": empty}, {"_to_field": "name", "_popup": empty}):
        answer = browser.get(url_of("admin:unions_union_change", place), query)
        assert answer.status_code < 500


LISTS = [n for n in PAGES if n.endswith("_list") and not n.startswith("admin:")]


@pytest.mark.parametrize("name", LISTS)
def test_each_parameter_alone_breaks_no_list(name, place, client_of):
    """Alone, because one that is refused hides the others."""
    role = next(r for r in ("clerk", "auditor", "administrator") if expected(name)[r] == 200)
    browser, url = client_of(place.users[role]), url_of(name, place)
    form = browser.get(url).context.get("form")
    names = ["sort", "after", "before", "print", "page", *(form.fields if form else ())]
    for turn, parameter in enumerate(names, LISTS.index(name)):
        for text in some(turn):
            assert_harmless(browser.get(url, {parameter: text}), text, (parameter, text))


@pytest.mark.parametrize("role", ["clerk", "chair"])
def test_nasty_forms_break_no_page(role, place, client_of):
    """Every field of a form with one nasty text; some are sound reasons, and are stored."""
    browser = client_of(place.users[role])
    plain = ("admin:", "home", "health", "accounts:", "unions:union_detail", "unions:enterprise")
    forms = [
        n for n in readable(role)
        if expected(n)[role] == 200 and not n.startswith(plain) and not n.endswith("_list")
    ]  # fmt: skip
    fields = [
        "full_name", "id_type", "id_number", "id_missing_reason", "sex", "birth_date",
        "ethnic_group", "mobile", "first_joined_on", "employer", "reason", "day", "kind", "paper",
        "to_union", "move", "version", "file", "as_of", "union", "remark", "post",
    ]  # fmt: skip
    for turn, name in enumerate(forms):
        for text in some(turn, 3 if role == "clerk" else 0):
            data = dict.fromkeys(fields, text)
            assert_harmless(browser.post(url_of(name, place), data), text, (name, text))
    assert not list(journal.breaks())
    assert tallies.kept() == tallies.counted()
    for name in forms:
        assert browser.get(url_of(name, place)).status_code < 500, name


@pytest.mark.parametrize(
    "text",
    [
        "'\"<script>alert(7)</script>",
        "{{ 7*7 }}{% debug %}%s %(x)s",
        "\ud7ff\uffff\u202e\u200b",
        "=1+1",
    ],
)
def test_a_nasty_name_is_shown_escaped_everywhere(text, place, client_of):
    """What gets past the forms, by an import of older data say, still harms no page."""
    from members.models import Member
    from unions.models import Union

    Member.objects.filter(pk=place.member.pk).update(full_name=text, remark=text)
    Union.objects.filter(pk=place.union.pk).update(name=text)
    browser = client_of(place.users["clerk"])
    for name in (n for n in readable("clerk") if expected(n)["clerk"] == 200):
        assert_harmless(browser.get(url_of(name, place)), text, name)
    for name in ("members:member_list", "members:quality_list", "unions:union_list"):
        assert browser.post(url_of(name, place)).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/members/99999999999999999999999/", "/unions/99999999999999999999999/", "/members/٣/",
     "/members/transfers/9223372036854775808/", "/members/-1/", "/members/1/x'y/",
     "/unions/enterprises/9223372036854775808/", "/members/duplicates/1/99999999999999999999/",
     "/unions/imports/9223372036854775808/", "/admin/members/member/99999999999999999999/change/",
     "/admin/members/member/x/change/", "/audit/history/x'y/", "/members/" + "9" * 4000 + "/"],
)  # fmt: skip
def test_numbers_beyond_all_rows_are_not_found(path, clerk, client_of):
    assert client_of(clerk).get(path).status_code in (403, 404)


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example",
               "http:evil.example", "\x09//evil.example"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(target, client, chair):
    answer = client.post(
        "/accounts/login/",
        {"username": "chair", "password": chair.test_password, "next": target},
    )
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]
