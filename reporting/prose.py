"""The words that figures write by themselves: official prose, a beginning for whoever composes.

Nothing is praised and nothing concluded: what the figures say, how it stands to the last quarter,
and where they ask for work. A figure of nothing is told in one clause or left out.
"""

from collections.abc import Callable
from decimal import Decimal

from core.papers import cn_date
from core.report_html import plain
from reporting.codes import PartCode
from reporting.figures import OF_PROGRAMME
from reporting.quarterly_sheet import FigureRow, Sheet

_TEN_THOUSAND = Decimal(10_000)


def amount(value: int | Decimal | None) -> str:
    """12,345.60 yuan as 1.23万元, below ten thousand in yuan; never more exact than it is."""
    number = Decimal(value or 0)
    if abs(number) >= _TEN_THOUSAND:
        return f"{(number / _TEN_THOUSAND).quantize(Decimal('0.01')).normalize():f}万元"
    return f"{number.normalize():f}元" if number else "0元"


def told(row: FigureRow) -> str:
    """The value with its unit."""
    return amount(row.value) if row.is_money else f"{plain(row.value or 0)}{row.unit}"


def against(row: FigureRow) -> str:
    """“，比上季度增加3人”; nothing where the last quarter is not known."""
    change = row.change
    if change is None:
        return ""
    if not change:
        return "，与上季度持平"
    word = "增加" if change > 0 else "减少"
    size = amount(abs(change)) if row.is_money else f"{plain(abs(change))}{row.unit}"
    return f"，比上季度{word}{size}"


def part(code: str, sheet: Sheet) -> str:
    return _WRITERS[PartCode(code)](sheet)


def parts(sheet: Sheet) -> dict[str, str]:
    return {code: part(code, sheet) for code in PartCode.values}


def _members(sheet: Sheet) -> str:
    founded, unions, covered = (
        sheet["unions_founded"], sheet["unions_end"], sheet["enterprises_covered"],
    )  # fmt: skip
    joined, left, members = sheet["members_joined"], sheet["members_left"], sheet["members_end"]
    built = f"本季度新建工会{told(founded)}" if founded.value else "本季度没有新建工会"
    came = f"新入会{told(joined)}" if joined.value else "没有新入会会员"
    went = f"，退会、死亡等离会{told(left)}" if left.value else ""
    return (
        f"{built}，季末共有基层工会{told(unions)}，覆盖企业{told(covered)}{against(covered)}。"
        f"{came}{went}，季末会员{told(members)}{against(members)}。"
    )


def _standards(sheet: Sheet) -> str:
    clauses = [
        f"{verb}{told(row)}"
        for verb, row in (
            ("完成换届、补选等选举", sheet["elections_held"]),
            ("完成整顿", sheet["rectified"]),
            ("考核确认规范化建设", sheet["checks_confirmed"]),
            ("召开各类会议", sheet["meetings_held"]),
        )
        if row.value
    ]
    if not clauses:
        return "本季度没有换届选举、整顿和规范化考核事项。"
    return f"本季度{'，'.join(clauses)}。"


def _rights(sheet: Sheet) -> str:
    opened, closed, still = sheet["cases_opened"], sheet["cases_closed"], sheet["cases_open"]
    recovered = sheet["cases_recovered"]
    if not opened.value and not closed.value:
        tail = f"，季末在办案件{told(still)}" if still.value else ""
        return f"本季度没有新登记和办结的维权案件{tail}。"
    came = (
        f"本季度登记维权案件{told(opened)}，涉及职工{told(sheet['cases_people'])}{against(opened)}"
        if opened.value
        else "本季度没有新登记的维权案件"
    )
    back = f"，为职工追回{told(recovered)}" if recovered.value else ""
    return f"{came}；办结{told(closed)}{back}；季末在办{told(still)}。"


