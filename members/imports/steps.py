"""变动: the steps of a membership as sheets name them, carried out through the services."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core import sheets
from members.codes import LEAVINGS, End, Start
from members.imports.matching import Known
from members.models import Member
from members.services import memberships
from unions.imports.plan import CHANGED, LEFT, RowPlan

LEAVING_CHOICES = [(kind.value, str(kind.label)) for kind in LEAVINGS]
STANDING_CHOICES = [(End.RETAIN.value, "保留会籍"), (End.RESTORE.value, "恢复会籍")]
TRANSFER = "transfer"
_WORDS = {
    "离职": (
        End.TRANSFER_OUT.value, "“离职”按“转出”登记；留在本镇其他单位的请改填“转会”，退会的请改填“退会”。"
    ),
    "调出": End.TRANSFER_OUT.value, "去世": End.DECEASED.value, "病故": End.DECEASED.value,
    "开除": End.EXPEL.value, "除名": (End.EXPEL.value, "“除名”按“开除会籍”登记，请核对。"),
    "退休": (End.RETAIN.value, "“退休”按“保留会籍”登记，请核对。"), "保留": End.RETAIN.value,
    "恢复": End.RESTORE.value, "自动离会": End.LAPSE.value, "视为自动退会": End.LAPSE.value,
}  # fmt: skip
STEP = sheets.choice(LEAVING_CHOICES + STANDING_CHOICES, _WORDS)
STEP_OR_TRANSFER = sheets.choice(
    [*LEAVING_CHOICES, *STANDING_CHOICES, (TRANSFER, "转会")], {**_WORDS, "调动": TRANSFER}
)
LABELS = dict([*LEAVING_CHOICES, *STANDING_CHOICES])


def already_done(known: Known, step: str, day: date | None) -> bool:
    """The very step stands on record: a sheet sent twice changes nothing."""
    if step in LEAVINGS:
        return any(period.end_kind == step and period.until == day for period in known.periods)
    start = Start.RETAIN if step == End.RETAIN else Start.RESTORE
    return any(period.start_kind == start and period.since == day for period in known.periods)


def carry_out(
    plan: RowPlan,
    label: str,
    member: Member,
    step: str,
    *,
    day: date | None,
    reason: str,
    paper: str = "",
    by: Any,
) -> None:
    """Do one step in a savepoint; what stands in the way becomes the row's refusal."""
    if day is None:
        plan.error("变动日期", "请填写变动日期，写到日。")
    if not reason:
        plan.error("原因", "请填写变动原因。")
    if plan.refused or day is None:
        return
    try:
        with transaction.atomic():
            done(member, step, day, by=by, reason=reason, paper=paper)
    except ValidationError as error:
        plan.error(label, "；".join(error.messages))
    except PermissionDenied as error:
        plan.error(label, str(error))
    else:
        plan.outcome = LEFT if step in LEAVINGS else CHANGED
        plan.change(
            label, "在籍" if step != End.RESTORE else "保留会籍", f"{LABELS[step]}（{day}）"
        )


def done(member: Member, step: str, day: date, *, by: Any, reason: str, paper: str = "") -> Any:
    """Raises ValidationError, PermissionDenied."""
    if step in LEAVINGS:
        return memberships.leave(member, step, day, by=by, reason=reason, paper=paper)
    service = memberships.retain if step == End.RETAIN else memberships.restore
    return service(member, day, by=by, reason=reason, paper=paper)
