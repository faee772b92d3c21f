"""五小成果登记表: entries of earlier years, one row each, as offices kept them.

They come in with the state their row tells; nothing of them passes the process of this system.
What a row leaves in doubt is kept as it was written and said on the preview, never guessed.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core import history, sheets
from core.sheets import Cell, Column, Row, Table
from core.sheets.cells import excerpt, printed
from innovation.codes import EntryStatus, Level, Practice
from innovation.models import Author, Award, AwardGrade, Entry, Kind
from innovation.services import likeness
from innovation.services.authors import portions
from innovation.services.entries import PREFIX
from members.imports.matching import People
from unions.imports import registry
from unions.imports.fields import value_of
from unions.imports.names import Names, split_names
from unions.imports.places import Places
from unions.imports.plan import ADDED, RowPlan
from unions.services.numbers import next_number

FIRST_YEAR = 1990
Key = tuple[int, int, str]  # union, year, title
_VAGUE = re.compile("约|近|余|多|左右|上下|万|千|百|亿|~|以上|以下|[0-9][-—至到][0-9]")
_amount = sheets.amount()
_PRACTICES = {
    "未实施": "none", "否": "none", "未采用": "none", "试行": "trial", "试用": "trial", "试点": "trial",
    "实施": "done", "是": "done", "已采用": "done", "已推广": "done",
}  # fmt: skip


def benefit(raw: Any) -> Cell:
    """A sum, or nothing where the cell tells no exact one; what it says is kept in words."""
    cell = _amount(raw)
    text = printed(raw)
    if cell.error and _VAGUE.search(text) and re.search("[0-9一二三四五六七八九十]", text):
        note = (
            f"{excerpt(text)}不是确切金额，不计入年效益，原文记入“改进效果”；"
            "查明后请改成数字再导入。"
        )
        return Cell(raw, None, note=note)
    return cell


@dataclass(slots=True)
class Found:
    """A row as read; `plan` collects what is said of it."""

    plan: RowPlan
    row: Row
    entry: Entry | None = None
    grade: AwardGrade | None = None
    names: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        assert self.entry is not None  # noqa: S101
        return self.entry.union_id, self.entry.year, likeness.folded(self.entry.title)


class EntriesImporter(registry.Importer):
    kind = "innovation"
    label = "五小成果登记表（历史）"
    capability = "innovation_review"
    federation_only = True
    help = (
        "一行一项，登记使用本系统之前的五小成果和合理化建议；按单位和年度归入当时覆盖它的工会。",
        "同一单位、同一年度、同一名称的只登记一次，同一份表可以重复上传。",
        "完成人按姓名对应到该工会的会员；没有对应上的只登记姓名。金额不确切的不计入年效益。",
    )
    columns = (
        Column("year", "年度", ("年份", "申报年度"), sheets.whole_number(FIRST_YEAR, 2200),
               required=True),
        Column("title", "成果名称", ("名称", "项目名称", "成果", "建议名称"), sheets.text(60),
               required=True),
        Column("kind", "类别", ("成果类别", "五小类别", "种类"), sheets.text(20), required=True),
        Column("authors", "完成人", ("作者", "建议人", "主要完成人", "姓名"), sheets.text(200)),
        Column("employer", "单位", ("单位名称", "企业名称", "所在单位", "工作单位"),
               sheets.text(100), required=True),
        Column("practice", "实施情况", ("是否实施", "采用情况"),
               sheets.choice(Practice.choices, _PRACTICES)),
        Column("benefit", "年节约或增效（元）", ("年效益（元）", "年效益", "经济效益", "效益", "年节约或增效"),
               benefit),
        Column("grade", "评审等次", ("等次", "奖次", "获奖等次"), sheets.text(20)),
        Column("prize", "奖金（元）", ("奖金", "奖励金额"), _amount),
    )  # fmt: skip
    choices = {"practice": Practice.labels}

    def start(self, table: Table) -> None:
        super().start(table)
        self.places = Places(self.context.union)
        self.kinds = {row.pk: row for row in Kind.objects.all()}
        self.kind_names = Names((row.name, pk) for pk, row in self.kinds.items())
        self.grades = {row.pk: row for row in AwardGrade.objects.all()}
        self.grade_names = Names(
            (name, pk)
            for pk, row in self.grades.items()
            for name in {row.name, row.name.removesuffix("奖")}
        )
        self.first_line: dict[Key, int] = {}
        self.numbers: dict[int, int] = {}
        self.total, self.rows = Decimal(0), 0

    # -- reading a row -----------------------------------------------------------------------

    def check(self, rows: list[Row]) -> list[RowPlan]:
        found = [self._read(row) for row in rows]
        placed = [one for one in found if one.entry is not None and not one.plan.refused]
        known = _on_record(placed)
        people = People(
            names={name for one in placed for name in one.names},
            union_ids={one.entry.union_id for one in placed if one.entry},
        )
        for one in placed:
            self._judge(one, known, people)
        return [one.plan for one in found]

    def _read(self, row: Row) -> Found:
        title = " ".join((value_of(row, "title") or "").split())
        found = Found(RowPlan(row.line, title=title or "（未填名称）"), row)
        plan = found.plan
        plan.read(row.cells, self.labels)
        self.rows += 1
        for column in ("year", "title", "kind", "employer"):
            cell = row.cells[column]
            if not cell.error and cell.value in ("", None):
                plan.error(self.labels[column], f"请填写{self.labels[column]}。", cell.raw)
        year, kind = value_of(row, "year"), self._kind(found)
        if year and year > self.context.day.year:
            plan.error(self.labels["year"], "年度晚于今年，请核对。", year)
        found.grade = self._grade(found)
        found.names = tuple(split_names(value_of(row, "authors") or ""))
        employer = self._employer(found)
        if plan.refused or kind is None or employer is None:
            return found
        union = self._union(found, employer, year)
        if union is not None:
            found.entry = self._entry(found, title, kind, employer, union)
        return found

    def _kind(self, found: Found) -> Kind | None:
        typed = value_of(found.row, "kind")
        if not typed:
            return None
        pk = self.kind_names.get(typed)
        if pk is None:
            known = "、".join(kind.name for kind in self.kinds.values())
            text = f"没有“{typed[:20]}”这个类别，可填：{known}；或先在“数据录入”中新增类别。"
            found.plan.error(self.labels["kind"], text, typed)
        return self.kinds.get(pk or 0)

    def _grade(self, found: Found) -> AwardGrade | None:
        typed = value_of(found.row, "grade")
        if not typed or typed in ("无", "/", "-", "—"):
            return None
        pk = self.grade_names.get(typed)
        if pk is None:
            known = "、".join(grade.name for grade in self.grades.values())
            text = f"没有“{typed[:20]}”这个奖次，可填：{known}；或先在“数据录入”中新增奖次。"
            found.plan.error(self.labels["grade"], text, typed)
        return self.grades.get(pk or 0)

    def _employer(self, found: Found) -> int | None:
        typed = value_of(found.row, "employer")
        if not typed:
            return None
        pk = self.places.names.get(typed)
        if pk is None:
            cure = "请改成企业名录中的名称，或先登记企业。"
            text = self.places.names.miss("企业", typed, cure)
            found.plan.error(self.labels["employer"], text, typed)
        return pk

    def _union(self, found: Found, employer: int, year: int) -> int | None:
        """Who covered it at the year's end; who covers it today, with a doubt."""
        day = min(datetime.date(year, 12, 31), self.context.day)
        if union := self.places.covering(employer, day):
            return union
        union = self.places.covering(employer, self.context.day)
        label = self.labels["employer"]
        if union is None:
            found.plan.error(label, "这家企业没有工会覆盖，请先登记覆盖关系。")
            return None
        text = f"{year} 年末这家企业还没有工会覆盖，归入现在的工会。"
        found.plan.doubt(label, text, value_of(found.row, "employer"))
        return union

    def _entry(self, found: Found, title: str, kind: Kind, employer: int, union: int) -> Entry:
        row, practice = found.row, value_of(found.row, "practice") or Practice.NONE
        sum_of_year = value_of(row, "benefit")
        raw = printed(row.cells["benefit"].raw) if "benefit" in row.cells else ""
        effect = "" if sum_of_year is not None or not raw else f"原登记年效益：{raw[:40]}"
        state = {Practice.DONE: EntryStatus.IMPLEMENTED, Practice.TRIAL: EntryStatus.TRIAL}
        status = EntryStatus.AWARDED if found.grade else state.get(practice, EntryStatus.ACCEPTED)
        return Entry(
            union_id=union, enterprise_id=employer, title=title, kind=kind,
            year=value_of(row, "year"), practice=practice, effect=effect, status=status,
            added_profit=sum_of_year, annual_benefit=sum_of_year, historical=True,
            level=Level.TOWNSHIP if found.grade else Level.UNIT, entered_by=self.by,
        )  # fmt: skip

    # -- against what stands on record -----------------------------------------------------------

    def _judge(self, found: Found, known: dict[Key, Entry], people: People) -> None:
        plan, entry = found.plan, found.entry
        assert entry is not None  # noqa: S101
        self.total += entry.annual_benefit or 0
        first = self.first_line.setdefault(found.key, plan.line)
        if first != plan.line:
            text = f"与第 {first} 行是同一单位、同一年度、同一名称；确是两项的请在名称中区分。"
            plan.error(self.labels["title"], text, entry.title)
            return
        if (stored := known.get(found.key)) is not None:
            self._compare(found, stored)
            return
        self._doubt(found)
        authors = self._authors(found, people)
        plan.outcome, plan.payload = ADDED, (entry, authors, self._award(found))
        plan.summary = " · ".join(
            [f"{entry.year} 年", entry.kind.name, self.places.unions[entry.union_id].name]
        )

    def _compare(self, found: Found, stored: Entry) -> None:
        """On record already: nothing is written; what differs is said."""
        for name, column in (("kind_id", "kind"), ("practice", "practice"),
                             ("annual_benefit", "benefit")):  # fmt: skip
            if column in self.present and getattr(stored, name) != getattr(found.entry, name):
                text = "系统中已有这项成果，这一格与登记的不同；未改动，请在成果页面核对。"
                found.plan.doubt(self.labels[column], text, found.row.cells[column].raw)

    def _doubt(self, found: Found) -> None:
        """What cannot both be true, or is nobody's."""
        plan, entry = found.plan, found.entry
        assert entry is not None  # noqa: S101
        if entry.practice == Practice.NONE and "practice" in self.present:
            if entry.annual_benefit:
                text = "未实施却填了年效益，请核对；按填写的登记。"
                plan.doubt(self.labels["benefit"], text, entry.annual_benefit)
            if found.grade:
                text = "未实施却有评审等次，请核对；按填写的登记。"
                plan.doubt(self.labels["grade"], text, found.grade.name)
        if not found.names:
            plan.doubt(self.labels.get("authors", "完成人"), "没有填写完成人，只登记成果。")

    def _authors(self, found: Found, people: People) -> list[Author]:
        entry, unknown, several, authors = found.entry, [], [], []
        assert entry is not None  # noqa: S101
        shares = portions([Decimal(1)] * len(found.names))
        for position, (name, share) in enumerate(zip(found.names, shares, strict=True), 1):
            fit = [k.member for k in people.of_name(name, {entry.union_id})]
            if len(fit) != 1:
                (several if fit else unknown).append(name)
            authors.append(
                Author(
                    entry=entry, position=position, full_name=name[:60], share=share,
                    member=fit[0] if len(fit) == 1 else None,
                )
            )  # fmt: skip
        label = self.labels.get("authors", "完成人")
        if unknown:
            text = f"该工会的会员中没有“{'、'.join(unknown)}”，只登记姓名、不计入参与率；可导入后在成果页面改。"
            found.plan.doubt(label, text, value_of(found.row, "authors"))
        if several:
            text = f"该工会有多名会员叫“{'、'.join(several)}”，只登记姓名、不计入参与率；可导入后在成果页面改。"
            found.plan.doubt(label, text, value_of(found.row, "authors"))
        return authors

    # -- writing -------------------------------------------------------------------------------

    def _award(self, found: Found) -> Award | None:
        """What an old list does not tell of the meeting stays open; the prize is 0 where untold."""
        if found.grade is None:
            return None
        amount = value_of(found.row, "prize") or Decimal(0)
        return Award(entry=found.entry, grade=found.grade, by=self.by, amount=amount)

    def apply(self, plans: list[RowPlan]) -> None:
        reason = f"导入{self.label}"
        plans = [plan for plan in plans if plan.payload]
        entries = [plan.payload[0] for plan in plans]
        for entry in entries:
            entry.number = self._number(entry.year)
        history.bulk_save(entries, by=self.by, reason=reason)
        authors = [author for plan in plans for author in plan.payload[1]]
        awards = [plan.payload[2] for plan in plans if plan.payload[2]]
        for row in (*authors, *awards):
            row.entry_id = row.entry.pk
        history.bulk_save(authors, by=self.by, reason=reason)
        history.bulk_save(awards, by=self.by, reason=reason)
        likeness.index(entries)

    def _number(self, year: int) -> str:
        """The next of its year; the lock of the first keeps the others free until the end."""
        if year not in self.numbers:
            first = next_number(Entry, "number", PREFIX, year)
            self.numbers[year] = int(first.rpartition("-")[2])
        number = f"{PREFIX}{year}-{self.numbers[year]:04d}"
        self.numbers[year] += 1
        return number

    def totals(self) -> dict[str, Any]:
        return {"benefit": self.total, "": self.rows}


def _on_record(found: Iterable[Found]) -> dict[Key, Entry]:
    """Entries of these unions and years by union, year and title; merged ones count too."""
    entries = [one.entry for one in found if one.entry is not None]
    rows = Entry.objects.filter(
        union__in={entry.union_id for entry in entries}, year__in={entry.year for entry in entries}
    ).exclude(status__in=(EntryStatus.DRAFT, EntryStatus.WITHDRAWN))
    return {
        (row.union_id, row.year, likeness.folded(row.title)): row for row in rows.order_by("-pk")
    }
