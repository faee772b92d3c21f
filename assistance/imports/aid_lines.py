"""受助人名单: the beneficiaries of one batch application (a stoppage, a bus home), onto its draft.

Uploaded from the application's page, which its option names; rights are asked again on confirming.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse

from assistance.ceilings import counted
from assistance.codes import ApplicationStatus, LineStatus, Method
from assistance.models import Application, Line
from assistance.models.applications import year_of
from assistance.services import applications, households
from core import sheets
from core.crypto import blind_index
from core.sheets import Column, Row, Table
from members.models import Member, Membership
from unions.access import require
from unions.imports import registry
from unions.imports.fields import take_over, value_of
from unions.imports.plan import ADDED, CHANGED, ImportProblem, RowPlan

_METHODS = {
    "转账": "bank", "银行": "bank", "银行代发": "bank", "打卡": "bank", "银行卡": "bank",
    "现金发放": "cash", "现金签领": "cash", "现金支付": "cash",
}  # fmt: skip
_TAKEN = ("amount", "method", "bank_name", "bank_account", "employer_name", "note")
_NOT_ASKED = (ApplicationStatus.DRAFT, ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN)
_NOT_PAID = (LineStatus.DROPPED, LineStatus.REVERSED)
_SMALLEST, _LARGEST = Decimal("0.01"), Decimal("9999999999.99")


@dataclass
class _Known:
    """What the records say of the people of some rows, by the index of the number."""

    members: dict[str, Member]
    unions: dict[int, str]  # member -> path of the union she is in, where the reader sees it
    lines: dict[str, Line]
    others: dict[str, list[str]]  # -> other applications of the same purpose
    accounts: dict[str, int]  # -> hardship file, whose account may be taken


class LinesImporter(registry.Importer):
    kind = "aid_lines"
    label = "受助人名单"
    capability = "aid_enter"
    listed = False  # uploaded from the application's page
    help = (
        "一行一名受助人，按身份证号对应花名册；已在申请中的人按表中所写修改，空白单元格不会清除原有内容。",
        "表中没有列出的受助人不受影响；要删去的请在申请页面办理。",
        "银行账号和身份证号所在的列请设为文本格式，否则会被 Excel 改动；发现金的不必填银行账号。",
    )
    columns = (
        Column("full_name", "姓名", ("职工姓名", "受助人", "领取人"), sheets.person_name,
               required=True),
        Column("id_number", "身份证号", ("身份证号码", "证件号码", "证件号", "身份证", "公民身份号码"),
               sheets.id_number, required=True),
        Column("employer_name", "单位", ("工作单位", "单位名称", "所在单位", "企业名称"),
               sheets.text(100)),
        Column("amount", "金额（元）", ("金额", "补助金额", "发放金额", "救助金额", "实发金额"),
               sheets.amount(minimum=_SMALLEST, maximum=_LARGEST), required=True),
        Column("method", "发放方式", ("支付方式", "发放形式"), sheets.choice(Method.choices, _METHODS)),
        Column("bank_name", "开户银行", ("开户行", "银行名称", "银行"), sheets.text(60)),
        Column("bank_account", "银行账号", ("银行卡号", "账号", "卡号", "银行账户"),
               sheets.bank_account),
        Column("note", "备注", ("说明",), sheets.text(200)),
    )  # fmt: skip
    choices = {"method": Method.labels}

    @classmethod
    def opened_from(cls, options: Mapping[str, Any]) -> str:
        return reverse("assistance:application_detail", args=[options["application"]])

    def start(self, table: Table) -> None:
        super().start(table)
        self.application = self._application()
        if (unit := table.unit_of("amount")) not in ("", "元"):
            raise ImportProblem(f"金额单位写的是{unit}，请改为元后重新上传。")
        self.first_line: dict[str, int] = {}
        self.taken = 0
        self.total, self.rows = Decimal(0), 0

    def _application(self) -> Application:
        rows = Application.objects.visible_to(self.by).select_related("union", "programme")
        found = rows.filter(pk=self.context.options.get("application")).first()
        if found is None or found.union_id != self.context.union.pk:
            raise ImportProblem("这份申请已不在您的办理范围内，没有导入。")
        require(self.by, self.capability, found.union)
        if not found.editable:
            raise ImportProblem("申请已提交，不能再导入受助人；需要修改的请先退回。")
        if not found.programme.batch:
            raise ImportProblem(f"{found.programme}一份申请只有一名受助人，不能导入名单。")
        return found

    # -- checking ----------------------------------------------------------------------------

    def check(self, rows: list[Row]) -> list[RowPlan]:
        read = [(row, self._read(row)) for row in rows]
        good = {_index(row): row for row, plan in read if not plan.refused}
        known = self._look_up(good)
        for row, plan in read:
            if not plan.refused:
                self._judge(row, plan, known)
            self.taken += not plan.refused
        return [plan for _, plan in read]

    def _read(self, row: Row) -> RowPlan:
        self.rows += 1
        plan = RowPlan(row.line, title=value_of(row, "full_name") or "（未填姓名）")
        plan.read(row.cells, self.labels)
        for name in ("full_name", "id_number", "amount"):
            if not row.cells[name].value and not row.cells[name].error:
                plan.error(self.labels[name], f"请填写{self.labels[name]}。")
        self.total += value_of(row, "amount") or 0
        if not plan.refused:
            first = self.first_line.setdefault(_index(row), row.line)
            if first != row.line:
                plan.error(self.labels["id_number"], f"与第 {first} 行是同一人，一人只能一行。")
        return plan

    def _look_up(self, indexes: Iterable[str]) -> _Known:
        """A handful of queries for some hundred rows, and only what the person may see."""
        wanted = list(indexes)
        people = Member.objects.visible_to(self.by).filter(merged_into__isnull=True)
        members = {m.id_index: m for m in people.filter(id_index__in=wanted)}
        held = Membership.objects.open().visible_to(self.by).filter(member__in=members.values())
        mine = self.application.lines.filter(id_index__in=wanted, student__isnull=True)
        mine = mine.exclude(status=LineStatus.DROPPED).select_related("member", "file")
        return _Known(
            members,
            dict(held.values_list("member_id", "union__path")),
            {line.id_index: line for line in mine},
            self._others(wanted),
            households.files_of(wanted, self.context.day),
        )

    def _others(self, indexes: list[str]) -> dict[str, list[str]]:
        """Other applications of the same programme for the same days (or year) and person."""
        application = self.application
        first, last = application.event_from, application.event_until or application.event_from
        if first is None:
            first, last = year_of(self.context.day)
        same = Q(application__event_from__lte=last) & (
            Q(application__event_until__gte=first)
            | Q(application__event_until__isnull=True, application__event_from__gte=first)
        )
        same |= Q(application__event_from__isnull=True) & counted(first)
        rows = Line.objects.visible_to(self.by).filter(
            same, id_index__in=indexes, application__programme=application.programme
        )
        rows = rows.exclude(status__in=_NOT_PAID).exclude(application__status__in=_NOT_ASKED)
        found: dict[str, list[str]] = defaultdict(list)
        others = rows.exclude(application=application).order_by("pk")
        for index, number in others.values_list("id_index", "application__number"):
            found[index].append(number or "未编号")
        return found

    def _judge(self, row: Row, plan: RowPlan, known: _Known) -> None:
        index, label = _index(row), self.labels["id_number"]
        member = known.members.get(index)
        if member is None:
            plan.doubt(label, "花名册中没有这个身份证号，请核对是否会员、号码有无写错。")
        elif member.full_name != value_of(row, "full_name"):
            plan.error(self.labels["full_name"], "花名册中该身份证号登记的不是这个姓名，请核对。")
            return
        elif not known.unions.get(member.pk, "").startswith(self.application.union.path):
            plan.doubt(label, f"此人现不在{self.application.union}，请核对。")
        if others := known.others.get(index):
            named = "、".join(dict.fromkeys(others))
            plan.doubt(
                label, f"此人同期已有{self.application.programme}（{named}），请核对是否重复。"
            )
        self._place(row, plan, member, known)

    def _place(self, row: Row, plan: RowPlan, member: Member | None, known: _Known) -> None:
        """New, changed, or already so."""
        values = {name: value_of(row, name) for name in _TAKEN if name in self.present}
        line = known.lines.get(_index(row))
        if line is not None:
            if not take_over(plan, line, values, self.labels):
                return
            plan.outcome, plan.payload = CHANGED, line
        else:
            filled = {name: value for name, value in values.items() if value not in ("", None)}
            plan.outcome = ADDED
            plan.summary = f"{filled['amount']:,.2f} 元"
            plan.payload = line = Line(
                member=member, full_name=value_of(row, "full_name"),
                id_number=value_of(row, "id_number"), **filled,
            )  # fmt: skip
        lacks = line.method == Method.BANK and not line.bank_account
        if lacks and _index(row) not in known.accounts:
            label = self.labels.get("bank_account", "银行账号")
            plan.doubt(label, "没有银行账号，提交前须补登；发现金的请填发放方式“现金”。")

    # -- writing -----------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan]) -> None:
        fresh = [plan.payload for plan in plans if plan.outcome == ADDED]
        changed = [plan.payload for plan in plans if plan.outcome == CHANGED]
        if fresh:
            applications.add_lines(self.application, fresh, by=self.by)
        if changed:
            applications.change_lines(self.application, changed, by=self.by)

    def finish(self) -> list[RowPlan]:
        standing = self.application.lines.exclude(status=LineStatus.DROPPED).count()
        if unlisted := standing - self.taken:
            self.plan.notes.append(
                f"导入后申请共 {standing} 名受助人，其中 {unlisted} 名不在表中，未作改动。"
            )
        return []

    def totals(self) -> dict[str, Any]:
        return {"amount": self.total, "": self.rows}


def _index(row: Row) -> str:
    return blind_index(value_of(row, "id_number"), "id_number")