def _aid(sheet: Sheet) -> str:
    households, people, paid = (
        sheet["households_helped"], sheet["people_helped"], sheet["paid_amount"],
    )  # fmt: skip
    if not sheet["payouts"].value:
        return "本季度没有发放帮扶救助款物。"
    kinds = [
        f"{row.label.removeprefix('其中：')}{told(row)}"
        for row in sheet.begins(OF_PROGRAMME)
        if row.value
    ]
    which = f"其中{'，'.join(kinds)}。" if kinds else ""
    return (
        f"本季度帮扶{told(households)}、{told(people)}，发放{told(sheet['payouts'])}，"
        f"金额{told(paid)}{against(paid)}。{which}"
    )


def _innovation(sheet: Sheet) -> str:
    contests, entries, done = sheet["contests"], sheet["entries"], sheet["entries_done"]
    first = (
        f"本季度开展劳动竞赛{told(contests)}，参加{told(sheet['contest_people'])}"
        if contests.value
        else "本季度没有开展劳动竞赛"
    )
    second = (
        f"职工申报创新成果{told(entries)}{against(entries)}" if entries.value
        else "没有新申报的创新成果"
    )  # fmt: skip
    third = f"；实施成果{told(done)}" if done.value else ""
    benefit = sheet["entries_benefit"]
    worth = f"，预计年效益{told(benefit)}" if benefit.value else ""
    return f"{first}；{second}{third}{worth}。"


def _culture(sheet: Sheet) -> str:
    held = sheet["activities"]
    if not held.value:
        return "本季度没有开展文体、培训和志愿服务等活动。"
    people = told(sheet["activity_people"])
    return f"本季度开展文体、培训、志愿服务等活动{told(held)}，参加{people}{against(held)}。"


def _funds(sheet: Sheet) -> str:
    cost = sheet["activity_cost"]
    spent = f"开展活动支出{told(cost)}。" if cost.value else ""
    return (
        f"本季度救助资金下达{told(sheet['funds_in'])}，支出{told(sheet['funds_out'])}，"
        f"季末结存{told(sheet['funds_balance'])}。{spent}"
    )


def _counted_on(sheet: Sheet) -> str:
    """Of the states of a day (figures.MOMENTS): the quarter may be long past."""
    return f"截至{cn_date(sheet.counted_on)}，" if sheet.counted_on else "至编报时，"


def _problems(sheet: Sheet) -> str:
    found = [
        text.format(told(sheet[code]))
        for code, text in (
            ("duties_overdue", "{}工作超过规定期限尚未办结"),
            ("terms_lapsed", "{}工会（含本级）任期届满尚未换届"),
            ("records_lacking", "{}会员的登记资料还不完整"),
        )
        if sheet[code].value
    ]
    if not found:
        return f"{_counted_on(sheet)}没有逾期未办事项。"
    return f"{_counted_on(sheet)}{'；'.join(found)}。"


def _plans(sheet: Sheet) -> str:
    """One line a task; each problem has its own."""
    tasks = []
    if sheet["duties_overdue"].value:
        tasks.append("逐项清理逾期事项，明确责任人和完成时间。")
    if sheet["terms_lapsed"].value:
        tasks.append(f"督促{told(sheet['terms_lapsed'])}到期工会（含本级）依法换届。")
    if sheet["cases_open"].value:
        tasks.append(f"抓紧办理在办维权案件{told(sheet['cases_open'])}，按时答复职工。")
    if sheet["records_lacking"].value:
        tasks.append("补齐会员登记资料。")
    tasks.append("继续做好组建入会、帮扶救助和劳动竞赛工作。")
    return "\n".join(f"{number}．{task}" for number, task in enumerate(tasks, 1))


def _matters(sheet: Sheet) -> str:
    return "本季度没有需提请党委研究的事项。"


_WRITERS: dict[PartCode, Callable[[Sheet], str]] = {
    PartCode.MEMBERS: _members,
    PartCode.STANDARDS: _standards,
    PartCode.RIGHTS: _rights,
    PartCode.AID: _aid,
    PartCode.INNOVATION: _innovation,
    PartCode.CULTURE: _culture,
    PartCode.FUNDS: _funds,
    PartCode.PROBLEMS: _problems,
    PartCode.PLANS: _plans,
    PartCode.MATTERS: _matters,
}
