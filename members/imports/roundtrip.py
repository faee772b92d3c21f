"""The roster workbook come back: three-way merge of what was downloaded, typed, and is now."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core.sheets import Cell, Row, Table
from core.sheets.cells import compact
from members.forms.imports import ConflictForm, UnlistedForm
from members.imports import steps, workbook
from members.imports.identity import document
from members.imports.matching import Known, People
from members.imports.roster import ELSEWHERE, RosterImporter
from members.models import Member, Membership
from unions.imports.fields import value_of
from unions.imports.plan import CHANGED, UNLISTED, ImportProblem, RowPlan
from unions.models import Union

_BAD_KEY = (
    "本行的系统编号不完整或被改动，无法确定是哪位会员。请重新下载花名册填写；新会员请填在表尾空行。"
)


class RoundtripImporter(RosterImporter):
    kind = workbook.KIND
    label = "花名册（下载后修改）"
    rejects_cure = "请在原花名册上改正后重新上传，已导入的行不会重复。"
    columns = workbook.COLUMNS
    listed = False
    is_merge = True
    run_form = ConflictForm
    confirm_form = UnlistedForm

    @classmethod
    def filed_at(cls, meta: Mapping[str, str], by: Any) -> Union | None:
        return workbook.union_of(dict(meta), by) if meta.get("kind") == cls.kind else None

    @classmethod
    def options_in(cls, meta: Mapping[str, str]) -> dict[str, Any]:
        return {"exported_at": meta["exported_at"]}

    def start(self, table: Table) -> None:
        super().start(table)
        self.at = datetime.datetime.fromisoformat(self.context.options["exported_at"])
        self.mine_wins = self.context.options.get("conflicts") == "mine"
        self.keys: dict[int, int] = {}  # member -> line
        self.broken = 0  # rows that may be anybody's
        self.plan.notes.append(
            "空白格子不会清除原有内容；要清除请在会员页面修改。与下载后他人所作的改动冲突的格子，"
            + ("按表中所填导入。" if self.mine_wins else "以系统为准，列为不能导入。")
        )

    # -- checking --------------------------------------------------------------------------

    def check(self, rows: list[Row]) -> list[RowPlan]:
        union_id = self.context.union.pk
        keys = {row.line: workbook.member_of(value_of(row, "key"), union_id) for row in rows}
        new = [row for row in rows if not value_of(row, "key")]
        added = dict(zip((row.line for row in new), super().check(new), strict=True))
        numbers = [n for row in rows if (n := document(row)[1].value)]
        self.people = People(numbers, keys=[key for key in keys.values() if key])
        self._load_base([key for key in keys.values() if key])
        return [added.get(row.line) or self._keyed(row, keys[row.line]) for row in rows]

    def row(self, row: Row) -> RowPlan:
        plan = super().row(row)
        if value_of(row, "step"):
            plan.error(self.labels["step"], "新增人员不能同时填写变动，请删去变动。")
        return plan

    def _load_base(self, keys: list[int]) -> None:
        """What the downloaded workbook showed: the last history line before it was written."""
        lines = Member.history.filter(id__in=keys, history_date__lte=self.at)
        self.base = {line.id: line for line in lines.order_by("history_date", "history_id")}
        bonds = Membership.history.filter(
            member_id__in=keys, union_id=self.context.union.pk, history_date__lte=self.at
        ).order_by("since", "history_date", "history_id")
        self.base_employers = {line.member_id: line.employer_id for line in bonds}

    def _keyed(self, row: Row, key: int | None) -> RowPlan:
        self.rows += 1
        plan = RowPlan(row.line, title=value_of(row, "full_name") or "（未填姓名）")
        known = self.people.by_key.get(key) if key else None
        if key is None or known is None or key not in self.base:
            self.broken += 1
            plan.error(self.labels["key"], _BAD_KEY)
            return plan
        first = self.keys.setdefault(key, row.line)
        if first != row.line:
            plan.error(
                self.labels["key"],
                f"与第 {first} 行带有同一个系统编号，多半是整行复制而来。新会员请填在表尾空行。",
            )
            return plan
        plan.title = known.member.full_name
        changes = self._merge(plan, row, known)
        if not plan.refused:
            self._decide(plan, row, known, changes)
        return plan

    def _decide(self, plan: RowPlan, row: Row, known: Known, changes: dict[str, Any]) -> None:
        step, day = value_of(row, "step"), value_of(row, "step_day")
        for name in ("step", "step_day", "step_reason"):
            if row.cells[name].error:
                plan.error(self.labels[name], row.cells[name].error, row.cells[name].raw)
        pending = bool(step) and not steps.already_done(known, step, day)
        here = known.current and known.current.union_id == self.context.union.pk
        if plan.refused:
            return
        if not here:
            if changes or pending:
                plan.error(self.labels["key"], "下载之后此人已不在本工会，本行的改动不能导入。")
            elif not step:
                plan.doubt(self.labels["key"], "下载之后此人已不在本工会，本行不作处理。")
            return
        if changes:
            self._change(plan, known, changes)
        if pending and "employer" in changes:
            plan.error(self.labels["step"], "变动与更换工作单位请分两次办理。")
        if pending and not plan.refused:
            steps.carry_out(
                plan, self.labels["step"], known.member, step, day=day,
                reason=value_of(row, "step_reason") or "", by=self.by,
            )  # fmt: skip

    def _merge(self, plan: RowPlan, row: Row, known: Known) -> dict[str, Any]:
        """Column -> value to write; conflicts and unreadable cells become findings."""
        changes: dict[str, Any] = {}
        base = self.base[known.member.pk]
        for name in self.person_fields:
            cell = document(row)[1] if name == "id_number" else row.cells[name]
            shown = workbook.cell_text(base, name)
            mine = self._typed(plan, name, cell, shown)
            if mine is not None and mine != getattr(base, name):
                now = getattr(known.member, name)
                self._settle(plan, name, mine, getattr(base, name), now, known, changes)
        if "employer" in self.present and known.current:
            self._merge_employer(plan, row, known, changes)
        return changes

    def _typed(self, plan: RowPlan, name: str, cell: Cell, shown: str) -> Any:
        """The value typed over what the workbook showed; None when the cell was left alone."""
        if compact(cell.raw) == compact(shown):
            return None
        if cell.error:
            plan.error(self.labels[name], cell.error, cell.raw)
            return None
        if cell.value in ("", None):
            if shown:
                plan.doubt(
                    self.labels[name], "已清空；空白不会清除原有内容，要清除请在会员页面修改。"
                )
            return None
        if cell.note:
            plan.doubt(self.labels[name], cell.note, cell.raw)
        return cell.value

    def _settle(
        self,
        plan: RowPlan,
        name: str,
        mine: Any,
        base: Any,
        now: Any,
        known: Known,
        changes: dict[str, Any],
    ) -> None:
        if now == mine:
            return
        if now != base:
            self.plan.conflicts += 1
            shown = (
                self._employer_name(now)
                if name == "employer"
                else workbook.cell_text(known.member, name)
            )
            text = f"您下载后此格已被改为“{shown or '空'}”"
            if not self.mine_wins:
                plan.error(
                    self.labels[name],
                    f"{text}。可在上方选择“以表为准”重新核对，或重新下载花名册后再改。",
                    self._employer_name(mine) if name == "employer" else mine,
                )
                return
            plan.doubt(self.labels[name], f"{text}，按您的选择以表为准。")
        changes[name] = mine

    def _merge_employer(
        self, plan: RowPlan, row: Row, known: Known, changes: dict[str, Any]
    ) -> None:
        base = self.base_employers.get(known.member.pk)
        cell = row.cells["employer"]
        typed = self._typed(plan, "employer", cell, self._employer_name(base))
        if typed is None:
            return
        mine = self._employer(plan, row)
        if mine is not None and mine != base and known.current:
            now = known.current.employer_id
            self._settle(plan, "employer", mine, base, now, known, changes)

    def _employer_name(self, pk: int | None) -> str:
        employer = self.places.employers.get(pk or 0)
        return employer.name if employer else ""

    def _change(self, plan: RowPlan, known: Known, changes: dict[str, Any]) -> None:
        member = known.member
        number = changes.get("id_number")
        other = self.people.by_number(number) if number else None
        if other and other.member.pk != member.pk:
            plan.error(self.labels["id_number"], ELSEWHERE)
            return
        fields = {name: value for name, value in changes.items() if name != "employer"}
        joined = fields.get("first_joined_on")
        if joined and joined > self.context.day:
            plan.error(self.labels["first_joined_on"], "入会时间晚于今天，请核对。", joined)
        values = {"full_name": member.full_name, "id_number": "", **fields}
        self._update(plan, values, self.context.union, changes.get("employer"), known)
        if not plan.refused:
            plan.outcome = CHANGED

    # -- people no line speaks of ----------------------------------------------------------

    def finish(self) -> list[RowPlan]:
        super().finish()
        union = self.context.union
        later = Membership.history.filter(
            union_id=union.pk, history_type="+", history_date__gt=self.at
        )
        missing = (
            Membership.objects.open()
            .filter(union=union)
            .exclude(member__in=[*self.keys, *self.met])
            .exclude(pk__in=later.values("id"))
            .select_related("member")
            .order_by("member__name_py", "pk")
        )
        leave = self.context.options.get("leave")
        if leave and self.broken:
            raise ImportProblem(
                f"有 {self.broken} 行的系统编号被改动，可能正是表中“未列出”的人，不能同时登记他们离会。"
                "请先改正这些行，或不填离会类别。"
            )
        plans = []
        for membership in missing:
            plan = RowPlan(0, UNLISTED, membership.member.full_name)
            plan.doubt(
                "整行",
                "下载时在册，表中没有此人。只有在确认时写明离会类别、日期和原因才会登记离会。",
            )
            plans.append(plan)
            if leave:
                self._leave(membership.member, leave)
        return plans

    def _leave(self, member: Member, leave: Mapping[str, str]) -> None:
        day = datetime.date.fromisoformat(leave["day"])
        try:
            steps.done(member, leave["kind"], day, by=self.by, reason=leave["reason"])
        except (ValidationError, PermissionDenied) as error:
            said = "；".join(getattr(error, "messages", [str(error)]))
            raise ImportProblem(
                f"{member.full_name}不能登记离会：{said}没有导入任何内容。"
            ) from None
        self.plan.departed += 1
