"""The yearly sheets as a workbook: cover and tables of one union, or a table a sheet over all."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from core.sheets import TablePage, write_tables
from reporting.codes import YearTable
from reporting.models import YearlySheet
from reporting.yearly import compute, grassroots, total
from reporting.yearly_indicators import TABLE, of_table, union_type
from reporting.yearly_page import SOURCE, cover, sheet_of, tables
from reporting.yearly_reports import code_of
from reporting.yearly_years import StatYear
from unions.models import Union

TITLE = "年度基层工会调查表"
_LEFT, _RIGHT = "left", "right"


def signatures(sheet: YearlySheet | None) -> list[str]:
    def name(field: str) -> str:
        return getattr(sheet, field, "") or "　　　"

    day = sheet.filled_on if sheet and sheet.filled_on else None
    dated = f"{day.year}年{day.month}月{day.day}日" if day else "　　年　月　日"
    return [
        f"填表人：{name('filler')}", f"审核人：{name('reviewer')}",
        f"负责人：{name('head')}（章）", f"填报日期：{dated}",
    ]  # fmt: skip


def of_union(union: Union, year: StatYear) -> Any:
    """The file, open at its start."""
    foot = ["　".join(signatures(sheet_of(union, year)))]
    facts = [*cover(union, year), ("", "统计期间", year.span), ("", "制度依据", SOURCE)]
    pages = [
        TablePage(
            f"{year.year}{TITLE}", "", (
                ("代码", 8, _LEFT), ("项目", 20, _LEFT), ("内容", 60, _LEFT),
            ), facts, foot, "封面",
        )
    ]  # fmt: skip
    columns = (("指标名称", 44, _LEFT), ("计量单位", 10, _LEFT), ("代码", 8, _LEFT),
               ("数量", 20, _RIGHT))  # fmt: skip
    for table in tables(union, year, compute([union], year, TABLE)):
        rows = [
            (row["indicator"].label, row["indicator"].unit, row["indicator"].number, row["value"])
            for row in table["rows"]
        ]
        pages.append(TablePage(table["label"], f"{union.name}　{year.span}", columns, rows, foot))
    return _book(pages)


def of_all(unions: Sequence[Union], year: StatYear) -> Any:
    """One sheet a table: a union a row, its codes before its figures, the sum below."""
    rows = list(
        grassroots(unions, year).order_by("path")
        .values("pk", "name", "kind", "code", "union_uscc")
    )  # fmt: skip
    values = compute(unions, year, TABLE)

    def lines(code: str) -> Iterator[list[Any]]:
        wanted = of_table(code)
        for n, row in enumerate(rows, 1):
            figures = [values[i.code].get(row["pk"]) for i in wanted]
            yield [n, code_of(row), row["name"], union_type(row["kind"])[0], *figures]
        yield ["", "", "合计", "", *(total(values, i) for i in wanted)]

    head = (("序号", 6, _RIGHT), ("901工会代码", 20, _LEFT), ("902工会名称", 32, _LEFT),
            ("904类型", 7, _LEFT))  # fmt: skip
    region = cover(unions[0], year)[2]
    subtitle = f"{unions[0].name}　{year.label}（{year.span}）　903地区代码：{region[2]}"
    pages = [
        TablePage(
            label, subtitle,
            (*head, *((f"{i.number} {i.label}（{i.unit}）", 14, _RIGHT) for i in of_table(code))),
            lines(code), ["　".join(signatures(None))],
        )
        for code, label in YearTable.choices
    ]  # fmt: skip
    return _book(pages)


def _book(pages: Sequence[TablePage]) -> Any:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_tables(file, pages)
    return file
