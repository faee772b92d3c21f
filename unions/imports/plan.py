"""What an import would do, row by row and cell by cell, in the words the preview page shows."""

import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core import crypto, identifiers
from core.sheets import Cell
from core.sheets.cells import compact, printed

ADDED, CHANGED, LEFT, UNCHANGED, REFUSED = "added", "changed", "left", "unchanged", "refused"
UNLISTED = "unlisted"  # on record, but on no line of the sheet
OUTCOMES = {
    ADDED: "新增",
    CHANGED: "修改",
    LEFT: "离会",
    UNLISTED: "表中未列出",
    UNCHANGED: "无变化",
    REFUSED: "不能导入",
}
ERROR, DOUBT, CHANGE = "error", "doubt", "change"
LEVELS = {ERROR: "须改正", DOUBT: "存疑", CHANGE: "修改"}
PURPOSE = "import"
_SHOWN_CHARS = 80
_LONG_DIGITS = re.compile(r"[0-9]{14,}[Xx]?")
_MOBILE = re.compile(r"(?<![0-9])1[0-9]{10}(?![0-9])")


class ImportProblem(Exception):
    """The whole file cannot be taken as things stand. The message (Chinese) says what to do."""


def shown(raw: Any) -> str:
    """A cell as typed, without what would identify a person: preview pages are looked at."""
    text = printed(raw)
    if _LONG_DIGITS.search(squeezed := compact(raw)):
        return _LONG_DIGITS.sub(lambda found: identifiers.mask_id(found[0]), squeezed)
    return _MOBILE.sub(lambda found: identifiers.mask_mobile(found[0]), text)[:_SHOWN_CHARS]


@dataclass(slots=True)
class Finding:
    """One remark on one cell. `old` and `new` are filled for a change."""

    label: str
    level: str
    message: str = ""
    raw: str = ""
    old: str = ""
    new: str = ""

    @property
    def word(self) -> str:
        return LEVELS[self.level]


@dataclass(slots=True)
class RowPlan:
    """One line of the user's file (0: a record that no line speaks of)."""

    line: int
    outcome: str = UNCHANGED
    title: str = ""
    summary: str = ""
    findings: list[Finding] = field(default_factory=list)
    # The row as typed, kept only where it is refused, for the rejects file.
    source: dict[str, str] = field(default_factory=dict)
    # What apply() writes; dropped as soon as it is written.
    payload: Any = None

    def error(self, label: str, message: str, raw: Any = "") -> None:
        self.findings.append(Finding(label, ERROR, message, shown(raw)))
        self.outcome = REFUSED

    def doubt(self, label: str, message: str, raw: Any = "") -> None:
        self.findings.append(Finding(label, DOUBT, message, shown(raw)))

    def change(self, label: str, old: str, new: str, message: str = "") -> None:
        self.findings.append(Finding(label, CHANGE, message, "", old, new))

    def read(
        self, cells: dict[str, Cell], labels: dict[str, str], skip: Iterable[str] = ()
    ) -> None:
        """Take over what the cleaners found wrong or doubtful."""
        for name, cell in cells.items():
            if cell.error and name not in skip:
                self.error(labels[name], cell.error, cell.raw)
            elif cell.note and name not in skip:
                self.doubt(labels[name], cell.note, cell.raw)

    @property
    def refused(self) -> bool:
        return self.outcome == REFUSED

    @property
    def word(self) -> str:
        return OUTCOMES[self.outcome]

    @property
    def doubtful(self) -> bool:
        return any(finding.level == DOUBT for finding in self.findings)


@dataclass
class Plan:
    """All rows with their outcomes, and what is to be said of the file as a whole."""

    rows: list[RowPlan] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    departed: int = 0  # unlisted people whose leaving was confirmed
    conflicts: int = 0  # cells over which the sheet and the records disagree: somebody decides

    def counts(self) -> dict[str, int]:
        found = Counter(row.outcome for row in self.rows)
        return {
            **{name: found[name] for name in OUTCOMES},
            LEFT: found[LEFT] + self.departed,
            DOUBT: sum(row.doubtful for row in self.rows),
            "rows": sum(row.line > 0 for row in self.rows),
            "conflicts": self.conflicts,
        }

    def digest(self) -> str:
        """Equal for two plans that do the same to the same records."""
        hasher = hashlib.sha256()
        for row in self.rows:
            hasher.update(json.dumps(_row_out(row), ensure_ascii=False).encode())
        return hasher.hexdigest()


def _row_out(row: RowPlan) -> list[Any]:
    findings = [[f.label, f.level, f.message, f.raw, f.old, f.new] for f in row.findings]
    return [row.line, row.outcome, row.title, row.summary, findings, row.source]


def seal(plan: Plan) -> bytes:
    content = {
        "digest": plan.digest(),
        "notes": plan.notes,
        "headers": plan.headers,
        "rows": [_row_out(row) for row in plan.rows],
    }
    packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 6)
    return crypto.seal_bytes(packed, PURPOSE)


@dataclass
class Preview:
    """A sealed plan, opened again."""

    digest: str = ""
    plan: Plan = field(default_factory=Plan)


def unseal(sealed: bytes | memoryview) -> Preview:
    if not sealed:
        return Preview()
    content = json.loads(zlib.decompress(crypto.open_bytes(bytes(sealed), PURPOSE)))
    rows = [
        RowPlan(line, outcome, title, summary, [Finding(*f) for f in findings], source)
        for line, outcome, title, summary, findings, source in content["rows"]
    ]
    return Preview(content["digest"], Plan(rows, content["notes"], content["headers"]))
