"""基层工会组建情况: unions, and which enterprises each covers since its founding."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import history, sheets
from core.sheets import Column, Row, Table
from unions.codes import FEDERATIONS, UnionKind
from unions.imports import registry
from unions.imports.fields import is_month_only, listed, same_month, take_over, value_of
from unions.imports.names import Names, folded, split_names
from unions.imports.plan import ADDED, CHANGED, RowPlan
from unions.models import Coverage, Enterprise, Union
from unions.services.tree import found_union

_FIELDS = (
    *("short_name", "kind", "code", "approved_by", "approval_no", "first_elected_on"),
    *("term_started_on", "chair_name", "union_uscc", "legal_person_cert_no", "legal_rep"),
    *("operator", "phone", "address", "remark"),
)
_KINDS = {
    "基层工会": UnionKind.SINGLE_GRASSROOTS,
    "单独基层": UnionKind.SINGLE_GRASSROOTS,
    "单独工会": UnionKind.SINGLE_GRASSROOTS,
    "单独建会": UnionKind.SINGLE_GRASSROOTS,
    "企业工会": UnionKind.SINGLE_GRASSROOTS,
    "联合工会": UnionKind.JOINT_GRASSROOTS,
    "联合建会": UnionKind.JOINT_GRASSROOTS,
    "联合基层": UnionKind.JOINT_GRASSROOTS,
    "工会联合会": UnionKind.UNION_LEAGUE,
    "村工会": UnionKind.VILLAGE,
    "社区工会": UnionKind.VILLAGE,
}
_ALLOWED = [(code, label) for code, label in UnionKind.choices if code not in FEDERATIONS]
_TERMS = {"3": "3 年", "5": "5 年"}
_TERM_WORDS = {"三年": "3", "五年": "5", "三": "3", "五": "5", "3年": "3", "5年": "5"}


@dataclass
class _Payload:
    union: Union
    is_new: bool = False
    changed: list[str] = field(default_factory=list)
    cover: list[tuple[Enterprise, datetime.date]] = field(default_factory=list)


class UnionImporter(registry.Importer):
    kind = "unions"
    label = "工会组建情况"
    capability = "import_union"
    federation_only = True
    help = (
        "一行一家工会，按工会名称对应已有工会；新工会建在所选总工会之下，建会日期即覆盖起始日期。",
        "“覆盖单位”中的企业须先在企业名录中登记，多家之间用顿号隔开；表中未列出的覆盖关系不会终止。",
        "已登记的建会日期不能用导入改动，确有错误请在工会页面点“更正建会日期”。",
    )
    columns = (
        Column("name", "工会名称", ("工会全称", "基层工会名称", "组织名称", "名称"), sheets.text(100),
               required=True),
        Column("short_name", "简称", ("工会简称",), sheets.text(40)),
        Column("kind", "类别", ("组织类型", "工会类别", "工会类型", "建会形式", "组建形式"),
               sheets.choice(_ALLOWED, _KINDS)),
        Column("covers", "覆盖单位", ("覆盖企业", "所在单位", "单位名称", "企业名称", "涵盖单位", "覆盖单位名称"),
               sheets.text(2000)),
        Column("founded_on", "建会时间", ("建会日期", "成立时间", "成立日期", "组建时间"), sheets.day()),
        Column("approved_by", "批准单位", ("批准机关", "审批单位"), sheets.text(100)),
        Column("approval_no", "批准文号", ("批文号", "文号", "批复文号"), sheets.text(60)),
        Column("first_elected_on", "首届选举日期", ("首次选举日期", "首届选举时间"), sheets.day()),
        Column("term_started_on", "本届选举日期", ("本届选举时间", "换届时间", "换届日期", "选举日期"),
               sheets.day()),
        Column("term_years", "任期(年)", ("任期", "届期", "任期年限"), sheets.choice(_TERMS, _TERM_WORDS)),
        Column("chair_name", "工会主席", ("主席", "主席姓名", "工会负责人"), sheets.person_name),
        Column("code", "组织代码", ("工会代码", "工会编号"), sheets.text(30)),
        Column("union_uscc", "工会统一社会信用代码", ("工会信用代码",), sheets.uscc),
        Column("legal_person_cert_no", "工会法人资格证书号", ("法人证书号", "法人资格证书号"),
               sheets.text(40)),
        Column("legal_rep", "法定代表人", ("工会法人",), sheets.person_name),
        Column("operator", "经办人", ("联系人",), sheets.person_name),
        Column("phone", "联系电话", ("电话", "联系方式"), sheets.text(20)),
        Column("address", "地址", ("工会地址",), sheets.text(120)),
        Column("remark", "备注", ("说明",), sheets.text(200)),
    )  # fmt: skip
    choices = {"kind": [label for _, label in _ALLOWED], "term_years": ("3 年", "5 年")}

    def start(self, table: Table) -> None:
        super().start(table)
        root = self.context.union
        unions = list(Union.objects.under(root).exclude(pk=root.pk))
        self.unions = Names((union.name, union) for union in unions)
        enterprises = Enterprise.objects.filter(federation=root)
        self.enterprises = Names((one.name, one) for one in enterprises)
        self.bonds: dict[int, list[Coverage]] = defaultdict(list)
        for bond in Coverage.objects.not_voided().filter(enterprise__in=enterprises):
            self.bonds[bond.enterprise_id].append(bond)
        self.codes = dict(Union.objects.exclude(code="").values_list("code", "name"))
        # Coverage of unions found in this very file, which have no number yet.
        self.names = {union.pk: union.name for union in Union.objects.only("pk", "name")}
        self.claimed: dict[int, str] = {}
        self.seen: dict[str, int] = {}
        self.rows = 0

    # -- checking --------------------------------------------------------------------------

    def check(self, rows: list[Row]) -> list[RowPlan]:
        return [self._row(row) for row in rows]

    def _row(self, row: Row) -> RowPlan:
        self.rows += 1
        name = value_of(row, "name") or ""
        plan = RowPlan(row.line, title=name or "（未填名称）")
        plan.read(row.cells, self.labels)
        if not name and not row.cells["name"].error:
            plan.error(self.labels["name"], "请填写工会名称。")
        first = self.seen.setdefault(folded(name), row.line)
        if first != row.line:
            plan.error(self.labels["name"], f"与第 {first} 行是同一家工会，请合并成一行。", name)
        if self.unions.is_ambiguous(name):
            plan.error(
                self.labels["name"], "系统中有不止一家工会叫这个名称，请到工会页面办理。", name
            )
        if plan.refused:
            return plan
        known = self.unions.get(name)
        payload = _Payload(known or Union(parent=self.context.union, name=name), known is None)
        covers = self._covered(plan, row)
        self._fill(plan, row, payload, covers)
        self._coverage(plan, row, payload, covers)
        if plan.refused:
            return plan
        if payload.is_new:
            plan.outcome = ADDED
        elif payload.changed or payload.cover:
            plan.outcome = CHANGED
        plan.payload = payload
        return plan

    def _covered(self, plan: RowPlan, row: Row) -> list[Enterprise]:
        found = []
        for name in split_names(value_of(row, "covers") or ""):
            enterprise = self.enterprises.get(name)
            if enterprise is None:
                cure = "请先导入《企业名录》登记该企业，再导入本表。"
                plan.error(self.labels["covers"], self.enterprises.miss("企业", name, cure), name)
            elif enterprise not in found:
                found.append(enterprise)
        return found

    def _fill(self, plan: RowPlan, row: Row, payload: _Payload, covers: list[Enterprise]) -> None:
        union = payload.union
        values = {name: value_of(row, name) for name in _FIELDS if name in self.present}
        if years := value_of(row, "term_years"):
            values["term_years"] = int(years)
        if payload.is_new and not values.get("kind"):
            joint = len(covers) > 1
            values["kind"] = UnionKind.JOINT_GRASSROOTS if joint else UnionKind.SINGLE_GRASSROOTS
            label = UnionKind(values["kind"]).label
            plan.doubt(
                self.labels.get("kind", "类别"), f"未填类别，按覆盖单位数登记为“{label}”，请核对。"
            )
        self._founding(plan, row, payload)
        code = values.get("code")
        if code and self.codes.setdefault(code, union.name) != union.name:
            plan.error(self.labels["code"], f"该组织代码已由{self.codes[code]}使用。", code)
        self._days(plan, values, union.founded_on)
        if not payload.is_new:
            payload.changed = take_over(plan, union, values, self.labels)
            return
        for name, value in values.items():
            if value not in ("", None):
                setattr(union, name, value)
        plan.summary = " · ".join(
            str(text)
            for text in (union.get_kind_display(), union.founded_on, union.chair_name)
            if text
        )

    def _founding(self, plan: RowPlan, row: Row, payload: _Payload) -> None:
        union, cell = payload.union, row.cells.get("founded_on")
        day = cell.value if cell else None
        if day and day > self.context.day:
            plan.error(self.labels["founded_on"], "建会时间晚于今天，请核对。", cell.raw)
        if payload.is_new:
            if day is None:
                plan.error(self.labels.get("founded_on", "建会时间"), "新工会须填写建会时间。")
            union.founded_on = day
        elif day and day != union.founded_on:
            if is_month_only(cell) and same_month(day, union.founded_on):
                return
            plan.error(
                self.labels["founded_on"],
                f"登记的建会日期是 {union.founded_on}，与表中不同。建会是组织沿革中的一件事，"
                "不能用导入改动；确有错误请在工会页面点“更正建会日期”，否则请改正本表。",
                cell.raw,
            )

    def _days(
        self, plan: RowPlan, values: dict[str, Any], founded_on: datetime.date | None
    ) -> None:
        for name in ("first_elected_on", "term_started_on"):
            day = values.get(name)
            if day and day > self.context.day:
                plan.error(self.labels[name], "选举日期晚于今天，请核对。", day)
            elif day and founded_on and day < founded_on:
                plan.doubt(
                    self.labels[name],
                    f"选举日期 {day} 早于建会日期 {founded_on}，已按表中登记，请核对哪一个写错。",
                    day,
                )

    def _coverage(
        self, plan: RowPlan, row: Row, payload: _Payload, covers: list[Enterprise]
    ) -> None:
        union = payload.union
        if plan.refused or union.founded_on is None:
            return
        label = self.labels.get("covers", "覆盖单位")
        if payload.is_new and not covers:
            plan.doubt(label, "没有填写覆盖单位，建会后请在工会页面补登。")
        for enterprise in covers:
            self._bond(plan, label, payload, enterprise)
        if not payload.is_new and covers:
            ours = {e.pk for e in covers}
            missing = [
                bond.enterprise.name
                for bond in Coverage.objects.open().filter(union=union).select_related("enterprise")
                if bond.enterprise_id not in ours
            ]
            if missing:
                plan.doubt(
                    label, f"系统登记还覆盖{listed(missing)}，表中未列出；导入不会终止覆盖关系。"
                )

    def _bond(self, plan: RowPlan, label: str, payload: _Payload, enterprise: Enterprise) -> None:
        union = payload.union
        since = max(union.founded_on, enterprise.opened_on or union.founded_on)
        clashing = [
            bond for bond in self.bonds[enterprise.pk] if bond.until is None or bond.until > since
        ]
        if any(bond.union_id == union.pk for bond in clashing if union.pk):
            return
        claimed = self.claimed.setdefault(enterprise.pk, union.name)
        if clashing or claimed != union.name:
            holder = self.names.get(clashing[0].union_id, "") if clashing else claimed
            plan.error(
                label,
                f"在 {since} 已由“{holder}”覆盖，同一天只能归一家工会。"
                "请核对；确需变更的，请在工会页面办理覆盖变更。",
                enterprise.name,
            )
            return
        if since > union.founded_on:
            plan.doubt(
                label, f"{enterprise.name}开业于 {since}，自开业之日起覆盖。", enterprise.name
            )
        if not payload.is_new:
            plan.change(label, "", f"{enterprise.name}（自 {since}）")
        payload.cover.append((enterprise, since))

    # -- writing ---------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan]) -> None:
        bonds = []
        for plan in plans:
            payload: _Payload = plan.payload
            if not self._write(plan, payload):
                continue
            bonds += [
                Coverage(union=payload.union, enterprise=enterprise, since=since,
                         paper=payload.union.approval_no[:100])
                for enterprise, since in payload.cover
            ]  # fmt: skip
        history.bulk_save(bonds, by=self.by, reason="导入工会组建情况")
        for bond in bonds:
            self.bonds[bond.enterprise_id].append(bond)

    def _write(self, plan: RowPlan, payload: _Payload) -> bool:
        """Save the union itself; what its own checks say becomes the row's refusal."""
        union, reason = payload.union, "导入工会组建情况"
        try:
            with transaction.atomic():
                if payload.is_new:
                    found_union(union, by=self.by, reason=reason)
                    self.unions.add(union.name, union)
                    self.names[union.pk] = union.name
                elif payload.changed:
                    union.full_clean(exclude=["path"])
                    history.save(union, by=self.by, reason=reason)
        except ValidationError as error:
            for message in error.messages:
                plan.error(self.labels["name"], message)
            return False
        return True

    def totals(self) -> dict[str, Any]:
        return {"": self.rows}
