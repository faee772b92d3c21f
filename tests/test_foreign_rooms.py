"""The rooms above members: a unit full of rows leaves no trace on another chair's pages.

The lists come from the tables of addresses, so a new list is looked at without being named here.
"""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import now

from governance.models import Requirement
from tests import aid_routes
from tests.factories import world, world_of_aid
from tests.factories.world import ROLES
from tests.governance import life
from tests.governance import routes as life_routes
from tests.reporting import routes as reporting_routes

ROUTES = {**aid_routes.PAGES, **life_routes.PAGES, **reporting_routes.PAGES}
CHAIR = ROLES.index("chair")
OPEN = [
    name
    for name, (args, codes) in ROUTES.items()
    if args == () and codes.split()[CHAIR] == "200" and not name.endswith("_template")
]
LISTS = [name for name in OPEN if name.endswith(("_list", "_summary", "_totals", "_statistics"))]
# Words that stand in the other unit's rows only.
MARKS = ("受助者", "乙电子")


@pytest.fixture
def foreign(other_unit, other_chair, clerk, leader, chair):
    users = {"chair": other_chair, "clerk": clerk, "leader": leader, "other_chair": chair}
    return {
        **world_of_aid.build(other_unit, users),
        **life_routes.build(other_unit, users),
        **reporting_routes.build(other_unit, users),
        "union": other_unit,
    }


def shown(response, but=""):
    text = response.content.decode()
    return [mark for mark in MARKS if mark in text and mark not in but]


def test_the_tables_name_lists():
    assert len(LISTS) > 10


def test_foreign_parameters_bring_no_foreign_row(foreign, chair, client_of):
    browser, union = client_of(chair), foreign["union"].pk
    rows = [row.pk for row in foreign.values()]
    wrong = []
    for name in OPEN:
        queries = [{}, {"union": union}, {"print": 1, "union": union}, {"holder": union}]
        queries += [{"after": pk} for pk in rows[:5]] + [{"member": rows[0]}, {"person": rows[0]}]
        for query in queries:
            response = browser.get(reverse(name), query)
            if response.status_code not in (200, 404) or shown(response):
                wrong.append((name, query, response.status_code, shown(response)))
    assert not wrong


def test_exports_hold_no_foreign_row(foreign, chair, client_of):
    browser, wrong = client_of(chair), []
    for name in LISTS:
        response = browser.post(reverse(name))
        if name == "reporting:yearly_list":  # a workbook of its own (reporting:yearly_export)
            assert response.status_code == 403
            continue
        sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
        text = str([[cell.value for cell in row] for row in sheet])
        wrong += [(name, mark) for mark in MARKS if mark in text]
    assert not wrong


def test_pages_do_not_change_with_another_units_rows(
    chair, other_unit, other_chair, clerk, leader, client_of
):
    """No number, choice or message depends on the other unit. What the federation asks of all
    stands from the beginning.
    """
    browser = client_of(chair)
    asked = life.requirement(other_unit.parent, by=clerk)
    before = {name: world.plain(browser.get(reverse(name))) for name in [*LISTS, "home"]}
    users = {"chair": other_chair, "clerk": clerk, "leader": leader, "other_chair": chair}
    world_of_aid.build(other_unit, users)
    for part in (life_routes, reporting_routes):
        part.build(other_unit, users)
    Requirement.objects.exclude(pk=asked.pk).update(voided_at=now())
    changed = [n for n, page in before.items() if world.plain(browser.get(reverse(n))) != page]
    assert not changed
