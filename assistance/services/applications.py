"""Entering an application: its sheet, its lines, declared relatives, and countersigns."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from assistance import ceilings, checks, separation
from assistance.codes import CountersignKind, Duty, LineStatus
from assistance.models import (
    Application,
    Countersign,
    HardshipFile,
    Line,
    Part,
    Relation,
)
from assistance.services import households
from assistance.workflow import LINE
from core import history
from core.crypto import blind_index
from core.db import explained
from core.periods import today
from core.workflow import Stale
from members.models import Member, Membership
from unions.access import require
from unions.scope import scope_of

HANDLERS = ("aid_enter", "aid_review", "aid_approve", "aid_pay")


def fills_in_for(union: Any, user: Any) -> bool:
    """Would she file for a union that is not her own (以上代下)?"""
    return not any(seat.union_id == union.pk for seat in scope_of(user).seats)


@transaction.atomic
def enter(application: Application, *, by: Any, form_key: str | None = None) -> Application:
    """Store a new draft; the same `form_key` again returns the first one.

    Raises ValidationError, PermissionDenied.
    """
    require(by, "aid_enter", application.union)
    if form_key and (earlier := Application.objects.filter(form_key=form_key).first()):
        if earlier.entered_by_id != by.pk:
            raise ValidationError("表单已失效，请重新打开登记页面。")
        return earlier
    application.form_key = form_key or None
    if application.programme.stopped_on and application.programme.stopped_on <= today():
        raise ValidationError({"programme": "该项目已停用。"})
    application.on_behalf = fills_in_for(application.union, by)
    application.entered_by = by
    _check_behalf(application)
    application.full_clean()
    with explained(Application):
        history.save(application, by=by, reason="登记申请")
    separation.play(application, Duty.ENTERED, by=by)
    journal.record(
        journal.Kind.EDIT, f"登记救助申请：{application.programme}", by=by, target=application
    )
    return application


def _check_behalf(application: Application) -> None:
    if not application.on_behalf:
        application.behalf_reason, application.behalf_agreed_on = "", None
        return
    problems = {}
    if not application.behalf_reason.strip():
        problems["behalf_reason"] = "以上代下须写明原因。"
    if application.behalf_agreed_on is None:
        problems["behalf_agreed_on"] = "以上代下须写明原工会同意的日期。"
    elif application.behalf_agreed_on > today():
        problems["behalf_agreed_on"] = "同意日期不能晚于今天。"
    if problems:
        raise ValidationError(problems)


def in_hand(application: Application, *, by: Any, version: int | None = None) -> Application:
    """The row locked for a change by this person, who thereby takes part in entering it.

    Raises PermissionDenied, Stale, and ValidationError once it has been submitted.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    require(by, "aid_enter", locked.union)
    if version is not None and version != locked.version:
        raise Stale
    if not locked.editable:
        raise ValidationError("申请已提交，不能再改；需要修改的请先退回。")
    separation.play(locked, Duty.ENTERED, by=by)
    return locked


def _keep(application: Application, *, by: Any, what: str) -> None:
    application.version += 1
    history.save(application, by=by, reason=what)
    journal.record(
        journal.Kind.EDIT, f"救助申请：{what}", by=by, target=application,
        detail={"version": application.version},
    )  # fmt: skip


SHEET = (
    "title", "need", "behalf_reason", "behalf_agreed_on", "event_from", "event_until",
    "event_paper", "employer_paid", "other_aid", "relatives_declared", "paper_materials",
)  # fmt: skip


@transaction.atomic
def change(application: Application, *, by: Any, version: int | None = None) -> Application:
    """Save the sheet of a draft; programme and union stay."""
    locked = in_hand(application, by=by, version=version)
    for name in SHEET:
        setattr(locked, name, getattr(application, name))
    _check_behalf(locked)
    locked.full_clean()
    with explained(Application):
        _keep(locked, by=by, what="修改申请")
    return locked


# --- lines ------------------------------------------------------------------------------------


