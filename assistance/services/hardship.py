"""Which category the figures of a file speak for (domain.md 4.1). It advises and never blocks:
the lines are set by year and place, and special causes are judged by people.
"""

import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from assistance.file_codes import SUDDEN, Category
from assistance.models import FamilyPerson, HardshipFile
from core.periods import months_before
from unions import rules

CENT = Decimal("0.01")


class Suggestion(NamedTuple):
    """The category the figures speak for (None: none, or unknown), the sum in words, and what to
    look at besides.
    """

    category: Category | None
    text: str
    warnings: list[str]


def suggest(file: HardshipFile, day: datetime.date) -> Suggestion:
    """（家庭年度总收入－刚性支出）÷12÷家庭人口, against the 低保 line of `day`."""
    people = list(FamilyPerson.objects.on(day).filter(file=file))
    warnings = _warnings(file, people, day)
    line = rules.value("dibao_monthly", day)
    if line <= 0:
        warnings.insert(0, "尚未设置低保标准，请管理员在“规则参数”中按县民政公布数登记。")
    income, spent = file.annual_income, file.rigid_expenditure
    if income is None or spent is None or not people:
        return Suggestion(None, "缺家庭年度总收入或刚性支出，不能测算。", warnings)
    # Down to the cent: who is below the line by a fraction of one is below it.
    each = ((income - spent) / 12 / len(people)).quantize(CENT, ROUND_FLOOR)
    text = f"（{income:,.2f} − {spent:,.2f}）÷ 12 ÷ {len(people)} 人 = 每人每月 {each:,.2f} 元"
    found, compared = _by_income(each, line, day)
    if found is None and _is_sudden(file, day):
        found = Category.ACCIDENT
        ratio = rules.value("accident_cost_ratio", day)
        compared += f"；遭受灾害或意外，刚性支出超过家庭年收入的 {ratio.normalize():f} 倍"
    return Suggestion(found, text + compared, warnings)


def _by_income(each: Decimal, line: Decimal, day: datetime.date) -> tuple[Category | None, str]:
    if line <= 0:
        return None, ""
    factor = rules.value("relative_hardship_factor", day)
    wide = (line * factor).quantize(CENT)
    if each < line:
        return Category.DEEP, f"，低于低保标准 {line:,.2f} 元"
    if each < wide:
        return (
            Category.RELATIVE,
            f"，不低于低保标准 {line:,.2f} 元，低于其 {factor.normalize():f} 倍（{wide:,.2f} 元）",
        )
    return None, f"，不低于低保标准的 {factor.normalize():f} 倍（{wide:,.2f} 元）"


def _is_sudden(file: HardshipFile, day: datetime.date) -> bool:
    """意外致困: a disaster or an accident, and costs above the set part of a year's income."""
    causes = {file.main_cause, *file.other_causes.split()}
    if not causes & set(SUDDEN) or file.annual_income is None or file.rigid_expenditure is None:
        return False
    return file.rigid_expenditure > file.annual_income * rules.value("accident_cost_ratio", day)


def _warnings(file: HardshipFile, people: list[FamilyPerson], day: datetime.date) -> list[str]:
    found = []
    incomes = [person.monthly_income for person in people if person.monthly_income is not None]
    if file.annual_income is not None and file.other_annual_income is not None and incomes:
        added = sum(incomes, Decimal(0)) * 12 + file.other_annual_income
        if added != file.annual_income:
            found.append(
                f"家庭成员月收入全年合计与非薪资年收入共 {added:,.2f} 元，"
                f"与登记的家庭年度总收入 {file.annual_income:,.2f} 元不一致，请核对。"
            )
    if file.head.is_migrant_worker:
        started = file.work_started_on
        if started is None or started > months_before(day, 12):
            found.append("农民工须有一年以上劳动关系，请核对参加工作日期。")
    return found
