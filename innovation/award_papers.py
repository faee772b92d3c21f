"""Papers of honour: certificates, the list of awards, and the yearly booklet."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core import vault
from core.papers import BLACK, BODY, KAI, TITLE, Paper, cn_date
from core.periods import today
from innovation import codes
from innovation.award_reports import authors_of
from innovation.models import Award, Call, Entry, Picture
from innovation.models.pictures import AFTER, BEFORE
from unions.models import Union
from unions.services.tree import ancestor_ids

RELATED = ("entry__union", "entry__enterprise", "entry__kind", "entry__call__union", "grade")
MOST = 1_000  # awards in one file
ENTRIES = 300  # entries in one booklet
PICTURES = 30 * 1024 * 1024  # bytes of pictures in one booklet: it is sent by mail
_NUMERALS = "零一二三四五六七八九十"


def numeral(number: int) -> str:
    """一 to 九十九, as headings count."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _NUMERALS[number]
    head = "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")


@dataclass(frozen=True)
class Certificate:
    """One award in the words of its certificate."""

    number: str
    unit: str
    authors: str
    plural: bool
    text: str
    issuer: str
    day: datetime.date | None


def root_of(award: Award) -> Union:
    """Who awards: the union that called; else the one at the tree's root."""
    entry = award.entry
    if entry.call is not None:
        return entry.call.union
    return Union.objects.get(pk=ancestor_ids(entry.union.path)[0])


def certificates(awards: Sequence[Award]) -> list[Certificate]:
    names = authors_of([award.entry_id for award in awards])
    roots: dict[str, Union] = {}
    found = []
    for award in awards:
        entry = award.entry
        key = f"call{entry.call_id}" if entry.call_id else entry.union.path.split("/")[0]
        if key not in roots:
            roots[key] = root_of(award)
        people = names[entry.pk]
        whose = entry.call.title if entry.call else f"{entry.year}年度职工创新成果评选"
        you = "你们" if len(people) > 1 else "你"
        found.append(
            Certificate(
                number=entry.number,
                unit=entry.enterprise.name if entry.enterprise else entry.union.name,
                authors="、".join(people),
                plural=len(people) > 1,
                text=f"{you}完成的“{entry.title}”（{entry.kind.name}），在{whose}中荣获"
                f"{award.grade.name}。",
                issuer=roots[key].name,
                day=award.decided_on,
            )
        )
    return found


def awards_of(call: Call) -> list[Award]:
    rows = Award.objects.filter(entry__call=call).select_related(*RELATED)
    return list(rows.order_by("grade__position", "entry__number", "pk")[:MOST])


class CertificatePaper(Paper):
    """荣誉证书, one landscape page each, larger than the body of an official paper."""

    def __init__(self, made: Sequence[Certificate]) -> None:
        super().__init__("荣 誉 证 书", landscape=True, paged=False)
        for number, row in enumerate(made):
            if number:
                self.next_sheet("荣 誉 证 书")
            self._one(row)

    def _title(self, title: str) -> None:
        self._write([(title, TITLE, 40)], align="center", spacing=64)

    def _one(self, row: Certificate) -> None:
        wide = 40
        self._write([(row.unit, KAI, 20)], spacing=wide)
        self._write([(f"{row.authors}：", BLACK, 22)], spacing=wide)
        self._write([(f"　　{row.text}", BODY, 22)], spacing=wide)
        self._write([("　　特发此证，以资鼓励。", BODY, 22)], spacing=wide)
        self._write([], spacing=20)
        self._write([(row.issuer, BODY, 20)], align="right", right=2, spacing=wide)
        day = cn_date(row.day) if row.day else "　　年　　月　　日"
        self._write([(day, BODY, 20)], align="right", right=2, spacing=wide)
        if row.number:
            self._write([(f"证书编号：{row.number}", KAI, 14)], spacing=wide)


# --- the list of awards ------------------------------------------------------------------------


def list_paper(issuer: Union, year: int, awards: Iterable[Award]) -> Paper:
    """表彰名单 by grade, the authors of merged entries among them."""
    rows = list(awards)
    names = authors_of([award.entry_id for award in rows])
    paper = Paper(f"{issuer}{year}年度\n职工创新成果表彰名单")
    paper.lead(f"（共 {len(rows)} 项）")
    grouped = groupby(rows, key=lambda award: (award.grade.position, award.grade.name))
    for number, ((_, grade), found) in enumerate(grouped, 1):
        group = list(found)
        paper.heading(f"{numeral(number)}、{grade}（{len(group)} 项）")
        lines = [
            (
                place, award.entry.title, "、".join(names[award.entry_id]), _unit(award.entry),
            )
            for place, award in enumerate(group, 1)
        ]  # fmt: skip
        paper.table(
            (("序号", 12, "center"), ("成果名称", 54, "left"), ("完成人", 42, "left"),
             ("单位", 48, "left")),
            lines,
        )  # fmt: skip
    days = [award.decided_on for award in rows if award.decided_on]
    paper.signed(issuer.name, max(days) if days else None)
    return paper