def recognise(lines: Sequence[Line], union: Any, *, by: Any) -> None:
    """Find members and households behind the ID numbers, and fill what is empty: the same few
    queries for any number of lines. Raises ValidationError.
    """
    _find_members(lines, by)
    for line in lines:
        if not line.id_number:
            raise ValidationError({"id_number": "请填写证件号码：先建档、实名制。"})
    indexes = {id(line): blind_index(line.id_number, "id_number") for line in lines}
    found = households.files_of(indexes.values(), today())
    ours = HardshipFile.objects.filter(
        pk__in=set(found.values()), union__path__startswith=union.path
    ).in_bulk()
    for line in lines:
        line.file = ours.get(found.get(indexes[id(line)], 0))
        if line.file and not line.bank_account:
            line.bank_name, line.bank_account = line.file.bank_name, line.file.bank_account
        if line.student and (line.file is None or line.student.file_id != line.file.pk):
            raise ValidationError({"student": "学生不在受助人的困难档案中。"})
        line.clean_fields(exclude=["application", "member", "file", "student"])


def _find_members(lines: Sequence[Line], by: Any) -> None:
    unknown = {
        blind_index(line.id_number, "id_number")
        for line in lines
        if line.member is None and line.id_number
    }
    rows = Member.objects.visible_to(by).filter(id_index__in=unknown, merged_into__isnull=True)
    members = {member.id_index: member for member in rows}
    for line in lines:
        if line.member is None and line.id_number:
            line.member = members.get(blind_index(line.id_number, "id_number"))
            if line.member and line.full_name not in ("", line.member.full_name):
                raise ValidationError({"full_name": "该证件号码在花名册上登记的不是这个姓名。"})
    known = [(line, line.member) for line in lines if line.member is not None]
    held = Membership.objects.open().filter(member__in=[member.pk for _, member in known])
    employers = {row.member_id: row.employer for row in held.select_related("employer")}
    for line, member in known:
        line.full_name = line.full_name or member.full_name
        line.id_number = line.id_number or member.id_number
        employer = employers.get(member.pk)
        line.employer_name = line.employer_name or (employer.name if employer else "")


@transaction.atomic
def add_lines(
    application: Application, lines: list[Line], *, by: Any, version: int | None = None
) -> list[Line]:
    """Put beneficiaries on a draft, all or none. Raises ValidationError."""
    locked = in_hand(application, by=by, version=version)
    position = locked.lines.order_by("-position").values_list("position", flat=True).first() or 0
    for number, line in enumerate(lines, position + 1):
        line.application, line.position = locked, number
    recognise(lines, locked.union, by=by)
    with explained(Line):
        history.bulk_save(lines, by=by, reason="登记受助人")
    _bar_own(locked, by)
    _keep(locked, by=by, what=f"登记受助人 {len(lines)} 名")
    return lines


def _bar_own(application: Application, by: Any) -> None:
    """Now that the beneficiaries are known: she may not enter her own case, or her family's."""
    if reasons := separation.kinship(application, by):
        raise ValidationError(reasons)


CHANGEABLE = (
    "employer_name", "student", "amount", "method", "bank_name", "bank_account", "note",
)  # fmt: skip


@transaction.atomic
def change_lines(
    application: Application, lines: list[Line], *, by: Any, version: int | None = None
) -> list[Line]:
    """Save what may be changed (CHANGEABLE) of a draft's lines. Raises ValidationError."""
    locked = in_hand(application, by=by, version=version)
    standing = locked.lines.filter(pk__in=[line.pk for line in lines]).exclude(
        status=LineStatus.DROPPED
    )
    if standing.count() != len(lines):
        raise ValidationError("其中有的受助人已删去，请刷新页面查看。")
    for line in lines:
        line.application = locked
    recognise(lines, locked.union, by=by)
    with explained(Line):
        history.bulk_save(
            lines, by=by, reason="修改受助人", update_fields=["member", "file", *CHANGEABLE]
        )
    _bar_own(locked, by)
    _keep(locked, by=by, what=f"修改受助人 {len(lines)} 名")
    return lines


def change_line(line: Line, *, by: Any, version: int | None = None) -> Line:
    return change_lines(line.application, [line], by=by, version=version)[0]


