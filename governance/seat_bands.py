"""委员会名额: the first rows of SeatBand (domain.md 3.2), seeded by migration.

The national figures; a county that asks for others ends these rows and enters its own. That seats
should be odd is a local rule (Shenzhen Futian), so an even number is warned of, never refused.
"""

from typing import Any

from governance.codes import Body
from governance.models.elections import DELEGATES
from unions.rules import BEGINNING

_SEATS = "工会基层组织选举工作条例（总工发〔2016〕27号）"
_AUDIT = "工会法第四十五条；工会经费审查委员会组织通则"
_CONGRESS = "基层工会会员代表大会条例（总工发〔2019〕6号）"
# body, members from, until, seats at least, at most, odd, source
FIRST = (
    (Body.COMMITTEE, 1, 24, 1, 5, True, _SEATS),
    (Body.COMMITTEE, 25, 200, 3, 7, True, _SEATS),
    (Body.COMMITTEE, 201, 1000, 7, 15, True, _SEATS),
    (Body.COMMITTEE, 1001, 5000, 15, 21, True, _SEATS),
    (Body.COMMITTEE, 5001, 10000, 21, 29, True, _SEATS),
    (Body.AUDIT, 1, None, 3, 11, True, _AUDIT),
    (DELEGATES, 100, 200, 30, 40, False, _CONGRESS),
    (DELEGATES, 201, 1000, 40, 60, False, _CONGRESS),
    (DELEGATES, 1001, 5000, 60, 90, False, _CONGRESS),
)


def seed(apps: Any, schema_editor: Any = None) -> None:
    """For migrations: write the bands that are not there yet; what staff have set stays."""
    model = apps.get_model("governance", "SeatBand")
    for body, first, last, least, most, odd, source in FIRST:
        model.objects.get_or_create(
            body=body, members_from=first,
            defaults={
                "members_until": last, "seats_min": least, "seats_max": most, "odd": odd,
                "source": source, "since": BEGINNING,
            },
        )  # fmt: skip
