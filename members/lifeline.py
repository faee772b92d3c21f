"""One life line per person: memberships, transfers and changes of record, as the reader may see."""

from typing import Any

from django.urls import reverse

from core.report_html import plain
from members import codes
from members.models import Member, Membership, TransferRequest

Events = list[dict[str, Any]]
LIMIT = 100


def current_in_scope(member: Member, user: Any) -> Membership | None:
    """The open membership, if it is in a union the user sees."""
    rows = Membership.objects.open().visible_to(user).filter(member=member)
    return rows.select_related("union", "employer").first()


def of_member(member: Member, user: Any) -> Events:
    """Newest first. A unit sees only the years there: memberships and transfers are scoped."""
    events: Events = []
    rows = Membership.objects.visible_to(user).filter(member=member)
    for period in rows.select_related("union", "employer"):
        where = (
            f"{period.union.name}　{period.employer.name if period.employer else '由总工会代管'}"
        )
        events.append(
            {
                "day": period.since,
                "label": period.get_start_kind_display(),
                "text": "　".join(filter(None, [where, period.paper])),
                "kind": period.start_kind,
                "voided": period.is_voided,
            }
        )
        # A period followed by the next one is told by that one's start.
        if period.until and period.end_kind in codes.LEAVINGS and not period.is_voided:
            events.append(
                {
                    "day": period.until,
                    "label": period.get_end_kind_display(),
                    "text": "　".join(filter(None, [period.union.name, period.reason])),
                    "kind": period.end_kind,
                    "voided": False,
                }
            )
    events += _of_transfers(member, user)
    return sorted(events, key=lambda e: e["day"], reverse=True)[:LIMIT]


def _of_transfers(member: Member, user: Any) -> Events:
    """Requests that led nowhere, or not yet; an accepted one is told by its membership."""
    base = reverse("members:transfer_list")
    transfers = TransferRequest.objects.visible_to(user).filter(member=member)
    return [
        {
            "day": transfer.day,
            "label": f"转会申请（{transfer.get_status_display()}）",
            "text": f"转往{transfer.to_union.name}　{transfer.answer}",
            "url": f"{base}{transfer.pk}/",
            "voided": False,
        }
        for transfer in transfers.exclude(status="accepted").select_related("to_union")[:LIMIT]
    ]


def brief(member: Member) -> list[tuple[str, Any]]:
    return [("姓名", member.full_name), ("性别", member.get_sex_display())]


def particulars(member: Member) -> list[tuple[str, Any]]:
    """Label and value of every field, personal numbers masked."""
    names = (
        "sex", "birth_date", "ethnic_group", "political_status", "education_level",
        "marital_status", "household_type", "household_region", "is_migrant_worker",
        "is_nonlocal_worker", "employment_status", "skill_grade", "model_worker_level", "post",
        "union_group", "card_no", "first_joined_on", "remark",
    )  # fmt: skip
    pairs: list[tuple[str, Any]] = [
        ("姓名", member.full_name),
        (str(codes.IdType(member.id_type).label), member.masked_id or member.id_missing_reason),
        ("手机号", member.masked_mobile),
    ]
    for name in names:
        field = Member._meta.get_field(name)
        shown = getattr(member, f"get_{name}_display")() if field.choices else getattr(member, name)
        pairs.append((str(field.verbose_name), plain(shown)))
    return pairs