@transaction.atomic
def remove_line(line: Line, *, by: Any, version: int | None = None) -> None:
    """Take a beneficiary off a draft; the row stays on record as dropped."""
    locked = in_hand(line.application, by=by, version=version)
    LINE.move_all([line], "drop", by=by, reason="申请人更正")
    _keep(locked, by=by, what="删去受助人")


# --- declared relatives -------------------------------------------------------------------------


@transaction.atomic
def declare_relation(relation: Relation, *, by: Any) -> Relation:
    """Whoever handles the application, or knows, declares a kinship; at any stage."""
    _require_any(by, relation.application)
    relation.declared_by = by
    relation.full_clean()
    with explained(Relation):
        history.save(relation, by=by, reason="申报亲属关系")
    journal.record(
        journal.Kind.EDIT, "申报亲属关系", by=by, target=relation.application,
        union_id=relation.application.union_id,
    )  # fmt: skip
    return relation


@transaction.atomic
def void_relation(relation: Relation, *, by: Any, reason: str) -> None:
    """Declared by mistake: said by somebody other than the relative herself."""
    _require_any(by, relation.application)
    if by.pk == relation.person_id:
        raise PermissionDenied("本人的亲属关系申报由他人更正。")
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    relation.voided_at, relation.voided_reason = timezone.now(), reason
    history.save(relation, by=by, reason=reason)
    journal.record(
        journal.Kind.EDIT, "更正亲属关系申报", by=by, target=relation.application,
        union_id=relation.application.union_id,
    )  # fmt: skip


def handles(application: Application, user: Any) -> bool:
    """Has she any part to play in this union's payouts?"""
    return any(scope_of(user).may(capability, application.union) for capability in HANDLERS)


def _require_any(by: Any, application: Application) -> None:
    if not handles(application, by):
        raise PermissionDenied("您在该工会没有办理此事的权限。")


# --- countersigns -------------------------------------------------------------------------------


@transaction.atomic
def ask_countersign(countersign: Countersign, *, by: Any) -> Countersign:
    """Ask a second name for passing a ceiling, or for one person's second part."""
    application = Application.objects.select_for_update().get(pk=countersign.application_id)
    _require_any(by, application)
    countersign.asked_by = by
    countersign.amount = checks.total(application)
    waiting = application.countersigns.filter(
        signed_by__isnull=True, kind=countersign.kind, duty=countersign.duty,
        person=countersign.person, amount=countersign.amount,
    )  # fmt: skip
    if waiting.exists():
        raise ValidationError("同样的会签已经提出，正等待会签。")
    if countersign.kind == CountersignKind.CEILING:
        exceeded = ceilings.examine(application).exceeded
        if not exceeded:
            raise ValidationError("没有超过限额，不需要会签。")
        countersign.summed = "\n".join(str(check) for check in exceeded[:20])
    countersign.full_clean()
    history.save(countersign, by=by, reason="提出会签")
    journal.record(
        journal.Kind.EDIT, f"提出会签：{countersign.get_kind_display()}", by=by,
        target=application, detail={"amount": countersign.amount},
    )  # fmt: skip
    return countersign


@transaction.atomic
def sign_countersign(countersign: Countersign, *, by: Any) -> Countersign:
    """The second name. Raises PermissionDenied, ValidationError."""
    locked = Countersign.objects.select_for_update().get(pk=countersign.pk)
    application = locked.application
    require(by, "countersign", application.union)
    if locked.signed_by_id is not None:
        raise ValidationError("已经会签，请刷新页面查看。")
    if by.pk in (locked.asked_by_id, locked.person_id):
        raise PermissionDenied("提出人、兼办人不能自己会签。")
    if locked.kind == CountersignKind.CEILING and (
        Part.objects.filter(application=application, person=by).exists()
    ):
        raise PermissionDenied("您已承办本笔救助，超限额须由未参与办理的人会签。")
    if reasons := separation.kinship(application, by):
        raise ValidationError(reasons)
    locked.signed_by, locked.signed_at = by, timezone.now()
    locked.full_clean()
    with explained(Countersign):
        history.save(locked, by=by, reason="会签")
    journal.record(
        journal.Kind.MOVE, f"会签：{locked.get_kind_display()}", by=by, target=application,
        union_id=application.union_id, detail={"amount": locked.amount},
    )  # fmt: skip
    return locked
