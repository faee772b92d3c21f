"""会员变动表: leaving, keeping and regaining membership, and requests to transfer."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core import sheets
from core.sheets import Cell, Column, Row, Table
from core.sheets.cells import printed
from members import workflow
from members.imports import steps
from members.imports.matching import Known, People
from members.models import TransferRequest
from unions.imports import registry
from unions.imports.fields import value_of
from unions.imports.names import Names
from unions.imports.plan import CHANGED, RowPlan
from unions.models import Coverage, Union

_NOT_OURS = "在您管理的工会中没有找到这位会员，请核对姓名和证件号码。"
_PENDING = (TransferRequest.Status.REQUESTED, TransferRequest.Status.ACCEPTED)


def _number(raw: Any) -> Cell:
    """A masked number, as our own exports show it, says nothing: the name decides then."""
    if "*" in printed(raw):
        return Cell(raw, "", note="证件号码已隐去，按姓名对应。")
    return sheets.id_number(raw)


class ChangesImporter(registry.Importer):
    kind = "changes"
    label = "会员变动表"
    capability = "edit_member"
    help = (
        "一行一件变动：转出（到本镇以外）、退会、自动退会、开除会籍、死亡、保留会籍、恢复会籍、转会（本镇各工会之间）。",
        "转会只是提出申请，由转入工会接收后生效；须填写“转往工会”。",
        "按证件号码找人；没有填写的按姓名在所选工会内查找，同名的须填证件号码。日期须写到日。",
    )
    columns = (
        Column("full_name", "姓名", ("会员姓名", "职工姓名"), sheets.person_name, required=True),
        Column("id_number", "证件号码", ("身份证号码", "身份证号", "身份证", "证件号"), _number),
        Column("step", "变动类别", ("变动", "变动类型", "变动情况", "类别", "离会类别"),
               steps.STEP_OR_TRANSFER, required=True),
        Column("day", "日期", ("变动日期", "变动时间", "时间", "离会日期"), sheets.day(month_ok=False),
               required=True),
        Column("reason", "原因", ("变动原因", "事由"), sheets.text(200)),
        Column("paper", "依据", ("依据文件", "文号", "介绍信号", "批准文号"), sheets.text(60)),
        Column("to_union", "转往工会", ("转入工会", "新工会", "接收工会"), sheets.text(100)),
        Column("to_employer", "新单位", ("转入单位", "新工作单位"), sheets.text(100)),
    )  # fmt: skip
    choices = {"step": [*steps.LABELS.values(), "转会"]}

    def start(self, table: Table) -> None:
        super().start(table)
        editable = Union.objects.under(self.context.union).filter(
            self.scope.condition("", "edit_member")
        )
        self.ours = {union.pk: union for union in editable}
        # Names of unions are no secret between them: a transfer names where it goes.
        unions = Union.objects.on(self.context.day)
        self.unions = Names((union.name, union) for union in unions)
        self.rows = 0

    def check(self, rows: list[Row]) -> list[RowPlan]:
        numbers = [number for row in rows if (number := value_of(row, "id_number"))]
        names = [value_of(row, "full_name") for row in rows if not value_of(row, "id_number")]
        self.people = People(numbers, names=filter(None, names), union_ids=self.ours)
        return [self._row(row) for row in rows]

    def apply(self, plans: list[RowPlan]) -> None:
        """Nothing is left to do: the services have written each row as it was checked."""

    def totals(self) -> dict[str, Any]:
        return {"": self.rows}

    def _row(self, row: Row) -> RowPlan:
        self.rows += 1
        plan = RowPlan(row.line, title=value_of(row, "full_name") or "（未填姓名）")
        plan.read(row.cells, self.labels)
        for name, cure in (("full_name", "请填写姓名。"), ("step", "请填写变动类别。")):
            if not row.cells[name].value and not row.cells[name].error:
                plan.error(self.labels[name], cure)
        if plan.refused:
            return plan
        known = self._find(plan, row)
        if known is None or plan.refused:
            return plan
        step, day = value_of(row, "step"), value_of(row, "day")
        if step == steps.TRANSFER:
            self._transfer(plan, row, known)
        elif not steps.already_done(known, step, day):
            steps.carry_out(
                plan, self.labels["step"], known.member, step, day=day,
                reason=value_of(row, "reason") or "",
                paper=value_of(row, "paper") or "", by=self.by,
            )  # fmt: skip
        return plan

    def _find(self, plan: RowPlan, row: Row) -> Known | None:
        number, name = value_of(row, "id_number"), value_of(row, "full_name")
        label = self.labels.get("id_number", "证件号码")
        if number:
            known = self.people.by_number(number)
            if known is None or not known.seen_from(set(self.ours)):
                plan.error(label, _NOT_OURS)
            elif known.member.full_name != name:
                plan.error(label, "该证件号码登记的不是这个姓名，请核对。")
            return known
        found = self.people.of_name(name, set(self.ours))
        if len(found) > 1:
            found = [known for known in found if known.current] or found
        if len(found) > 1:
            plan.error(label, "所选工会内有几位同名会员，请填写证件号码。")
        elif not found:
            plan.error(self.labels["full_name"], _NOT_OURS)
        return found[0] if found else None

    def _transfer(self, plan: RowPlan, row: Row, known: Known) -> None:
        label, name = self.labels.get("to_union", "转往工会"), value_of(row, "to_union")
        day, reason = value_of(row, "day"), value_of(row, "reason")
        target = self.unions.get(name) if name else None
        if not name:
            plan.error(label, "转会须填写转往工会；转到本镇以外的，变动类别请填“转出”。")
        elif target is None:
            cure = "转到本镇以外的，变动类别请填“转出”。"
            plan.error(label, self.unions.miss("工会", name, cure), name)
        if day is None:
            plan.error(self.labels["day"], "请填写变动日期，写到日。")
        if not reason:
            plan.error(self.labels.get("reason", "原因"), "请填写变动原因。")
        if plan.refused or self._requested(known, target, day):
            return
        employer = self._employer(plan, row, target, day)
        if plan.refused:
            return
        try:
            with transaction.atomic():
                workflow.request_transfer(
                    known.member, target, employer, day,
                    by=self.by, reason=reason, paper=value_of(row, "paper") or "",
                )  # fmt: skip
        except (ValidationError, PermissionDenied) as error:
            plan.error(self.labels["step"], "；".join(getattr(error, "messages", [str(error)])))
        else:
            plan.outcome = CHANGED
            home = self.ours.get(known.current.union_id) if known.current else None
            plan.change(label, home.name if home else "", f"{target.name}（提出转会申请）")

    def _requested(self, known: Known, target: Union, day: Any) -> bool:
        """The very request was made before, whether or not it has been answered yet."""
        return TransferRequest.objects.filter(
            member=known.member, to_union=target, day=day, status__in=_PENDING
        ).exists()

    def _employer(self, plan: RowPlan, row: Row, target: Union, day: Any) -> Any:
        name = value_of(row, "to_employer")
        if not name:
            return None
        bonds = Coverage.objects.on(day).filter(union=target).select_related("enterprise")
        names = Names((bond.enterprise.name, bond.enterprise) for bond in bonds)
        found = names.get(name)
        if found is None:
            cure = f"请填写{target.name}在 {day} 覆盖的企业，或留空由转入工会填写。"
            plan.error(self.labels["to_employer"], names.miss("企业", name, cure), name)
        return found
