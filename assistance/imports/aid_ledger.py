"""帮扶发放台账: payouts made before this system, one row a person and a sum.

They become archived applications without fund, notice or parts: nothing of them is set aside or
paid here. History is not rewritten: a wrong sum is struck out by a row below zero (红字冲销) and
entered anew.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistance.codes import LineStatus, Method
from assistance.imports.ledger_records import Folders, Programmes, Recorded, YearSums
from assistance.models import Application, Line, Programme
from assistance.workflow import LINE
from core import history, sheets
from core.crypto import blind_index
from core.sheets import Column, Row, Table
from members.imports.matching import Known, People
from unions.imports import registry
from unions.imports.fields import value_of
from unions.imports.places import Places
from unions.imports.plan import ADDED, CHANGED, RowPlan

FIRST_DAY = datetime.date(2000, 1, 1)
_YUAN = {"元": 1, "百元": 100, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
_LIMIT = Decimal("9999999999.99")
_METHODS = {
    "转账": "bank", "银行": "bank", "银行代发": "bank", "打卡": "bank", "银行卡": "bank",
    "汇款": "bank", "现金支付": "cash", "现金发放": "cash", "现金签领": "cash",
}  # fmt: skip


@dataclass(slots=True)
class Entry:
    """A row as read; `plan` collects what is said of it."""

    plan: RowPlan
    row: Row
    day: datetime.date = FIRST_DAY
    programme: Programme = None  # type: ignore[assignment]
    number: str = ""
    index: str = ""
    amount: Decimal = Decimal(0)
    employer: int | None = None
    union: int = 0

    @property
    def key(self) -> tuple[int, str, datetime.date]:
        return self.programme.pk, self.index, self.day

    @property
    def note(self) -> str:
        return value_of(self.row, "note") or ""


class LedgerImporter(registry.Importer):
    kind = "aid_ledger"
    label = "帮扶发放台账（历史）"
    capability = "aid_review"
    federation_only = True
    help = (
        "一行一笔，登记使用本系统之前已经发放的补助；按证件号码对应到会员，不占用资金，不经公示审批。",
        "同一份台账可以重复上传，已登记的不会再登记。已登记的金额不能直接改：请加一行负数金额作红字冲销"
        "（日期、项目、证件号码、金额与原来一笔相同，备注写明原因），再加一行正确的。",
        "项目可写系统中的名称或“其他叫法”；单位只作核对，按发放当日的会籍归入工会。",
    )
    columns = (
        Column("day", "发放日期", ("发放时间", "发放年月日", "日期", "补助日期", "支付日期"),
               sheets.day(), required=True),
        Column("programme", "项目", ("补助项目", "救助项目", "帮扶项目", "项目名称", "补助类别", "类别"),
               sheets.text(40), required=True),
        Column("full_name", "姓名", ("职工姓名", "受助人", "领取人", "受助人姓名"), sheets.person_name,
               required=True),
        Column("id_number", "身份证号", ("身份证号码", "证件号码", "证件号", "身份证", "公民身份号码"),
               sheets.id_number, required=True),
        Column("employer", "单位", ("工作单位", "单位名称", "所在单位", "企业名称", "所在企业"),
               sheets.text(100)),
        Column("amount", "金额", ("补助金额", "发放金额", "救助金额", "金额合计", "实发金额"),
               sheets.amount(places=6, minimum=-_LIMIT, maximum=_LIMIT), required=True),
        Column("method", "发放方式", ("支付方式", "发放形式", "付款方式"),
               sheets.choice(Method.choices, _METHODS)),
        Column("note", "备注", ("说明", "摘要"), sheets.text(200)),
    )  # fmt: skip
    choices = {"method": Method.labels}

    def start(self, table: Table) -> None:
        super().start(table)
        self.programmes = Programmes()
        self.places = Places(self.context.union)
        self.recorded = Recorded()
        self.folders = Folders(self.by)
        self.sums = YearSums()
        self.unit = table.unit_of("amount") or "元"
        self.first_line: dict[Any, int] = {}
        self.total, self.rows = Decimal(0), 0
        if self.unit != "元":
            self.plan.notes.append(f"金额单位为{self.unit}，已折算为元登记。")

    # -- reading a row -----------------------------------------------------------------------

    def check(self, rows: list[Row]) -> list[RowPlan]:
        entries = [self._read(row) for row in rows]
        good = [entry for entry in entries if not entry.plan.refused]
        self.people = People([entry.number for entry in good])
        self.recorded.look({entry.index for entry in good})
        fresh = [entry for entry in good if not self.recorded.has(entry.key, entry.amount)]
        for entry in fresh:
            if entry.amount < 0:
                self._strike(entry)
        paid = [entry for entry in fresh if entry.amount > 0]
        for entry in paid:
            self._refuse_other_sum(entry)
        paid = [entry for entry in paid if not entry.plan.refused]
        self.sums.look({entry.index for entry in paid}, [entry.day for entry in paid])
        for entry in paid:
            self._place(entry)
        self.folders.look((entry.day, entry.programme.pk, entry.union) for entry in paid)
        for entry in paid:
            self._add(entry)
        return [entry.plan for entry in entries]

    def _read(self, row: Row) -> Entry:
        name = value_of(row, "full_name") or ""
        plan = RowPlan(row.line, title=name or "（未填姓名）")
        plan.read(row.cells, self.labels)
        entry = Entry(plan, row)
        self.rows += 1
        for column in ("full_name", "id_number", "day", "programme", "amount"):
            cell = row.cells[column]
            if not cell.error and cell.value in ("", None):
                plan.error(self.labels[column], f"请填写{self.labels[column]}。", cell.raw)
        self._read_day(entry)
        self._read_amount(entry)
        if typed := value_of(row, "programme"):
            entry.programme = self.programmes.get(typed)  # type: ignore[assignment]
            if entry.programme is None:
                plan.error(self.labels["programme"], self.programmes.miss(typed), typed)
        if number := value_of(row, "id_number"):
            entry.number, entry.index = number, blind_index(number, "id_number")
        return entry

    def _read_day(self, entry: Entry) -> None:
        day = value_of(entry.row, "day")
        if day is None:
            return
        entry.day = day
        if day > self.context.day:
            entry.plan.error(self.labels["day"], "发放日期晚于今天，请核对。", day)
        elif day < FIRST_DAY:
            entry.plan.error(self.labels["day"], f"发放日期早于 {FIRST_DAY}，请核对年份。", day)

    def _read_amount(self, entry: Entry) -> None:
        amount = value_of(entry.row, "amount")
        if amount is None:
            return
        label, typed = self.labels["amount"], amount
        amount *= _YUAN[self.unit]
        entry.amount = amount.quantize(Decimal("0.01"))
        if amount == 0:
            entry.plan.error(label, "金额不能为 0。", typed)
        elif amount != entry.amount:
            entry.plan.error(label, "金额最多到分，请核对后填写。", typed)
        elif abs(amount) > _LIMIT:
            entry.plan.error(label, "金额过大，请核对单位和小数点。", typed)
        else:
            self.total += amount

    # -- what stands on record already ---------------------------------------------------------

    def _strike(self, entry: Entry) -> None:
        """A row below zero reverses the payout it repeats."""
        plan, label = entry.plan, self.labels["amount"]
        if not entry.note:
            plan.error(self.labels.get("note", "备注"), "红字冲销须在备注写明原因。")
            return
        known = self.recorded.strike(entry.key, -entry.amount)
        if known is None:
            text = (
                "系统中没有可冲销的这一笔：日期、项目、证件号码、金额须与原记录相同。"
                "本表中正负相抵的两行，请一并删去。"
            )
            plan.error(label, text, entry.amount)
        elif not known.historical:
            plan.error(
                label, "这一笔由本系统发放，请在发放批次中冲销，不能由台账冲销。", entry.amount
            )
        else:
            plan.outcome, plan.payload = CHANGED, (known.pk, entry.note)
            plan.summary = self._summary(entry)
            plan.change("状态", "已支付", "已冲销")

    def _refuse_other_sum(self, entry: Entry) -> None:
        others = self.recorded.others(entry.key)
        if not others:
            return
        sums = "、".join(f"{amount:,.2f}" for amount in others)
        entry.plan.error(
            self.labels["amount"],
            f"系统中此人当日同一项目已登记 {sums} 元，与本行不同；历史发放不直接改金额。原来登记有误的，"
            "请加一行负数金额作红字冲销（其余各项与原来一笔相同，备注写明原因），再加本行；"
            "当日确有两笔的，请把原来那一笔也列在表中。",
            entry.amount,
        )

    # -- a payout that is new ------------------------------------------------------------------

    def _place(self, entry: Entry) -> None:
        """Whose member she was that day, and what does not agree with the roster."""
        plan, known = entry.plan, self.people.by_number(entry.number)
        self._doubt_twice(entry)
        typed = value_of(entry.row, "employer") or ""
        entry.employer = self.places.names.get(typed) if typed else None
        if typed and entry.employer is None:
            cure = "单位按表中的写法登记，写错的请改正。"
            plan.doubt(self.labels["employer"], self.places.names.miss("企业", typed, cure), typed)
        period = None
        if known is None:
            plan.doubt(
                self.labels["id_number"],
                "会员名册中没有这个证件号码，按未入会人员登记；号码写错的请改正。", entry.number,
            )  # fmt: skip
        else:
            period = self._compare(entry, known)
        covering = self.places.covering(entry.employer, entry.day)
        entry.union = period.union_id if period else covering or self.places.federation.pk

    def _compare(self, entry: Entry, known: Known) -> Any:
        """The membership that held on the day, if any."""
        plan, name = entry.plan, value_of(entry.row, "full_name")
        if known.member.full_name != name:
            text = f"名册中这个证件号码登记的是“{known.member.full_name}”，请核对姓名和号码。"
            plan.doubt(self.labels["full_name"], text, name)
        period = next((one for one in known.periods if one.holds(entry.day)), None)
        if period is None:
            plan.doubt(self.labels["day"], "此人当日不在会籍中，请核对日期和号码。", entry.day)
        elif entry.employer and period.employer_id != entry.employer:
            then = self.places.employers.get(period.employer_id or 0, "未登记")
            typed = value_of(entry.row, "employer")
            text = f"此人当日登记的工作单位是“{then}”，与表中不同，请核对。"
            plan.doubt(self.labels["employer"], text, typed)
        return period if period and period.union_id in self.places.unions else None

    def _doubt_twice(self, entry: Entry) -> None:
        first = self.first_line.setdefault(entry.key, entry.plan.line)
        if first != entry.plan.line:
            text = (
                f"与第 {first} 行是同一人、同一天、同一项目，请核对是否重复；确是两笔的可以导入。"
            )
            entry.plan.doubt(self.labels["full_name"], text, entry.plan.title)

    def _add(self, entry: Entry) -> None:
        plan, row = entry.plan, entry.row
        self.sums.add(entry.index, entry.day, entry.programme.pk, entry.amount)
        for words in self.sums.passed(entry.index, entry.day, entry.programme.pk, entry.amount):
            plan.doubt(self.labels["amount"], words, entry.amount)
        method = value_of(row, "method")
        if not method:
            method = Method.CASH
            plan.doubt(self.labels.get("method", "发放方式"), "未填发放方式，按现金登记。")
        application, position = self.folders.take(
            entry.day, entry.programme, entry.union, entry.index
        )
        known, file = self.people.by_number(entry.number), self.sums.file_of(entry.index, entry.day)
        union = self.places.unions[entry.union]
        plan.outcome = ADDED
        plan.payload = Line(
            application=application, position=position, member=known.member if known else None,
            full_name=value_of(row, "full_name"), id_number=entry.number,
            employer_name=self.places.employers.get(entry.employer or 0)
            or value_of(row, "employer") or "",
            # As on a live application: no unit is shown another unit's file.
            file=file if file and file.union.path.startswith(union.path) else None,
            amount=entry.amount, method=method, note=entry.note, status=LineStatus.PAID,
            paid_on=entry.day, received_on=entry.day if method == Method.CASH else None,
        )  # fmt: skip
        plan.summary = self._summary(entry)

    def _summary(self, entry: Entry) -> str:
        parts = [entry.day, entry.programme.name, f"{entry.amount:,.2f} 元"]
        if entry.union:
            parts.append(self.places.unions[entry.union].name)
        return " · ".join(map(str, parts))

    # -- writing -------------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan]) -> None:
        reason = f"导入{self.label}"
        lines = [plan.payload for plan in plans if isinstance(plan.payload, Line)]
        papers: dict[int, Application] = {id(line.application): line.application for line in lines}
        new = [paper for paper in papers.values() if paper.pk is None]
        for paper in new:
            self.folders.number(paper)
        history.bulk_save(new, by=self.by, reason=reason)
        for line in lines:
            line.application_id = line.application.pk
        history.bulk_save(lines, by=self.by, reason=reason)
        self.recorded.written |= {line.pk for line in lines}
        struck = defaultdict(list)
        for plan in plans:
            if isinstance(plan.payload, tuple):
                pk, why = plan.payload
                struck[why].append(Line(pk=pk))
        for why, rows in struck.items():
            LINE.move_all(rows, "reverse", by=self.by, reason=why)

    def totals(self) -> dict[str, Any]:
        return {"amount": self.total / _YUAN[self.unit], "": self.rows}
