"""Every URL for every role. A URL without a row in the table fails: a new page needs a rule."""

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests import aid_routes, innovation_routes
from tests.factories import rows, world
from tests.factories.world import ROLES
from tests.governance import routes as life_routes
from tests.reporting import routes as reporting_routes

# URL name -> (arguments, "administrator clerk leader auditor chair other_chair anonymous").
# Objects are those of the chair's unit; the other chair gets the 404 of what does not exist.
EVERYBODY, NOBODY = "200 200 200 200 200 200 302", "403 403 403 403 403 403 302"
READERS, EDITORS = "403 200 200 200 200 200 302", "403 200 403 403 200 200 302"
OWN, OWN_EDIT = "403 200 200 200 200 404 302", "403 200 403 403 200 404 302"
AUDIT, ADMINISTRATOR = "403 403 403 200 403 403 302", "200 403 403 403 403 403 302"
CLERK, POSTED = "403 200 403 403 403 403 302", "405 405 405 405 405 405 302"
PAGES = {
    "home": ((), EVERYBODY),
    "manual:index": ((), EVERYBODY),
    "manual:task": (("register",), EVERYBODY),
    "health": ((), "200 200 200 200 200 200 200"),
    "accounts:login": ((), "302 302 302 302 302 302 200"),
    "accounts:logout": ((), POSTED),
    "accounts:password_change": ((), EVERYBODY),
    "unions:union_list": ((), READERS),
    "unions:union_detail": (("union",), OWN),
    "unions:union_founding": (("union",), CLERK),
    "unions:coverage_void": (("coverage",), CLERK),
    "unions:event_void": (("event",), CLERK),
    "unions:event_list": ((), READERS),
    "unions:enterprise_list": ((), READERS),
    "unions:enterprise_detail": (("enterprise",), OWN),
    "unions:account_list": ((), ADMINISTRATOR),
    "unions:account_new": ((), ADMINISTRATOR),
    "unions:account_detail": (("account",), ADMINISTRATOR),
    "unions:account_reset": (("account",), ADMINISTRATOR),
    "unions:account_active": (("account",), ADMINISTRATOR),
    "unions:account_unlock": (("account",), ADMINISTRATOR),
    "unions:account_identity": (("account",), ADMINISTRATOR),
    "unions:seat_new": (("account",), ADMINISTRATOR),
    "unions:seat_end": (("seat",), ADMINISTRATOR),
    "unions:import_list": ((), EDITORS),
    "unions:import_new": ((), EDITORS),
    "unions:import_detail": (("batch",), OWN_EDIT),
    "unions:import_progress": (("batch",), OWN_EDIT),
    "unions:import_run": (("batch",), POSTED),
    "unions:import_confirm": (("batch",), POSTED),
    "unions:import_discard": (("batch",), POSTED),
    "unions:import_rejects": (("batch",), POSTED),
    "unions:import_template": (("roster",), EDITORS),
    "members:member_list": ((), READERS),
    "members:roster_download": (("union",), POSTED),
    "members:member_search": ((), "403 405 405 405 405 405 302"),
    "members:member_new": ((), EDITORS),
    "members:coverage_list": ((), READERS),
    "members:quality_list": ((), READERS),
    "members:duplicate_list": ((), CLERK),
    "members:member_merge": (("member", "twin"), CLERK),
    "members:transfer_list": ((), READERS),
    "members:transfer_detail": (("transfer",), OWN),
    "members:membership_void": (("membership",), OWN_EDIT),
    "members:member_detail": (("member",), OWN),
    "members:member_edit": (("member",), OWN_EDIT),
    "members:member_unmask": (("member",), OWN),
    "members:member_transfer": (("member",), OWN_EDIT),
    "members:member_step": (("member", "leave"), OWN_EDIT),
    # Nothing to show without the sample township (tests/linqi_union/test_published.py).
    "published_figures": ((), "403 404 404 404 403 403 302"),
    "journal_list": ((), AUDIT),
    "journal_verify": ((), "403 403 403 405 403 403 302"),
    "history_list": ((), AUDIT),
    "history_model": (("member",), AUDIT),
    "admin:index": ((), "200 200 200 200 403 403 302"),
    "admin:login": ((), "302 302 302 302 302 302 302"),
    "admin:logout": ((), "405 405 405 405 403 403 302"),
    "admin:password_change": ((), "302 302 302 302 403 403 302"),
    "admin:autocomplete": ((), "403 200 200 200 403 403 302"),
    "admin:jsi18n": ((), "200 200 200 200 403 403 302"),
    "admin:app_list": (("unions",), "200 200 200 200 403 403 302"),
    "admin:(?P<url>.*)$": ("/admin/nothing", "404 404 404 404 403 403 302"),
}
PAGES |= aid_routes.PAGES | life_routes.PAGES | innovation_routes.PAGES | reporting_routes.PAGES
# Arguments that are words of the URL, not rows of the world.
WORDS = {
    **aid_routes.WORDS,
    **life_routes.WORDS,
    **innovation_routes.WORDS,
    **reporting_routes.WORDS,
    "members:member_step": {"leave"},
    "unions:import_template": {"roster"},
    "manual:task": {"register"},
    "history_model": {"member"},
    "admin:app_list": {"unions"},
}
QUERIES = {
    "admin:autocomplete": "?app_label=members&model_name=membership&field_name=employer&term=",
}
# Data-entry tables: (object, who may look, who may add), the first four roles.
STAFF, SETTINGS, NONE = "403 200 200 200", "200 403 403 403", "403 403 403 403"
BY_CLERK, ALL_STAFF = "403 200 403 403", "200 200 200 200"
TABLES = {
    "unions_union": ("union", STAFF, BY_CLERK),
    "unions_enterprise": ("enterprise", STAFF, BY_CLERK),
    "unions_enterprisefigure": ("figure", STAFF, BY_CLERK),
    "unions_headcount": ("headcount", STAFF, BY_CLERK),
    "unions_coverage": ("coverage", STAFF, BY_CLERK),
    "unions_unionevent": ("event", STAFF, BY_CLERK),
    "unions_rule": ("rule", SETTINGS, SETTINGS),
    "unions_calendarday": ("calendar_day", SETTINGS, SETTINGS),
    "assistance_programme": ("programme", ALL_STAFF, BY_CLERK),
    "assistance_ceiling": ("ceiling", ALL_STAFF, SETTINGS),
    "unions_seat": ("seat", SETTINGS, NONE),
    "accounts_user": ("account", SETTINGS, NONE),
    "members_member": ("member", STAFF, BY_CLERK),
    "members_membership": ("membership", STAFF, NONE),
    "members_transferrequest": ("transfer", STAFF, NONE),
    **innovation_routes.TABLES,
    **life_routes.TABLES,
    **reporting_routes.TABLES,
}
CHAIRS_AND_ANONYMOUS = " 403 403 302"
for _table, (_object, _look, _add) in TABLES.items():
    PAGES |= {
        f"admin:{_table}_changelist": ((), _look + CHAIRS_AND_ANONYMOUS),
        f"admin:{_table}_add": ((), _add + CHAIRS_AND_ANONYMOUS),
        f"admin:{_table}_change": ((_object,), _look + CHAIRS_AND_ANONYMOUS),
        f"admin:{_table}_history": ((_object,), _look.replace("403", "404") + CHAIRS_AND_ANONYMOUS),
        f"admin:{_table}_delete": ((_object,), NONE + CHAIRS_AND_ANONYMOUS),
    }
