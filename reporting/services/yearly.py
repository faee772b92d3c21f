"""What people add to a year's statistics: the sheet by hand, why an error may stand, the checks."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import journal
from core import history
from core.db import explained
from core.workflow import Stale
from reporting.models import Explanation, LogicCheck, YearlySheet
from reporting.yearly import grassroots
from reporting.yearly_checks import Finding, findings
from reporting.yearly_years import StatYear
from unions.access import require
from unions.models import Union
from unions.scope import scope_of


@transaction.atomic
def fill(sheet: YearlySheet, *, by: Any, version: int) -> YearlySheet:
    """Keep what she typed on the sheet. Raises Stale where somebody was faster."""
    require(by, "govern", sheet.union)
    rows = YearlySheet.objects.select_for_update().filter(union=sheet.union, year=sheet.year)
    stored = rows.values_list("version", flat=True).first()
    if (stored or 0) != version:
        raise Stale
    sheet.version = version + 1
    sheet.full_clean()
    with explained(YearlySheet):
        history.save(sheet, by=by, reason="补填年度调查表")
    _record("补填年度调查表", sheet, by)
    return sheet


@transaction.atomic
def explain(finding: Finding, union: Union, year: StatYear, *, by: Any, note: str) -> Explanation:
    """Why this error stands; for the two values she saw, no others."""
    require(by, "govern", union)
    asked = {"union": union, "year": year.year, "check_row": finding.check}
    row = Explanation.objects.select_for_update().filter(**asked).first() or Explanation(**asked)
    row.left_value, row.right_value = finding.left, finding.right
    row.note, row.explained_by = note.strip(), by
    row.full_clean()
    with explained(Explanation):
        history.save(row, by=by, reason="说明审核错误")
    _record(f"说明审核错误：{finding.check.message}", row, by)
    return row


def refuse_unsound(unions: Sequence[Union], year: StatYear) -> None:
    """Raises ValidationError while errors stand that nobody explained, naming how many and where,
    or where there is nothing to hand in.
    """
    if not grassroots(unions, year).exists():
        raise ValidationError(f"{year.label}末没有基层工会，没有可导出的调查表。")
    open_errors = [finding for finding in findings(unions, year) if finding.blocks]
    if open_errors:
        number = len({finding.union_id for finding in open_errors})
        raise ValidationError(
            f"{year.label}还有 {number} 家工会的 {len(open_errors)} 项错误没有改正或说明，"
            "不能导出。请按下列办法逐项改正，确有原因的写明说明。"
        )


def may_set(user: Any) -> bool:
    """The checks hold for the whole tree: a clerk at its root, nobody of a unit."""
    return scope_of(user).may_at_root("govern_settings")


@transaction.atomic
def save_check(check: LogicCheck, *, by: Any) -> None:
    if not may_set(by):
        raise PermissionDenied("逻辑审核由总工会的经办人员维护。")
    check.full_clean()
    with explained(LogicCheck):
        history.save(check, by=by, reason="设置")


def _record(deed: str, row: YearlySheet | Explanation, by: Any) -> None:
    journal.record(journal.Kind.EDIT, deed, by=by, target=row, union_id=row.union_id,
                   detail={"year": row.year})  # fmt: skip
