"""What the pages of a year show: one union's sheet, and the errors with the way to mend them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from members.models import Membership
from reporting.codes import YearTable
from reporting.models import YearlySheet
from reporting.yearly import Values, compute, grassroots
from reporting.yearly_checks import Finding, findings, indicators
from reporting.yearly_indicators import SUPPLIED, TABLE, of_table, union_type
from reporting.yearly_reports import address, shown
from reporting.yearly_years import StatYear
from unions import rules
from unions.codes import FEDERATIONS
from unions.models import Union
from unions.scope import scope_of

SOURCE = "工会统计调查制度（国统制〔2019〕107号）"


def cover(union: Union, year: StatYear) -> list[tuple[str, str, str]]:
    """901 to 904, as (code, name, content)."""
    number, label = union_type(union.kind)
    region = f"{rules.value('yearly_region_code', year.last).normalize():f}"
    return [
        ("901", "工会代码", union.union_uscc or union.code or "未登记"),
        ("902", "工会名称", union.name),
        ("903", "行政区划代码", region),
        ("904", "工会类型", f"{number}　{label}"),
    ]


def sheet_of(union: Union, year: StatYear) -> YearlySheet:
    """What was added by hand; an unsaved one, version 0, where nothing was yet."""
    found = YearlySheet.objects.filter(union=union, year=year.year).first()
    return found or YearlySheet(union=union, year=year.year, version=0)


def tables(union: Union, year: StatYear, values: Values) -> list[dict[str, Any]]:
    def row(indicator: Any) -> dict[str, Any]:
        value = values[indicator.code].get(union.pk)
        opens = value != 0 and indicator.told != SUPPLIED
        url = address(indicator, union, year) if opens else ""
        return {"indicator": indicator, "value": value, "text": shown(value), "url": url}

    return [
        {"code": code, "label": label, "rows": [row(i) for i in of_table(code)]}
        for code, label in YearTable.choices
    ]


def reading(union: Union, year: StatYear, user: Any) -> dict[str, Any]:
    values = compute([union], year, TABLE)
    found = findings([union], year, values)
    return {
        "union": union, "year": year, "cover": cover(union, year), "source": SOURCE,
        "tables": tables(union, year, values), "sheet": sheet_of(union, year),
        "findings": lines(found, {union.pk: union}, year, user),
        "blocking": sum(finding.blocks for finding in found),
    }  # fmt: skip


def lines(
    found: Sequence[Finding], unions: dict[int, Union], year: StatYear, user: Any
) -> list[dict[str, Any]]:
    """Who, what, how to mend it, and the way there."""
    scope = scope_of(user)
    made = []
    for finding in found:
        union = unions[finding.union_id]
        sides = indicators(f"{finding.check.left}+{finding.check.right}")
        asked = f"{year.year}-{finding.check.code}"
        made.append({
            "finding": finding, "union": union,
            "links": [(i.label.removeprefix("其中："), address(i, union, year)) for i in sides],
            "explain": reverse("reporting:yearly_explain", args=[union.pk, asked])
            if finding.is_error and scope.may("govern", union) else "",
        })  # fmt: skip
    return made


def left_out(unions: Sequence[Union], year: StatYear) -> str:
    """What the grassroots sheets do not have, told so that sums are not taken for the whole."""
    below = Q(pk__in=[])
    for union in unions:
        below |= Q(path__startswith=union.path)
    ended = Union.objects.filter(below, dissolved_on__range=year.days).exclude(kind__in=FEDERATIONS)
    upper = Union.objects.filter(below, kind__in=FEDERATIONS).values("pk")
    kept = Membership.objects.on(year.last).filter(union__in=upper)
    parts = [
        f"{number}{words}"
        for number, words in (
            (ended.count(), " 家在本年度撤销或合并的工会"),
            (kept.count(), " 名由总工会直接管理的会员"),
        )
        if number
    ]
    return f"另有{'、'.join(parts)}，不列入基层工会调查表。" if parts else ""


def named(found: Sequence[Finding], unions: Sequence[Union], year: StatYear) -> dict[int, Union]:
    ids = {finding.union_id for finding in found}
    return grassroots(unions, year).in_bulk(ids)
