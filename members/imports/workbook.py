"""The roster that goes out with keys and comes back: what is written, and what vouches for it."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import identifiers
from core.sheets import Column, FormColumn, SheetError, text, write_form
from core.sheets import day as day_cleaner
from members.imports import columns as sheet
from members.imports import steps
from members.imports.places import Places
from members.models import Member, Membership
from unions.access import require
from unions.models import Union
from unions.scope import scope_of

KIND = "roundtrip"
_SIGNER = signing.Signer(salt="members.roundtrip")
UNUSABLE = (
    "无法识别这份花名册：它不是从您所管理的工会下载的，或其中的隐藏标记已被改动。"
    "请重新下载花名册填写后上传。"
)
KEY = Column("key", "系统编号（请勿改动）", (), text(200), required=True)
STEP = Column("step", "变动", (), steps.STEP)
STEP_DAY = Column("step_day", "变动日期", (), day_cleaner(month_ok=False))
STEP_REASON = Column("step_reason", "变动原因", (), text(200))
COLUMNS = (KEY, *sheet.PERSON, sheet.PLACE[0], STEP, STEP_DAY, STEP_REASON)
_MASKED = {"id_number": identifiers.mask_id, "mobile": identifiers.mask_mobile}


# -- marks -------------------------------------------------------------------------------------


def key_of(union_id: int, member_id: int) -> str:
    return _SIGNER.sign(f"{union_id}.{member_id}")


def member_of(key: str, union_id: int) -> int | None:
    """The person a key names, if we wrote it for this union."""
    try:
        union, member = _SIGNER.unsign(key).split(".")
    except (signing.BadSignature, ValueError):
        return None
    return int(member) if int(union) == union_id else None


def marks(union: Union, at: datetime) -> dict[str, str]:
    told = f"{union.pk}|{at.isoformat()}"
    return {
        "kind": KIND, "union": str(union.pk), "exported_at": at.isoformat(),
        "signature": _SIGNER.signature(f"mark|{told}"),
    }  # fmt: skip


def union_of(meta: dict[str, str], by: Any) -> Union:
    """The union a workbook was made for, if this person may edit it. SheetError otherwise."""
    told = f"{meta.get('union')}|{meta.get('exported_at')}"
    if not signing.constant_time_compare(
        _SIGNER.signature(f"mark|{told}"), meta.get("signature", "")
    ):
        raise SheetError(UNUSABLE)
    editable = Union.objects.filter(scope_of(by).condition("", "edit_member"))
    union = editable.filter(pk=int(meta["union"])).first()
    if union is None:
        raise SheetError(UNUSABLE)
    return union


# -- what stands in a cell ---------------------------------------------------------------------


def cell_text(member: Any, name: str) -> str:
    """A field as the workbook shows it; `member` may be a history row."""
    value = getattr(member, name)
    if value in (None, ""):
        return ""
    if name in _MASKED:
        return _MASKED[name](str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    field = Member._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)


@transaction.atomic
def write_roster(union: Union, stream: IO[bytes], *, by: Any) -> int:
    """Write the union's current members as a form; returns how many. Leaves a journal line."""
    require(by, "edit_member", union)
    require(by, "export", union)
    at = timezone.now()
    places = Places(by, union, timezone.localdate(at))
    current = (
        Membership.objects.open()
        .filter(union=union)
        .select_related("member", "employer")
        .order_by("member__name_py", "member_id")
    )
    employers = places.covered_by(union.pk)
    write_form(
        stream,
        title=f"{union.name}会员花名册",
        notes=_notes(at),
        columns=[_form_column(column, employers) for column in COLUMNS],
        rows=_rows(current, union),
        meta=marks(union, at),
    )
    count = current.count()
    journal.record(
        journal.Kind.EXPORT, f"下载花名册：{union.name}", by=by, target=union, union_id=union.pk,
        detail={"rows": count},
    )  # fmt: skip
    return count


def _notes(at: datetime) -> list[str]:
    return [
        f"说明：下载于 {timezone.localtime(at):%Y-%m-%d %H:%M}。直接改格子里的内容，改完在“导入”页上传；"
        "没有改动的格子不受影响。",
        "说明：证件号码、手机号已隐去部分数字，不改就保持原样；要更正请填写完整号码。空白不会清除原有内容。",
        "说明：新会员填在表尾空行。离会、保留会籍请选“变动”并填写变动日期和原因，不要删行。",
    ]


def _form_column(column: Column, employers: list[str]) -> FormColumn:
    choices = {
        **sheet.CHOICES,
        "employer": employers,
        "step": tuple(steps.LABELS.values()),
    }.get(column.name, ())
    longest = max((len(choice) for choice in choices), default=0)
    width = max(10, len(column.label) * 2 + 2, min(longest * 2 + 2, 36))
    width = max(width, 22 if column.name == "id_number" else 0)
    return FormColumn(column.label, width, choices, hidden=column is KEY)


def _rows(current: Any, union: Union) -> Iterator[list[str]]:
    for membership in current.iterator(chunk_size=1000):
        member = membership.member
        yield [
            key_of(union.pk, member.pk),
            *(cell_text(member, name) for name in sheet.PERSON_FIELDS),
            membership.employer.name if membership.employer else "",
            "", "", "",
        ]  # fmt: skip
