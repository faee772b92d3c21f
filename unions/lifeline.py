"""What befell a union or an enterprise, in order of days; its particulars as label and value."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from core import identifiers
from core.report_html import plain
from unions.codes import EventKind
from unions.models import Coverage, Enterprise, Union, UnionEvent

Pairs = list[tuple[str, Any]]
Events = list[dict[str, Any]]
# A life line shows the newest so many entries: a page stays O(its size).
LIMIT = 100


def _newest_first(events: Events) -> Events:
    return sorted(events, key=lambda e: e["day"], reverse=True)[:LIMIT]


def of_union(union: Union) -> Events:
    """Life events and coverage of one union: two queries."""
    base_events = reverse("unions:event_list")
    events: Events = [
        {
            "day": event.day,
            "label": event.get_kind_display(),
            "text": "　".join(filter(None, [_renamed(event), event.reason, event.paper])),
            "kind": event.kind,
            "voided": event.voided_at is not None,
            "mend": f"{base_events}{event.pk}/void/" if event.kind == EventKind.RECTIFIED else "",
        }
        for event in UnionEvent.objects.filter(union=union).order_by("-day")[:LIMIT]
    ]
    base = reverse("unions:enterprise_list")
    bonds = Coverage.objects.filter(union=union).select_related("enterprise").order_by("-since")
    for bond in bonds[:LIMIT]:
        url, name = f"{base}{bond.enterprise_id}/", bond.enterprise.name
        events += _bond_events(bond, f"覆盖 {name}", f"不再覆盖 {name}", url)
    return _newest_first(events)


def _renamed(event: UnionEvent) -> str:
    return f"原名：{event.old_name}" if event.old_name else ""


def _bond_events(bond: Coverage, begun: str, ended: str, url: str) -> Events:
    voided = bond.is_voided
    events: Events = [
        {"day": bond.since, "label": begun, "text": bond.paper, "url": url, "voided": voided}
    ]
    if bond.until and not voided:
        events.append({"day": bond.until, "label": ended, "text": "", "url": url, "voided": False})
    return events


def of_enterprise(enterprise: Enterprise, bonds: Iterable[Coverage]) -> Events:
    events: Events = []
    for label, day in (("开业", enterprise.opened_on), ("歇业", enterprise.closed_on)):
        if day:
            events.append({"day": day, "label": label, "text": "", "voided": False})
    base = reverse("unions:union_list")
    for bond in bonds:
        name, url = bond.union.name, f"{base}{bond.union_id}/"
        events += _bond_events(bond, f"由 {name} 覆盖", f"{name} 覆盖终止", url)
    return _newest_first(events)


def _pairs(obj: Any, names: Iterable[str]) -> Pairs:
    result: Pairs = []
    for name in names:
        field = obj._meta.get_field(name)
        shown = getattr(obj, f"get_{name}_display")() if field.choices else getattr(obj, name)
        result.append((str(field.verbose_name), plain(shown)))
    return result


def filled(pairs: Pairs) -> tuple[Pairs, list[str]]:
    """(what is known, labels of what is not yet registered)."""
    return [p for p in pairs if p[1] not in ("", None)], [p[0] for p in pairs if p[1] in ("", None)]


def union_particulars(union: Union, staff: bool) -> Pairs:
    names = (
        "kind", "short_name", "code", "founded_on", "dissolved_on", "approved_by", "approval_no",
        "first_elected_on", "term_started_on", "term_years", "chair_name", "legal_person_cert_no",
        "union_uscc", "legal_rep", "operator", "phone", "address", "account_name", "bank_name",
    )  # fmt: skip
    pairs = [("上级工会", union.parent.name if union.parent else ""), *_pairs(union, names)]
    if staff or union.bank_account:
        account = identifiers.mask_account(union.bank_account) if union.bank_account else ""
        pairs.append(("银行账号", account))
    return [*pairs, ("备注", union.remark)]


def enterprise_particulars(enterprise: Enterprise) -> Pairs:
    names = (
        "uscc", "above_scale", "size_class", "industry", "industry_section", "unit_category",
        "legal_rep", "opened_on", "closed_on", "party_branch", "phone", "address", "remark",
    )  # fmt: skip
    return _pairs(enterprise, names)
