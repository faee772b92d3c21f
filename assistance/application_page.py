"""What an application's page and paper show, gathered in a constant number of queries."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse

from assistance import application_stages, ceilings, checks, document_panel
from assistance.codes import EDITABLE, IN_PROGRESS, ApplicationStatus, CountersignKind, LineStatus
from assistance.models import Application, Countersign, Part, Payment, PaymentBatch, Relation
from assistance.reports import Act, LineList
from assistance.services import applications, funds
from assistance.workflow import APPLICATION, LINE
from core import report_html
from core.periods import today
from core.report_html import plain
from core.reports import Row
from core.workflow import Button
from unions.scope import scope_of

Pairs = list[tuple[str, Any]]
LINES_SHOWN = 50
DROPPABLE = LINE.moves["drop"].sources
STEPS = ("visit", "deliberate", "review")  # moves with a form of their own
_RELATED = ("union", "programme", "fund__union", "notice__union", "entered_by")


def in_scope(user: Any) -> Any:
    """Applications she may see, with what every page of one needs."""
    return Application.objects.visible_to(user).select_related(*_RELATED)


def contents(application: Application, user: Any) -> dict[str, Any]:
    """Everything on the page but the form."""
    past = application_stages.passages(application)
    scope = scope_of(user)
    handles = applications.handles(application, user)
    return {
        "application": application,
        "stages": [] if application.historical else application_stages.stages(application, past),
        "next": application_stages.next_step(application),
        "sheet": sheet(application),
        "dealings": dealings(application),
        "lines": lines(application, user),
        "parts": parts(application),
        "relations": relations(application, user, handles),
        "countersigns": countersigns(application, user),
        "batches": batches(application, user),
        "warnings": checks.warnings(application) if application.status in IN_PROGRESS else [],
        "handles": handles,
        "can_edit": application.editable and scope.may("aid_enter", application.union),
        "sees_notice": bool(application.notice) and scope.may("view", application.notice.union),
        "documents": document_panel.panel(application, user),
        **examined(application, user),
    }


# --- the sheet -----------------------------------------------------------------------------------


def _of(application: Application, *names: str) -> Pairs:
    """Fields that are filled, by their own labels."""
    pairs = []
    for name in names:
        if value := getattr(application, name):
            pairs.append((str(application._meta.get_field(name).verbose_name), plain(value)))
    return pairs


def sheet(application: Application) -> Pairs:
    programme = application.programme
    pairs: Pairs = [("项目", programme.name), ("申请工会", application.union.name)]
    if application.on_behalf:
        agreed = f"{application.behalf_reason}（原工会 {application.behalf_agreed_on} 同意）"
        pairs.append(("以上代下", agreed))
    need = "情况说明" if programme.batch else "申请事由"
    pairs += [(need, application.need)] if application.need else []
    pairs += _of(application, "event_from", "event_until", "event_paper", "employer_paid")
    pairs += _of(application, "other_aid")
    declared = "已核对" if application.relatives_declared else "尚未核对"
    pairs.append(("亲属关系", declared))
    return pairs


def dealings(application: Application) -> Pairs:
    """Visit, deliberation, review, and the money behind it."""
    pairs = _of(
        application, "visited_on", "visitors", "findings", "deliberated_on", "participants",
        "conclusion", "opinion",
    )  # fmt: skip
    if application.fund:
        pairs.append(("资金", f"{application.fund}（{application.fund.get_source_display()}）"))
    if application.notice:
        notice = application.notice
        pairs.append(("公示期", f"{notice.starts_on} 至 {notice.ends_on}"))
    return pairs + _of(application, "approved_on", "settled_on")


def available(application: Application) -> Any:
    """What the fund still has, while it matters; None where no fund is named."""
    return funds.balance(application.fund).available if application.fund else None


# --- lines ---------------------------------------------------------------------------------------


def acts(application: Application, user: Any) -> Callable[[Row], Sequence[Act]] | None:
    """Links beside each line for whoever may do something with it; None for a mere reader."""
    scope, union = scope_of(user), application.union
    enters, reviews = scope.may("aid_enter", union), scope.may("aid_review", union)
    edits = enters and application.editable
    drops = reviews and application.status in (*IN_PROGRESS, ApplicationStatus.APPROVED)
    mends = enters and application.status == ApplicationStatus.APPROVED
    if not (edits or drops or mends):
        return None

    def of_row(row: Row) -> Sequence[Act]:
        status, found = row["status"], []
        if edits and status != LineStatus.DROPPED:
            found += [("修改", "line_edit"), ("删去", "line_remove")]
        if mends and status in (LineStatus.FAILED, LineStatus.RETURNED):
            found.append(("更正账号", "payment_account"))
        if drops and status in DROPPABLE:
            found.append(("停发", "payment_drop"))
        return [(label, reverse(f"assistance:{name}", args=[row["id"]])) for label, name in found]

    return of_row


def lines(application: Application, user: Any) -> dict[str, Any]:
    """The first lines as a table, the number of people and the sum of all that count."""
    report = LineList(application, acts(application, user))
    context = report.ask(user, {})
    page = report.page(context, LINES_SHOWN)
    live = checks.live(application)
    sums = live.aggregate(people=Count("id_index", distinct=True), total=Sum("amount"))
    return {
        "table": report_html.table(report.columns(context), page.rows, report.title),
        "any": bool(page.rows),
        "more": page.has_next,
        "shown": LINES_SHOWN,
        "people": sums["people"],
        "total": sums["total"] or 0,
    }


# --- ceilings ------------------------------------------------------------------------------------


def examined(application: Application, user: Any, *, all_states: bool = False) -> dict[str, Any]:
    """The sums before the buttons, and other payouts of the same purpose.

    A chair is shown her own unit's payouts only: what others pay is not hers to know.
    """
    status = application.status
    if not all_states and status not in (*EDITABLE, *IN_PROGRESS):
        return {}
    staff = scope_of(user).is_staff
    day = application.approved_on or today()
    found = ceilings.examine(application, day, seen_by=None if staff else user)
    shown = found.exceeded if application.programme.batch else found.checks
    seen = Application.objects.visible_to(user).filter(
        pk__in={clash.application_id for clash in found.clashes}
    )
    visible = set(seen.values_list("pk", flat=True))
    return {
        "checks": shown[:LINES_SHOWN],
        "kept": len(found.checks) - len(shown[:LINES_SHOWN]),
        "totals": [] if application.programme.batch else found.totals[:LINES_SHOWN],
        "clashes": [
            {"clash": clash, "linked": clash.application_id in visible}
            for clash in found.clashes[:LINES_SHOWN]
        ],
        "own_only": not staff,
        "asks_countersign": bool(found.exceeded) and applications.handles(application, user),
    }


# --- people --------------------------------------------------------------------------------------


def parts(application: Application) -> list[Part]:
    return list(application.parts.select_related("person", "countersign").order_by("pk"))


def relations(application: Application, user: Any, handles: bool) -> list[dict[str, Any]]:
    rows: list[Relation] = list(application.relations.select_related("person", "declared_by"))
    return [
        {
            "row": row,
            "can_void": handles and row.voided_at is None and row.person_id != user.pk,
        }
        for row in rows
    ]


def countersigns(application: Application, user: Any) -> list[dict[str, Any]]:
    rows: list[Countersign] = list(
        application.countersigns.select_related("person", "asked_by", "signed_by")
    )
    signs = scope_of(user).may("countersign", application.union)
    plays = any(part.person_id == user.pk for part in application.parts.all()) if rows else False

    def may_sign(row: Countersign) -> bool:
        if row.signed_by_id or not signs or user.pk in (row.asked_by_id, row.person_id):
            return False
        return row.kind != CountersignKind.CEILING or not plays

    return [{"row": row, "can_sign": may_sign(row)} for row in rows]


# --- payments ------------------------------------------------------------------------------------


def batches(application: Application, user: Any) -> list[dict[str, Any]]:
    """In which batches its lines were paid; whoever sees the batch gets the link."""
    paid = Payment.objects.filter(line__application=application).order_by("batch")
    rows = list(
        paid.values("batch", "batch__number", "batch__method", "batch__day").annotate(
            people=Count("pk"), amount=Sum("amount")
        )
    )
    seen = PaymentBatch.objects.visible_to(user).filter(pk__in=[row["batch"] for row in rows])
    linked = set(seen.values_list("pk", flat=True))
    return [{**row, "linked": row["batch"] in linked} for row in rows]


# --- buttons -------------------------------------------------------------------------------------


def buttons(application: Application, user: Any) -> dict[str, Any]:
    """Moves with a form of their own apart from those done on the page."""
    found = APPLICATION.buttons(application, user)
    here: list[Button] = [b for b in found if b.move.name not in STEPS]
    publishes = (
        application.status == ApplicationStatus.REVIEWED
        and application.programme.notice_days > 0
        and scope_of(user).may("aid_review", application.union)
    )
    return {
        "steps": [b for b in found if b.move.name in STEPS],
        "buttons": here,
        "asks_reason": any(b.move.reason for b in here),
        "publishes": publishes,
    }
