"""Entering and changing entries, and the facts beside the process: benefit, finance, level."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from core.periods import today
from core.workflow import Stale
from innovation import codes
from innovation.codes import EntryStatus, Level
from innovation.models import Adoption, Call, Entry
from innovation.services import authors, benefit, likeness
from innovation.services.authors import Line
from unions.access import require
from unions.models import Enterprise
from unions.scope import scope_of
from unions.services.tree import ancestor_ids

PREFIX = "创"
# While the thing is being tried its benefit is found out; once it is judged it stands.
BENEFIT_OPEN = (
    *codes.EDITABLE, EntryStatus.SUBMITTED, EntryStatus.ACCEPTED, EntryStatus.TRIAL,
    EntryStatus.IMPLEMENTED,
)  # fmt: skip


def open_calls(union: Any, day: datetime.date | None = None) -> Any:
    """Calls of the unions above that take entries on that day."""
    day = day or today()
    rows = Call.objects.filter(
        union__in=ancestor_ids(union.path), opens_on__lte=day, closes_on__gte=day
    )
    return rows.order_by("-year", "-pk")


def employers(union: Any) -> Any:
    """Enterprises the union covers today."""
    return Enterprise.objects.filter(
        pk__in=union.coverages.on(today()).values("enterprise")
    ).order_by("pk")


@transaction.atomic
def enter(entry: Entry, lines: Sequence[Line], *, by: Any, form_key: str | None = None) -> Entry:
    """A draft; the same `form_key` again returns the first one. Raises ValidationError,
    PermissionDenied.
    """
    require(by, "innovate", entry.union)
    if form_key and (earlier := Entry.objects.filter(form_key=form_key).first()):
        if earlier.entered_by_id != by.pk:
            raise ValidationError("表单已失效，请重新打开申报页面。")
        return earlier
    entry.form_key = form_key or None
    entry.entered_by = by
    _check(entry)
    found = authors.checked(lines, entry.union)
    with explained(Entry):
        history.save(entry, by=by, reason="登记")
    authors.write(entry, found, by=by)
    likeness.index([entry])
    journal.record(journal.Kind.EDIT, "登记创新成果", by=by, target=entry)
    return entry


@transaction.atomic
def change(entry: Entry, lines: Sequence[Line], *, by: Any, version: int) -> Entry:
    """Save a changed draft (or one sent back), or one of an old list; `entry` carries what was
    typed.
    """
    before = locked(entry, by=by, version=version)
    if not may_change(before, by):
        raise ValidationError("成果已提交，不能再改；需要改的请镇总工会退回补充。")
    entry.union = before.union
    _check(entry, before)
    found = authors.checked(lines, entry.union)
    if entry.annual_benefit != before.annual_benefit:
        entry.finance_confirmed_by, entry.finance_confirmed_on = "", None
    keep(entry, by=by, reason="修改")
    authors.write(entry, found, by=by)
    if entry.title != before.title:
        likeness.index([entry])
    journal.record(journal.Kind.EDIT, "修改创新成果", by=by, target=entry)
    return entry


def may_change(entry: Entry, user: Any) -> bool:
    """The unit its drafts; the federation also what it brought in from an old list, where names
    and sums turn up later.
    """
    scope = scope_of(user)
    if entry.historical and entry.status not in codes.ENDED:
        return scope.may("innovation_review", entry.union)
    return entry.editable and scope.may("innovate", entry.union)


def locked(
    entry: Entry, *, by: Any, version: int | None = None, capability: str = "innovate"
) -> Entry:
    """The entry as stored, locked, if this person may. Stale when she saw an older one."""
    rows = Entry._base_manager.select_for_update(of=("self",))
    row = rows.select_related("union").get(pk=entry.pk)
    require(by, capability, row.union)
    if version is not None and version != row.version:
        raise Stale
    return row


def keep(entry: Entry, *, by: Any, reason: str) -> None:
    """Save a changed, locked entry as its next version."""
    entry.version += 1
    with explained(Entry):
        history.save(entry, by=by, reason=reason)


def _check(entry: Entry, before: Entry | None = None) -> None:
    """What the form cannot know: the year, the benefit, and who covers whom. What stood stays,
    though the call is closed or the enterprise covered by others meanwhile.
    """
    entry.title = " ".join(entry.title.split())
    if entry.proposed_on and entry.proposed_on > today():
        raise ValidationError({"proposed_on": "提出日期不能晚于今天。"})
    if not entry.historical:
        year = entry.call.year if entry.call else None
        entry.year = year or (entry.proposed_on or today()).year
    call, employer = entry.call, entry.enterprise
    stood = (before.call_id, before.enterprise_id) if before else (None, None)
    if call and call.pk != stood[0] and not open_calls(entry.union).filter(pk=call.pk).exists():
        raise ValidationError({"call": "这次征集未开放，或不面向本工会。"})
    if employer and employer.pk != stood[1] and employer not in employers(entry.union):
        raise ValidationError({"enterprise": "该单位不由这家工会覆盖。"})
    entry.annual_benefit = benefit.of_entry(entry)
    entry.full_clean()


# --- beside the process ------------------------------------------------------------------------


@transaction.atomic
def set_benefit(
    entry: Entry,
    *,
    by: Any,
    version: int,
    old_cost: Decimal | None,
    new_cost: Decimal | None,
    quantity: Decimal | None,
    added_profit: Decimal | None,
    investment: Decimal | None,
    effect: str,
) -> Entry:
    """The benefit as found in use; a finance confirmation of another sum falls away."""
    row = locked(entry, by=by, version=version)
    if row.status not in BENEFIT_OPEN:
        raise ValidationError("成果已评审，年效益不能再改。")
    before = row.annual_benefit
    row.old_cost, row.new_cost, row.quantity = old_cost, new_cost, quantity
    row.added_profit, row.investment, row.effect = added_profit, investment, effect.strip()
    row.annual_benefit = benefit.of_entry(row)
    if row.annual_benefit != before:
        row.finance_confirmed_by, row.finance_confirmed_on = "", None
    row.full_clean()
    keep(row, by=by, reason="登记年效益")
    journal.record(journal.Kind.EDIT, "登记成果年效益", by=by, target=row)
    return row


@transaction.atomic
def confirm_finance(entry: Entry, *, by: Any, version: int, name: str, day: datetime.date) -> Entry:
    """财务确认: who of the enterprise's finance stands for the sum, and since when."""
    row = locked(entry, by=by, version=version)
    if row.annual_benefit is None:
        raise ValidationError("请先登记年效益，再登记财务确认。")
    if row.status not in BENEFIT_OPEN:
        raise ValidationError("成果已评审或已结束，不能再登记财务确认。")
    if day > today():
        raise ValidationError({"day": "日期不能晚于今天。"})
    if not name.strip():
        raise ValidationError({"name": "请填写财务确认人。"})
    row.finance_confirmed_by, row.finance_confirmed_on = name.strip(), day
    keep(row, by=by, reason="财务确认")
    journal.record(journal.Kind.EDIT, "登记成果财务确认", by=by, target=row)
    return row