# Rules and the calendar are seen by their table's right alone; accounts keep no field history.
PAGES["admin:unions_rule_history"] = (("rule",), SETTINGS + CHAIRS_AND_ANONYMOUS)
PAGES["admin:unions_calendarday_history"] = (("calendar_day",), SETTINGS + CHAIRS_AND_ANONYMOUS)
PAGES["admin:accounts_user_history"] = (("account",), "404 404 404 404" + CHAIRS_AND_ANONYMOUS)


def routes(patterns, spaces=()):
    """Names of all URLs; the unnamed ones of the admin by their pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(
                pattern.url_patterns, (*spaces, pattern.namespace) if pattern.namespace else spaces
            )
        else:
            yield ":".join([*spaces, pattern.name or str(pattern.pattern)])


@pytest.fixture
def place(unit, administrator, clerk, leader, auditor, chair, other_chair):
    users = dict(zip(ROLES, (administrator, clerk, leader, auditor, chair, other_chair),
                     strict=False))  # fmt: skip
    return world.build(unit, users)


@pytest.fixture
def browsers(place, client_of):
    made = {role: client_of(user) for role, user in place.users.items()}
    return {**made, "anonymous": Client()}


def url_of(name, place, missing=False):
    args, _ = PAGES[name]
    if isinstance(args, str):
        return args
    values = [
        arg if arg in WORDS.get(name, ()) and i == len(args) - 1
        else 987654321 if missing else getattr(place, arg).pk
        for i, arg in enumerate(args)
    ]  # fmt: skip
    return reverse(name, args=values) + QUERIES.get(name, "")


def has_object(name):
    args = PAGES[name][0]
    return not isinstance(args, str) and bool(set(args) - WORDS.get(name, set()))


def expected(name):
    return dict(zip(ROLES, map(int, PAGES[name][1].split()), strict=True))


def test_every_url_has_a_rule_and_every_rule_a_url():
    names = set(routes(get_resolver().url_patterns)) - {"admin:<path:object_id>/"}
    assert not names - set(PAGES), "a new URL needs a row in PAGES (tests/test_routes.py)"
    assert not set(PAGES) - names, "a row without its URL: take it out"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(role, place, browsers):
    pages = [name for name in PAGES if name != "accounts:logout"]
    got = {name: browsers[role].get(url_of(name, place)).status_code for name in pages}
    assert got == {name: expected(name)[role] for name in pages}


def test_another_units_object_looks_like_one_that_does_not_exist(place, browsers):
    browser = browsers["other_chair"]
    for name in (n for n in PAGES if expected(n)["other_chair"] == 404):
        foreign, absent = (browser.get(url_of(name, place, missing=m)) for m in (False, True))
        assert world.plain(foreign) == world.plain(absent), name


@pytest.mark.parametrize("role", ["administrator", "clerk", "auditor"])
def test_data_entry_answers_404_for_a_row_that_does_not_exist(role, place, browsers):
    names = [n for n in PAGES if n.startswith("admin:") and has_object(n)]
    got = {
        name: browsers[role].get(url_of(name, place, missing=True)).status_code
        for name in names
        if expected(name)[role] == 200
    }
    assert got
    assert set(got.values()) == {404}, got


# --- refused posts ---------------------------------------------------------------------------

# What the page's own form would send, so that a refusal is not a form error.
REASON = {"reason": "核对资料"}
DATA = {
    "members:member_edit": {"full_name": "改名", "reason": "试改"},
    "members:member_step": {"kind": "withdraw", "day": "2020-01-01", **REASON},
    "members:member_merge": REASON,
    "members:member_unmask": REASON,
    "members:membership_void": REASON,
    "unions:union_founding": {"founded_on": "2001-01-01", "day": "2001-01-01", **REASON},
    "unions:coverage_void": REASON,
    "unions:event_void": REASON,
    "members:transfer_detail": {"move": "withdraw", **REASON},
    "members:member_search": {"q": "王"},
    "unions:account_active": {"turn_on": "False", **REASON},
    "unions:seat_end": {"day": "2020-01-01", **REASON},
    "unions:import_confirm": {"partial": "1"},
}
# Pages which a role may read and at which it may nothing do.
READ_ONLY = {
    "leader": {"members:transfer_detail"},
    "auditor": {"members:transfer_detail"},
    "chair": set(),
}
# What everybody signed in may post.
OPEN = {"accounts:login", "accounts:logout", "accounts:password_change", "admin:login",
        "admin:logout", "admin:password_change", "home", "health", "manual:index",
        "manual:task"}  # fmt: skip


# Who may post where everybody's GET is refused.
MAY_POST = {
    **aid_routes.MAY_POST,
    **life_routes.MAY_POST,
    **innovation_routes.MAY_POST,
    **reporting_routes.MAY_POST,
    "journal_verify": {"auditor"},
    "members:member_search": {"clerk", "leader", "auditor", "chair", "other_chair"},
    "members:roster_download": {"clerk", "chair"},
    **{f"unions:import_{deed}": {"clerk", "chair"}
       for deed in ("run", "confirm", "discard", "rejects")},
}  # fmt: skip


def refused(name, role):
    """Is a post of this role refused there? Whoever reads a list may export it."""
    if name in OPEN or role in MAY_POST.get(name, ()):
        return False
    return expected(name)[role] != 200 or name in READ_ONLY.get(role, ())


@pytest.mark.parametrize("role", ROLES)
def test_refused_posts_leave_the_database_as_it_was(role, place, browsers):
    browser = world.posting(browsers[role])
    before = rows.fingerprint()
    for name in (n for n in PAGES if refused(n, role)):
        data = {"to_union": place.third.pk, **DATA.get(name, {})}
        answer = world.post(browser, url_of(name, place), data)
        readable = name in READ_ONLY.get(role, ())
        assert answer.status_code in ((200,) if readable else (302, 403, 404, 405)), name
        assert "页面已过期" not in answer.content.decode(), f"{name}: refused for its token only"
    assert rows.fingerprint() == before  # once: the tables that differ say where to look


@pytest.mark.parametrize("role", ["leader", "auditor"])
def test_readers_change_nothing_by_the_data_entry_form(role, place, browsers):
    browser = world.posting(browsers[role])
    before = rows.fingerprint()
    names = [
        name
        for name in PAGES
        if name.startswith("admin:") and name.endswith("_change") and expected(name)[role] == 200
    ]
    assert len(names) == 20
    for name in names:
        answer = world.post(browser, url_of(name, place), {"name": "改", "remark": "改", **REASON})
        assert answer.status_code == 403, name
    assert rows.fingerprint() == before


@pytest.mark.parametrize(
    "name", ["members:member_step", "members:membership_void", "members:member_unmask",
             "members:transfer_detail"],
)  # fmt: skip
def test_the_same_data_is_accepted_from_whoever_may(name, place, browsers):
    """The check of the check: these posts are refused for who sends them, nothing else."""
    browser = world.posting(browsers["chair"])
    before = rows.fingerprint()
    world.post(browser, url_of(name, place), DATA[name])
    assert rows.fingerprint() != before


def test_a_post_without_token_is_refused_everywhere(place, browsers):
    browser = browsers["clerk"]
    browser.handler.enforce_csrf_checks = True
    before = rows.fingerprint()
    for name in PAGES:
        answer = browser.post(url_of(name, place), DATA.get(name, {}))
        assert answer.status_code == 403, name
    assert rows.fingerprint() == before
