"""What a studio's page shows, and to whom."""

from typing import Any

from core.periods import today
from innovation import picture_panel, studio_checks, studio_reports
from innovation.codes import Level
from innovation.models import Studio
from innovation.services import studios
from unions.scope import scope_of

RELATED = ("union", "enterprise", "leader")
HISTORY_SHOWN = 200
_LEVEL = dict(Level.choices)


def contents(studio: Studio, user: Any) -> dict[str, Any]:
    day = today()
    team = list(studio.team.not_voided().select_related("member"))
    projects = list(studio.projects.filter(voided_at__isnull=True).select_related("entry"))
    lines = list(
        studio.history.select_related("history_user").order_by("-history_id")[:HISTORY_SHOWN]
    )
    found = studio_checks.marks(studio, team, projects, day)
    return {
        "studio": studio,
        "badge": studio_reports.state(studio.certified_on, studio.recheck_on, studio.ended_on, day),
        "pairs": particulars(studio),
        "marks": found,
        "shortfall": studio_checks.shortfall(found),
        "team": [row for row in team if row.until is None],
        "former": [row for row in team if row.until is not None],
        "running": [row for row in projects if row.ended_on is None],
        "finished": [row for row in projects if row.ended_on is not None],
        "files": picture_panel.panel(studio, user),
        "namings": namings(lines),
        "lines": lines,
        "can_edit": studios.may_change(studio, user),
        "can_name": studios.may_change(studio, user, "innovation_review"),
        "links_members": scope_of(user).may("view", studio.union),
    }


def particulars(studio: Studio) -> list[tuple[str, Any]]:
    funds = studio.yearly_funds
    title = f"（{studio.leader_title}）" if studio.leader_title else ""
    pairs = [
        ("工会", studio.union.name),
        ("单位", studio.enterprise.name if studio.enterprise else ""),
        ("领衔人", f"{studio.leader_name}{title}"),
        ("成立日期", studio.founded_on),
        ("级别", studio.get_level_display()),
        ("命名文号", studio.certificate_no),
        ("命名日期", studio.certified_on),
        ("复核期限", studio.recheck_on),
        ("固定场所", studio.site),
        ("设施", studio.facilities),
        ("年度经费（元）", f"{funds:,.2f}" if funds is not None else ""),
    ]
    return [*pairs, ("撤销日期", studio.ended_on)] if studio.ended_on else pairs


def namings(lines: list[Any]) -> list[dict[str, Any]]:
    """Each level with its number and day, the newest first, as the history tells them; a naming
    that was typed over within the same level shows as it stood last.
    """
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line.certified_on and line.level not in found:
            found[line.level] = {
                "level": _LEVEL[line.level], "number": line.certificate_no,
                "day": line.certified_on,
            }  # fmt: skip
    return list(found.values())