@transaction.atomic
def raise_level(entry: Entry, level: str, *, by: Any, version: int, reason: str) -> Entry:
    """企业 → 镇 → 县 → 市: recommended or honoured above; never back down."""
    row = locked(entry, by=by, version=version, capability="innovation_review")
    order = list(Level.values)
    if row.status not in (EntryStatus.AWARDED, EntryStatus.PROMOTED):
        raise ValidationError("表彰后才能上报更高一级。")
    if level not in order or order.index(level) <= order.index(row.level):
        raise ValidationError({"level": f"应高于现在的级别（{row.get_level_display()}）。"})
    row.level = level
    keep(row, by=by, reason=reason)
    journal.record(journal.Kind.EDIT, "成果上报级别", by=by, target=row, detail={"level": level})
    return row


@transaction.atomic
def adopt(adoption: Adoption, *, by: Any) -> Adoption:
    """A unit takes a promoted entry over; its own chair, or the federation, writes it down."""
    require(by, "innovate", adoption.union)
    entry = Entry._base_manager.select_for_update().get(pk=adoption.entry_id)
    if entry.status != EntryStatus.PROMOTED:
        raise ValidationError("只有已推广的成果可以登记推广应用。")
    if adoption.union_id == entry.union_id:
        raise ValidationError({"union": "这是本工会自己的成果。"})
    if adoption.adopted_on and adoption.adopted_on > today():
        raise ValidationError({"adopted_on": "日期不能晚于今天。"})
    adoption.by = by
    adoption.full_clean()
    with explained(Adoption):
        history.save(adoption, by=by, reason="推广应用")
    journal.record(
        journal.Kind.EDIT, "登记推广应用", by=by, target=entry, union_id=adoption.union_id
    )
    return adoption