def _unit(entry: Entry) -> str:
    return entry.enterprise.name if entry.enterprise else entry.union.name


# --- the booklet -------------------------------------------------------------------------------


class Booklet(Paper):
    """创新成果汇编: a title page, the contents by kind, then every entry honoured that year."""

    def __init__(self, issuer: Union, year: int, entries: Sequence[Entry]) -> None:
        self._room = PICTURES
        super().__init__(f"\n\n\n{issuer}\n{year}年度\n职工创新成果汇编")
        for _ in range(8):
            self._write([])
        self._write([(issuer.name, KAI, 18)], align="center")
        self._write([(cn_date(today()), KAI, 18)], align="center")
        groups = [(kind, list(rows)) for kind, rows in groupby(entries, key=lambda e: e.kind.name)]
        self._names = authors_of([entry.pk for entry in entries])
        self._awards = _awards_of(entries)
        self._pictures = _pictures_of(entries)
        self._contents(groups)
        for number, (kind, rows) in enumerate(groups, 1):
            self.next_sheet(f"{numeral(number)}、{kind}")
            for place, entry in enumerate(rows, 1):
                self._entry(place, entry)

    def _contents(self, groups: Sequence[tuple[str, list[Entry]]]) -> None:
        self.next_sheet("目　录")
        if not groups:
            self.text("本年度没有受到表彰的成果。")
        for number, (kind, rows) in enumerate(groups, 1):
            self.heading(f"{numeral(number)}、{kind}（{len(rows)} 项）")
            for place, entry in enumerate(rows, 1):
                self._write([(f"{place}. {entry.title}　{_unit(entry)}", BODY, 14)], indent=True)

    def _entry(self, place: int, entry: Entry) -> None:
        self.heading(f"{place}. {entry.title}", 2)
        self.labelled("完成人", "、".join(self._names[entry.pk]))
        self.labelled("单位", _unit(entry))
        self.labelled("编号", entry.number)
        if won := self._awards.get(entry.pk):
            self.labelled("表彰", "、".join(won))
        for label, text in (
            ("现状和问题", entry.problem), ("改进措施", entry.measure), ("改进效果", entry.effect),
        ):  # fmt: skip
            if text:
                first, *rest = text.splitlines()
                self.labelled(label, first.strip())
                for line in rest:
                    self.text(line)
        if entry.annual_benefit is not None:
            told = "" if entry.finance_confirmed_on else "（未经单位财务确认）"
            self.labelled("年效益", f"{entry.annual_benefit:,.2f} 元{told}")
        for row in self._pictures.get(entry.pk, ())[:2]:
            self._photo(row)
        self._write([])

    def _photo(self, row: Picture) -> None:
        """While there is room; beyond, the pictures stay in the house's gallery."""
        if row.size > self._room:
            return
        try:
            data = vault.get(row.stored_name)
        except vault.Unavailable:
            return
        if self.picture(data, 78):
            self._room -= row.size
            self._write([(row.kind, KAI, 12)])


def _awards_of(entries: Sequence[Entry]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Award.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("pk")
    for entry, level, grade in rows.values_list("entry", "level", "grade__name"):
        found.setdefault(entry, []).append(f"{codes.Level(level).label}{grade}")
    return found


def _pictures_of(entries: Sequence[Entry]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    rows = Picture.objects.filter(
        entry__in=[entry.pk for entry in entries], kind__in=(BEFORE, AFTER),
        voided_at__isnull=True, content_type__startswith="image/",
    )  # fmt: skip
    for row in sorted(rows, key=lambda row: (row.kind != BEFORE, row.pk)):
        found.setdefault(row.entry_id, []).append(row)
    return found


def honoured(rows: Any, year: int) -> list[Entry]:
    """Entries of that year that were awarded, by kind; `rows` is what the reader may see."""
    found = rows.filter(
        year=year, status__in=(codes.EntryStatus.AWARDED, codes.EntryStatus.PROMOTED)
    ).select_related("kind", "union", "enterprise")
    return list(found.order_by("kind__position", "kind", "number", "pk")[:ENTRIES])
