"""What still stands in an application's way, in words for beside the disabled button."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from assistance import ceilings
from assistance.codes import CountersignKind, LineStatus, Method, ObjectionStatus
from assistance.models import (
    Application,
    Countersign,
    FamilyPerson,
    HardshipFile,
    Line,
    Notice,
    Part,
)
from assistance.services import funds
from assistance.services.file_figures import due_by
from core.periods import months_before, today

ADULT_YEARS = 18  # 民法典 art. 17
SHOWN = 5  # files named in a warning
_SEPARATORS = re.compile(r"[、，,;；\s]+")


def people_named(text: str) -> list[str]:
    """The names in a typed list of people."""
    return [name for name in _SEPARATORS.split(text.strip()) if name]


def live(application: Application) -> Any:
    return application.lines.exclude(status=LineStatus.DROPPED)


def total(application: Application) -> Decimal:
    """What the application asks in yuan, dropped lines aside."""
    return live(application).aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


def to_submit(application: Application) -> list[str]:
    lines = list(live(application).select_related("student", "file"))
    if not lines:
        return ["请至少登记一名受助人。"]
    missing = [*_of_lines(application, lines), *_of_students(application, lines)]
    if lacking := lacking_materials(application):
        missing.append(f"缺材料：{'、'.join(lacking)}（可拍照上传，或勾选已核纸质件）。")
    if application.programme.batch and application.event_from is None:
        missing.append("请填写起止日期。")
    if not application.programme.batch and not application.need.strip():
        missing.append("请填写申请事由。")
    if not application.relatives_declared:
        missing.append("请核对受助人与工作人员的亲属关系，并勾选已核对。")
    return missing


def _of_lines(application: Application, lines: list[Line]) -> list[str]:
    programme, missing = application.programme, []
    if not programme.batch and len({line.id_index for line in lines}) > 1:
        missing.append(f"{programme.name}一份申请只能有一名受助人（其多名子女可分行）。")
    if programme.needs_file and (unfiled := [x for x in lines if x.file_id is None]):
        missing.append(f"{_names(unfiled)}尚未建立困难档案，须先建档、后帮扶。")
    exited = [x for x in lines if x.file and x.file.exited_on and x.file.exited_on <= today()]
    if programme.needs_file and exited:
        missing.append(f"{_names(exited)}的困难档案已退出。")
    if lost := [x for x in lines if x.method == Method.BANK and not x.bank_account]:
        missing.append(f"{_names(lost)}缺银行账号；发现金的请改发放方式。")
    return missing


def _of_students(application: Application, lines: list[Line]) -> list[str]:
    if not application.programme.student_aid:
        return []
    missing = []
    if nameless := [line for line in lines if line.student is None]:
        missing.append(f"{_names(nameless)}未选学生，请从困难档案的家庭成员中选择。")
    minors = [x for x in lines if x.student and lacks_consent(x.student, today())]
    if minors:
        missing.append(f"{_names(minors)}的未成年子女缺监护人同意（个人信息保护法第三十一条）。")
    if not application.other_aid.strip():
        missing.append("请写明学生获得其他助学救助的情况，没有的填“无”。")
    return missing


def lacks_consent(student: FamilyPerson, day: datetime.date) -> bool:
    """A minor, or somebody of unknown age, without a guardian's consent on file."""
    grown = student.birth_date is not None and student.birth_date <= months_before(
        day, 12 * ADULT_YEARS
    )
    return not grown and student.guardian_consent_on is None


def _names(lines: list[Line]) -> str:
    """The first three by name, the rest by number."""
    shown = "、".join(dict.fromkeys(line.full_name for line in lines[:3]))
    return shown + (f"等 {len(lines)} 人" if len(lines) > 3 else "")


def lacking_materials(application: Application) -> list[str]:
    """Required materials neither attached nor ticked as seen on paper."""
    attached = set(
        application.documents.filter(voided_at__isnull=True).values_list("kind", flat=True)
    )
    here = attached | set(application.paper_materials)
    return [name for name in application.programme.material_list if name not in here]


def notice_over(application: Application) -> list[str]:
    """No approval before the notice has run its days, nor while an objection is open."""
    notice = application.notice
    if application.programme.notice_days == 0 and notice is None:
        return []
    if notice is None:
        return ["尚未公示。"]
    concerned = Q(entry__isnull=True) | Q(
        entry__line__in=live(application).values("pk"), entry__line__application=application
    )
    upheld = notice.objections.filter(concerned, status=ObjectionStatus.UPHELD)
    if notice.withdrawn_at is None and upheld.exists():
        return [*notice_running(notice), "异议成立，请退回申请，或对该受助人停发。"]
    return notice_running(notice)


def notice_running(notice: Notice) -> list[str]:
    """What holds everything on a notice: withdrawn, still running, or an objection open."""
    if notice.withdrawn_at is not None:
        return ["公示已撤下，须退回后重新公示。"]
    missing = []
    if today() <= notice.ends_on:
        missing.append(f"公示至 {notice.ends_on:%Y-%m-%d} 止，次日起可以批准。")
    if pending := notice.objections.filter(status=ObjectionStatus.OPEN).count():
        missing.append(f"有 {pending} 件异议待核实，核实之前不能批准。")
    return missing


def within_ceilings(application: Application, approver: Any) -> list[str]:
    """Every ceiling is kept, or a second person has signed for passing it."""
    exceeded = ceilings.examine(application).exceeded
    if not exceeded or _signed_for(application, approver):
        return []
    return [
        *(str(check) for check in exceeded[:5]),
        "超过限额须写明原因，并由审批人以外的另一人会签。",
    ]


def _signed_for(application: Application, approver: Any) -> bool:
    """By somebody other than the approver who plays no part in it, for at least this sum."""
    taking_part = Part.objects.filter(application=application).values("person")
    return (
        Countersign.objects.filter(
            application=application, kind=CountersignKind.CEILING, signed_by__isnull=False,
            amount__gte=total(application),
        )
        .exclude(signed_by=approver)
        .exclude(signed_by__in=taking_part)
        .exists()
    )  # fmt: skip


def fund_suffices(application: Application) -> list[str]:
    if application.fund is None:
        return ["尚未确定资金。"]
    available, asked = funds.balance(application.fund).available, total(application)
    if asked <= available:
        return []
    return [
        f"{application.fund}可用余额 {available:,.2f} 元，不足本次 {asked:,.2f} 元，"
        "请补充资金或退回。"
    ]


def warnings(application: Application) -> list[str]:
    """What somebody should look at; none of it blocks."""
    found = []
    files = HardshipFile.objects.on(today()).filter(pk__in=live(application).values("file"))
    overdue = due_by(files, today(), today()).order_by("pk").values_list("number", flat=True)
    if numbers := list(overdue[:SHOWN]):
        more = "等" if len(numbers) == SHOWN else ""
        found.append(f"困难档案 {'、'.join(numbers)}{more} 已到年度复核期限。")
    if application.other_aid.strip() not in ("", "无"):
        found.append("已获其他救助，请核对是否允许重复资助。")
    return found
