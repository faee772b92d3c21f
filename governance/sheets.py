"""An official sheet told once: its parts become a Word file (core/papers.py) or a page to print."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.papers import Paper
from core.report_html import plain

Column = tuple[str, float, str]  # label, width in mm, left/center/right


@dataclass
class Sheet:
    """Filled from top to bottom. `size` is that of tables, in points."""

    title: str
    number: str = ""
    parts: list[dict[str, Any]] = field(default_factory=list)

    def _add(self, kind: str, **told: Any) -> None:
        self.parts.append({"kind": kind, **told})

    def recipient(self, name: str) -> None:
        self._add("recipient", text=name)

    def lead(self, text: str) -> None:
        self._add("lead", text=text)

    def heading(self, text: str) -> None:
        self._add("heading", text=text)

    def text(self, text: str) -> None:
        self._add("text", text=text)

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Any]],
        size: float = 12,
        height: float = 0,
    ) -> None:
        cells = [[plain(value) for value in row] for row in rows]
        lines = [
            [(value, label, align) for value, (label, _, align) in zip(row, columns, strict=True)]
            for row in cells
        ]
        self._add("table", columns=columns, rows=cells, lines=lines, size=size, height=height)

    def signed(self, issuer: str, day: datetime.date | None) -> None:
        self._add("signed", issuer=issuer, day=day)

    def signatures(self, labels: Sequence[str]) -> None:
        self._add("signatures", labels=labels)

    def next_sheet(self, title: str) -> None:
        """Begin anew on the next page, under a title of its own."""
        self._add("next_sheet", title=title)

    def word(self) -> Paper:
        paper = Paper(self.title, number=self.number)
        for part in self.parts:
            told = dict(part)
            kind = told.pop("kind")
            told.pop("lines", None)
            getattr(paper, kind)(*told.values()) if kind != "table" else paper.table(**told)
        return paper
