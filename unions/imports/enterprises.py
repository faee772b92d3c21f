"""企业名录: enterprises and their dated figures. It never creates a union or a coverage."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core import history, sheets
from core.sheets import Column, Row, Table
from unions.codes import FigureKind, Industry, SizeClass, UnitCategory
from unions.imports import registry
from unions.imports.fields import day_in, stored_fields, take_over, value_of
from unions.imports.industries import section_of
from unions.imports.names import Names, folded
from unions.imports.plan import ADDED, CHANGED, ImportProblem, RowPlan
from unions.models import Coverage, Enterprise, EnterpriseFigure, Union

_YUAN = {"元": 1, "百元": 100, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
_FIELDS = (
    *("name", "uscc", "above_scale", "size_class", "legal_rep", "unit_category", "opened_on"),
    *("party_branch", "phone", "address", "remark", "industry"),
)
_FIGURES = {
    "workers": FigureKind.WORKERS,
    "nonlocal_workers": FigureKind.NONLOCAL_WORKERS,
    "sales": FigureKind.SALES,
}
_SIZES = {"大": "large", "中": "medium", "小": "small", "微": "micro", "微小": "micro"}
_SALES_LIMIT = Decimal("99999999999")


@dataclass
class _Payload:
    enterprise: Enterprise
    is_new: bool = False
    changed: list[str] = field(default_factory=list)
    figures: list[EnterpriseFigure] = field(default_factory=list)


class EnterpriseImporter(registry.Importer):
    kind = "enterprises"
    label = "企业名录"
    capability = "import_union"
    federation_only = True
    asks_as_of = True
    help = (
        "一行一家企业，按统一社会信用代码对应已有企业，没有代码的按名称对应；空白单元格不会清除原有内容。",
        "职工人数、外来职工、工业销售产值按统计时点入账；表题写有“2015年度”的即为该年12月31日。",
        "“所属工会”只作核对，覆盖关系由《工会组建情况》表登记。",
    )
    columns = (
        Column("name", "企业名称", ("单位名称", "企业（单位）名称", "名称", "公司名称", "企业全称"),
               sheets.text(100), required=True),
        Column("uscc", "统一社会信用代码", ("信用代码", "社会信用代码", "统一信用代码", "组织机构代码"),
               sheets.uscc),
        Column("industry", "行业", ("所属行业", "行业类别", "主营行业", "主营业务"), sheets.text(40)),
        Column("industry_section", "行业门类", ("国民经济行业", "行业大类"),
               sheets.choice(Industry.choices)),
        Column("above_scale", "是否规上", ("规上企业", "规模以上", "是否规模以上", "规上"), sheets.yes_no),
        Column("size_class", "企业规模", ("规模", "规模类型"), sheets.choice(SizeClass.choices, _SIZES)),
        Column("legal_rep", "法定代表人", ("法人代表", "法人", "负责人", "法人姓名"), sheets.person_name),
        Column("workers", "职工人数", ("职工数", "从业人数", "员工人数", "职工总数", "人数", "员工数"),
               sheets.whole_number(maximum=10**7)),
        Column("nonlocal_workers", "外来职工", ("外来职工人数", "外来职工数", "外来人员", "外地职工"),
               sheets.whole_number(maximum=10**7)),
        Column("sales", "工业销售产值", ("销售产值", "产值", "年产值", "工业产值", "销售额"),
               sheets.amount(places=6, maximum=_SALES_LIMIT)),
        Column("union", "所属工会", ("工会", "工会名称", "所在工会", "覆盖工会"), sheets.text(100)),
        Column("unit_category", "单位类别", ("单位性质", "企业类型", "登记类型", "经济类型"),
               sheets.choice(UnitCategory.choices, {"私营": "170", "国有": "110", "集体": "120"})),
        Column("party_branch", "党支部", ("党组织", "所属党支部"), sheets.text(100)),
        Column("opened_on", "开业日期", ("成立日期", "开业时间", "成立时间", "注册日期"), sheets.day()),
        Column("phone", "联系电话", ("电话", "企业电话", "联系方式"), sheets.text(20)),
        Column("address", "地址", ("企业地址", "单位地址", "住所", "经营地址"), sheets.text(120)),
        Column("remark", "备注", ("说明",), sheets.text(200)),
    )  # fmt: skip
    choices = {
        "above_scale": ("是", "否"),
        "size_class": SizeClass.labels,
        "unit_category": UnitCategory.labels,
        "industry_section": Industry.labels,
    }

    @classmethod
    def lacks(cls, table: Table, filename: str, options: Mapping[str, Any]) -> dict[str, str]:
        has_figures = any(column.name in _FIGURES for column in table.columns)
        if has_figures and not options.get("as_of") and not day_in([*table.titles, filename]):
            return {"as_of": "表题没有写明年度或日期，请填写人数、产值的统计时点。"}
        return {}

    def start(self, table: Table) -> None:
        super().start(table)
        filename = self.context.batch.filename
        typed = self.context.options.get("as_of")
        self.as_of = (
            datetime.date.fromisoformat(typed) if typed else day_in([*table.titles, filename])
        )
        if self.as_of and self.as_of > self.context.day:
            raise ImportProblem(f"统计时点 {self.as_of} 晚于今天，请核对表题或重新填写。")
        self.source = f"{self.label}（{filename}）"[:100]
        self.unit = table.unit_of("sales") if "sales" in self.present else ""
        self.sums: Counter[str] = Counter()
        self._load()
        if self.as_of and self.present & set(_FIGURES):
            self.plan.notes.append(f"人数、产值的统计时点为 {self.as_of}。")
        if "sales" in self.present and self.unit:
            self.plan.notes.append(f"产值单位为{self.unit}，已折算为元登记。")

    def _load(self) -> None:
        """The federation's enterprises: a township has dozens, a county some thousands."""
        ours = list(Enterprise.objects.filter(federation=self.context.union))
        self.by_name = {folded(one.name): one for one in ours}
        self.by_uscc = {one.uscc: one for one in ours if one.uscc}
        self.figures = {
            (row.enterprise_id, row.kind): row
            for row in EnterpriseFigure.objects.filter(
                enterprise__federation=self.context.union, as_of=self.as_of
            )
        }
        under = Union.objects.under(self.context.union)
        self.unions = Names((union.name, union.pk) for union in under)
        bonds = Coverage.objects.on(self.context.day).select_related("union")
        self.covered = {bond.enterprise_id: bond.union for bond in bonds.filter(union__in=under)}
        self.seen: dict[str, int] = {}

    # -- checking --------------------------------------------------------------------------

    def check(self, rows: list[Row]) -> list[RowPlan]:
        codes = [code for row in rows if (code := value_of(row, "uscc"))]
        self.elsewhere = set(
            Enterprise.objects.filter(uscc__in=codes)
            .exclude(federation=self.context.union)
            .values_list("uscc", flat=True)
        )
        return [self._row(row) for row in rows]

    def _row(self, row: Row) -> RowPlan:
        name = value_of(row, "name") or ""
        plan = RowPlan(row.line, title=name or "（未填名称）")
        plan.read(row.cells, self.labels)
        if not name and not row.cells["name"].error:
            plan.error(self.labels["name"], "请填写企业名称。")
        self._refuse_twice(plan, row)
        self._count(row)
        enterprise = None if plan.refused else self._find(plan, row)
        if plan.refused:
            return plan
        payload = _Payload(enterprise or Enterprise(federation=self.context.union))
        payload.is_new = enterprise is None
        self._fill(plan, row, payload)
        self._figures(plan, row, payload)
        self._compare_union(plan, row, payload)
        return self._judged(plan, payload)

    def _judged(self, plan: RowPlan, payload: _Payload) -> RowPlan:
        if plan.refused:
            return plan
        if payload.is_new:
            plan.outcome = ADDED
            self._remember(payload.enterprise)
        elif payload.changed or payload.figures:
            plan.outcome = CHANGED
        plan.payload = payload
        return plan

    def _refuse_twice(self, plan: RowPlan, row: Row) -> None:
        for name in ("name", "uscc"):
            key = folded(value_of(row, name) or "")
            if key and self.seen.setdefault(key, row.line) != row.line:
                plan.error(
                    self.labels[name],
                    f"与第 {self.seen[key]} 行重复，请删去其中一行。",
                    row.cells[name].raw,
                )

    def _count(self, row: Row) -> None:
        for name in (*_FIGURES, ""):
            self.sums[name] += (value_of(row, name) or 0) if name else 1

    def _find(self, plan: RowPlan, row: Row) -> Enterprise | None:
        """By code first, then by name; contradictions are refused, never settled silently."""
        code, name = value_of(row, "uscc"), value_of(row, "name")
        if code in self.elsewhere:
            plan.error(
                self.labels["uscc"], "该统一社会信用代码已登记在其他总工会名下，请核对。", code
            )
            return None
        by_code, by_name = self.by_uscc.get(code), self.by_name.get(folded(name))
        if by_code and by_name and by_code.pk != by_name.pk:
            plan.error(
                self.labels["name"], "信用代码与企业名称分别对应两家已登记的企业，请核对。", name
            )
        elif by_code is None and by_name and code and by_name.uscc and by_name.uscc != code:
            plan.error(
                self.labels["uscc"],
                f"该企业登记的信用代码是 {by_name.uscc}，与表中不同，请核对后改正其中一处。",
                code,
            )
        elif by_code and by_name is None:
            plan.doubt(
                self.labels["name"], "按信用代码对应到已登记的企业，名称将改为表中的名称，请核对。"
            )
        return by_code or by_name

    def _fill(self, plan: RowPlan, row: Row, payload: _Payload) -> None:
        enterprise = payload.enterprise
        values = {name: value_of(row, name) for name in _FIELDS if name in self.present}
        if not payload.is_new and folded(enterprise.name) == folded(values["name"]):
            values.pop("name")  # only spaces or brackets differ
        section, note = self._section(row, enterprise)
        values["industry_section"] = section
        opened = values.get("opened_on")
        if opened and opened > self.context.day:
            plan.error(self.labels["opened_on"], "开业日期晚于今天，请核对。", opened)
        elif opened and enterprise.closed_on and opened >= enterprise.closed_on:
            plan.error(self.labels["opened_on"], "开业日期不早于登记的歇业日期，请核对。", opened)
        if payload.is_new:
            for name, value in values.items():
                if value not in ("", None):
                    setattr(enterprise, name, value)
            shown = [enterprise.uscc, enterprise.industry, enterprise.get_size_class_display()]
            plan.summary = " · ".join(text for text in shown if text)
        else:
            payload.changed = take_over(plan, enterprise, values, self.labels)
        if note and (payload.is_new or "industry_section" in payload.changed):
            plan.doubt(self.labels.get("industry", "行业"), note, value_of(row, "industry"))

    def _section(self, row: Row, enterprise: Enterprise) -> tuple[str, str]:
        """The letter: as written, as on record, or guessed from the words (then with a note)."""
        if stated := value_of(row, "industry_section"):
            return stated, ""
        words = value_of(row, "industry") or ""
        if enterprise.industry_section or not words:
            return "", ""
        section, guessed = section_of(words)
        if not section:
            return "", "无法判断属于哪个国民经济门类，门类暂缺，请在企业页面补登。"
        label = f"{section} {Industry(section).label}"
        return section, f"已按字面归入“{label}”，请核对。" if guessed else ""

    def _figures(self, plan: RowPlan, row: Row, payload: _Payload) -> None:
        workers, nonlocals = value_of(row, "workers"), value_of(row, "nonlocal_workers")
        if workers is not None and nonlocals is not None and nonlocals > workers:
            plan.error(
                self.labels["nonlocal_workers"],
                f"外来职工多于职工人数（{workers}），请核对。",
                nonlocals,
            )
            return
        for name, kind in _FIGURES.items():
            value = value_of(row, name)
            if value is None:
                continue
            value = Decimal(value) * (self._yuan(plan) if name == "sales" else 1)
            figure = self.figures.get((payload.enterprise.pk, kind))
            if figure and figure.value == value:
                continue
            if figure:
                plan.change(str(kind.label), f"{figure.value:,.0f}", f"{value:,.0f}")
                figure.value, figure.source = value, self.source
            else:
                if not payload.is_new:
                    plan.change(f"{kind.label}（{self.as_of}）", "", f"{value:,.0f}")
                figure = EnterpriseFigure(
                    enterprise=payload.enterprise, kind=kind, value=value, as_of=self.as_of,
                    source=self.source,
                )  # fmt: skip
            payload.figures.append(figure)

    def _yuan(self, plan: RowPlan) -> int:
        if not self.unit:
            plan.doubt(
                self.labels["sales"],
                "表题和表头都没有写明单位，已按“万元”登记；如不是万元，请在表头注明。",
            )
        return _YUAN[self.unit or "万元"]

    def _compare_union(self, plan: RowPlan, row: Row, payload: _Payload) -> None:
        name = value_of(row, "union")
        if not name:
            return
        stated, covering = self.unions.get(name), self.covered.get(payload.enterprise.pk)
        if covering and covering.pk == stated:
            return
        if stated is None:
            text = "系统中还没有这家工会，本表不建工会；请随后导入《工会组建情况》，或核对名称。"
        elif covering:
            text = f"系统登记的覆盖工会是“{covering.name}”，与表中不同；本表不改覆盖关系，请核对。"
        else:
            text = "系统中这家企业还没有工会覆盖；本表不登记覆盖关系，请在《工会组建情况》中登记。"
        plan.doubt(self.labels["union"], text, name)

    def _remember(self, enterprise: Enterprise) -> None:
        self.by_name[folded(enterprise.name)] = enterprise
        if enterprise.uscc:
            self.by_uscc[enterprise.uscc] = enterprise

    # -- writing ---------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan]) -> None:
        payloads: list[_Payload] = [plan.payload for plan in plans]
        reason = "导入企业名录"
        new = [payload.enterprise for payload in payloads if payload.is_new]
        history.bulk_save(new, by=self.by, reason=reason)
        changed = [p.enterprise for p in payloads if p.changed and not p.is_new]
        history.bulk_save(
            changed, by=self.by, reason=reason, update_fields=stored_fields(Enterprise)
        )
        figures = [figure for payload in payloads for figure in payload.figures]
        for figure in figures:
            figure.enterprise_id = figure.enterprise.pk
        known = [figure for figure in figures if figure.pk]
        history.bulk_save([f for f in figures if not f.pk], by=self.by, reason=reason)
        history.bulk_save(
            known, by=self.by, reason=reason,
            update_fields=["value", "source"],
        )  # fmt: skip

    def totals(self) -> dict[str, Any]:
        return {name: self.sums[name] for name in ("workers", "nonlocal_workers", "sales", "")}
