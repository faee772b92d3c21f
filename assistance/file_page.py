"""What a hardship file says, in the order of 《困难职工档案表》, and which starred columns it lacks."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.urls import reverse

from assistance.file_codes import Exit, Health
from assistance.models import CategoryPeriod, FamilyPerson, HardshipFile
from core import identifiers
from core.report_html import plain
from members import lifeline
from members.models import Member

Pairs = list[tuple[str, Any]]
Events = list[dict[str, Any]]
# Other parts of the room show on a file's page: (file, user) -> {"template": ..., ...}; the
# template finds the rest as `panel`.
PANELS: list[Callable[[HardshipFile, Any], dict[str, Any]]] = []

# Starred columns (domain.md 4.1), by table.
_STARRED_OF_MEMBER = (
    "sex", "birth_date", "ethnic_group", "political_status", "id_number", "employment_status",
    "model_worker_level", "mobile", "marital_status", "household_type",
)  # fmt: skip
_STARRED = (
    "health", "work_started_on", "industry", "region", "address", "housing",
    "own_monthly_income", "other_annual_income", "annual_income", "medical_insurance",
    "main_cause",
)  # fmt: skip
_OF_MEMBER = (
    "sex", "ethnic_group", "birth_date", "political_status", "marital_status", "household_type",
    "employment_status", "model_worker_level",
)  # fmt: skip
_OF_HEAD = (
    "health", "illness", "disability_kind", "work_started_on", "industry", "medical_insurance",
    "self_help",
)  # fmt: skip
_OF_HOME = (
    "region", "address", "housing", "floor_area", "single_parent", "zero_employment",
    "own_monthly_income", "other_annual_income", "annual_income", "rigid_expenditure",
    "main_cause", "other_causes", "bank_name", "bank_account", "consent_on", "remark",
)  # fmt: skip


def _shown(row: Model, name: str) -> str:
    field: Any = row._meta.get_field(name)
    return plain(getattr(row, f"get_{name}_display")() if field.choices else getattr(row, name))


def _pair(row: Model, name: str) -> tuple[str, str]:
    return str(row._meta.get_field(name).verbose_name), _shown(row, name)


def of_head(file: HardshipFile, user: Any, full: bool = False) -> Pairs:
    """The head. Of one who has moved to a unit out of sight, who she is and no more."""
    head = file.head
    if lifeline.current_in_scope(head, user) is None:
        return lifeline.brief(head)
    pairs: Pairs = [("姓名", head.full_name)]
    pairs.append((head.get_id_type_display(), head.id_number if full else head.masked_id))
    pairs.append(("手机号", head.mobile if full else head.masked_mobile))
    pairs += [_pair(head, name) for name in _OF_MEMBER]
    pairs += [_pair(file, name) for name in _OF_HEAD]
    if file.disability_level:
        kind = f"{file.get_disability_kind_display()}{file.get_disability_level_display()}"
        pairs = [(k, kind if k == "残疾类别" else v) for k, v in pairs]
    return pairs


def of_home(file: HardshipFile, people: int, full: bool = False) -> Pairs:
    special = {
        "other_causes": file.other_cause_labels,
        "bank_account": file.bank_account if full else file.masked_account,
    }
    pairs: Pairs = [("家庭人口", f"{people} 人")]
    for name in _OF_HOME:
        label, value = _pair(file, name)
        pairs.append((label, special.get(name, value)))
    return pairs


def lacking(
    file: HardshipFile,
    people: list[FamilyPerson],
    category: CategoryPeriod | None,
    day: datetime.date,
) -> list[str]:
    """Starred columns that are empty, and papers that are not there, in words."""
    rows: list[tuple[Model, tuple[str, ...]]] = [
        (file.head, _STARRED_OF_MEMBER), (file, _STARRED)
    ]  # fmt: skip
    found = [
        str(row._meta.get_field(name).verbose_name).removesuffix("（元）")
        for row, names in rows
        for name in names
        if getattr(row, name) in (None, "")
    ]
    if category is None:
        found.append("困难类别")
    if file.health in (Health.CHRONIC, Health.SERIOUS) and not file.illness:
        found.append("疾病名称")
    if file.health == Health.DISABLED and not file.disability_kind:
        found.append("残疾类别和等级")
    if file.consent_on is None:
        found.append("《家庭经济状况核对授权委托书》")
    minors = [p for p in people if p.is_minor_on(day) and p.guardian_consent_on is None]
    if minors:
        found.append(f"{len(minors)} 名未成年人的监护人同意")
    if nameless := [p for p in people if not p.id_number]:
        found.append(f"{len(nameless)} 名家庭成员的证件号码")
    if file.reviewed_by_id is None:
        found.append("审核人")
    return found


def standing(file: HardshipFile, head: Member, current: Any, self_row: Any) -> list[str]:
    """Where member and file have come apart since the file was opened."""
    if not file.is_open:
        return []
    found = []
    if current is None:
        found.append("户主已不在册，请核对后登记退出。")
    elif current.union_id != file.union_id:
        found.append("户主已转到其他工会，请由镇总工会办理“随会籍转移”。")
    if self_row is not None and self_row.id_index != head.id_index:
        found.append(
            "户主的证件号码已在会员资料中更正，请打开“修改档案”保存一次，使家庭成员中的本人一致。"
        )
    return found


def events(file: HardshipFile) -> Events:
    """Opening, categories, checks, review, exit; newest first."""
    found: Events = [{"day": file.opened_on, "label": "建档", "text": f"建档人：{file.opened_by}"}]
    for period in file.categories.all():
        found.append(
            {
                "day": period.since,
                "label": period.get_category_display(),
                "text": period.voided_reason or period.basis,
                "voided": period.is_voided,
            }
        )
    for check in file.checks.select_related("checked_by"):
        found.append(
            {
                "day": check.day,
                "label": f"{'抽查' if check.spot else '年度复核'}：{check.get_result_display()}",
                "text": f"{check.note}　复核人：{check.checked_by}",
                "voided": check.voided_at is not None,
                "mend": reverse("assistance:file_check_void", args=[check.pk])
                if file.is_open
                else "",
            }
        )
    if file.reviewed_on:
        found.append(
            {"day": file.reviewed_on, "label": "审核", "text": f"审核人：{file.reviewed_by}"}
        )
    if file.exited_on:
        label = f"退出：{Exit(file.exit_reason).label}"
        found.append({"day": file.exited_on, "label": label, "text": file.exit_note})
    return sorted(found, key=lambda event: event["day"], reverse=True)


def masked(person: FamilyPerson, full: bool = False) -> str:
    if not person.id_number:
        return ""
    return person.id_number if full else identifiers.mask_id(person.id_number)
