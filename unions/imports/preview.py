"""One page of a preview: which rows are shown, and the tabs above them."""

from dataclasses import dataclass

from unions.imports import plan as plans
from unions.imports.plan import DOUBT, REFUSED, RowPlan
from unions.models import ImportBatch

PAGE_ROWS = 100
_TABS = {
    REFUSED: "不能导入",
    DOUBT: "存疑",
    plans.CHANGED: "修改",
    plans.ADDED: "新增",
    plans.LEFT: "离会",
    plans.UNLISTED: "表中未列出",
    plans.UNCHANGED: "无变化",
}


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int


class Shown:
    """What ?show= and ?page= pick out of the sealed findings."""

    def __init__(self, batch: ImportBatch, show: str, page: str) -> None:
        plan = plans.unseal(batch.findings).plan
        self.notes = plan.notes
        self.tabs = [Tab(name, label, self._count(plan, name)) for name, label in _TABS.items()]
        filled = [tab.name for tab in self.tabs if tab.count]
        self.show = show if show in filled else (filled[0] if filled else "")
        rows = [row for row in plan.rows if self._belongs(row)]
        self.pages = max(1, -(-len(rows) // PAGE_ROWS))
        wanted = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        self.page = min(max(wanted, 1), self.pages)
        self.rows = rows[(self.page - 1) * PAGE_ROWS : self.page * PAGE_ROWS]
        self.refused = next(tab.count for tab in self.tabs if tab.name == REFUSED)

    @staticmethod
    def _count(plan: plans.Plan, name: str) -> int:
        if name == DOUBT:
            return sum(row.doubtful for row in plan.rows)
        return sum(row.outcome == name for row in plan.rows)

    def _belongs(self, row: RowPlan) -> bool:
        return row.doubtful if self.show == DOUBT else row.outcome == self.show

    @property
    def previous(self) -> int:
        return self.page - 1 if self.page > 1 else 0

    @property
    def next(self) -> int:
        return self.page + 1 if self.page < self.pages else 0
