"""The clerk's day at the desk, on the sample township."""

import datetime
from typing import Any

import pytest

from accounts.models import JournalEntry
from members.models import Member
from tests.browser.visitor import Visitor, workbook
from unions.codes import UnionKind
from unions.models import Union


@pytest.fixture
def clerk(visit: Any, township: dict[str, str]) -> Visitor:
    return visit().sign_in("clerk", township["clerk"])


def test_figures_lists_search_and_one_record(clerk: Visitor) -> None:
    the_desk_shows_the_published_figures(clerk)
    every_figure_opens_its_rows(clerk)
    the_list_filters_pages_and_looks_back(clerk)
    a_member_is_found_by_whatever_one_has(clerk)
    a_record_is_changed_and_unmasked_for_a_reason(clerk)
    what_is_shown_is_what_exports_and_prints(clerk)


def the_desk_shows_the_published_figures(clerk: Visitor) -> None:
    figures = clerk.figures()
    assert figures["企业"] == "49家"
    assert figures["基层工会"] == "27家"
    assert figures["联合工会"] == "3家"
    assert figures["会员"] == "1,017人"
    assert clerk.page.locator("figure.chart svg").count() == 2
    clerk.sees("历年年末会员数").sees("历年年末工会数").sees("待接收的转会")
    clerk.shot("desk")


def every_figure_opens_its_rows(clerk: Visitor) -> None:
    links = clerk.page.eval_on_selector_all(
        ".figure a", "all => all.map(a => [a.querySelector('.figure-label').innerText, a.href])"
    )
    counted = {}
    for label, address in links:
        clerk.open(address)
        counted[label] = clerk.count
    shown = {name: counted[name] for name in ("企业", "基层工会", "联合工会", "会员", "覆盖企业")}
    assert shown == {
        "企业": "49",
        "基层工会": "27",
        "联合工会": "3",
        "会员": "1,017",
        "覆盖企业": "49",
    }
    assert counted["保留会籍"] == counted["资料合格率"] == "0"


def the_list_filters_pages_and_looks_back(clerk: Visitor) -> None:
    page = clerk.page
    clerk.open("/members/")
    first = clerk.names
    assert len(first) == 50
    clerk.follow("下一页")
    second = clerk.names
    assert len(second) == 50
    assert not set(map(tuple, clerk.rows)) & {tuple(name) for name in first}
    clerk.follow("下一页").follow("上一页")
    assert clerk.names == second
    clerk.follow("上一页")
    assert clerk.names == first

    page.get_by_label("性别").select_option("女")
    page.get_by_label("政治面貌").select_option("中共党员")
    clerk.press("查看")
    women = {(row[1], row[4]) for row in clerk.rows}
    assert women == {("女", "中共党员")}

    clerk.open("/unions/")
    page.get_by_label("组织类型").select_option("单独基层工会")
    page.get_by_label("截至日期").fill("2010-12-31")
    clerk.press("查看")
    assert clerk.count == "16"
    clerk.sees("2010年12月31日")


def a_member_is_found_by_whatever_one_has(clerk: Visitor) -> None:
    member = Member.objects.get(full_name="覃英")
    ways = ("覃英", "qinying", "qy", member.id_number, member.masked_id, member.mobile)
    for typed in ways:
        clerk.open("/").search(typed)
        clerk.sees("覃英")
    clerk.search("查无此人")
    clerk.sees("没有找到“查无此人”")


def a_record_is_changed_and_unmasked_for_a_reason(clerk: Visitor) -> None:
    member, page = Member.objects.get(full_name="覃英"), clerk.page
    clerk.search("覃英").follow("覃英")
    clerk.sees(member.masked_id).sees_not(member.id_number).sees_not(member.mobile)
    clerk.follow("修改资料")
    page.get_by_label("岗位").fill("质检员")
    page.get_by_label("修改原因").fill("本人申请调岗")
    clerk.press("保存").sees("资料已保存。").sees("质检员")

    clerk.follow("查看完整证件号和手机号").press("查看")
    clerk.sees("原因：").sees_not(member.id_number)
    page.get_by_label("原因").fill("核对医保信息")
    clerk.press("查看").sees(member.id_number).sees(member.mobile)
    assert member.id_number not in page.url
    entry = JournalEntry.objects.filter(kind=JournalEntry.Kind.UNMASK).latest("seq")
    assert entry.details() == {"reason": "核对医保信息"}
    clerk.shot("unmasked")


def what_is_shown_is_what_exports_and_prints(clerk: Visitor) -> None:
    union = Union.objects.filter(kind=UnionKind.SINGLE_GRASSROOTS).latest("pk")
    clerk.open(f"/members/?union={union.pk}")
    shown = clerk.rows
    assert 0 < len(shown) < 50
    lines = workbook(clerk.download("导出 Excel"))
    header = next(i for i, line in enumerate(lines) if line[:2] == ["序号", "姓名"])
    numbered = [[str(number), *row] for number, row in enumerate(shown, 1)]
    exported = [[_text(cell) for cell in line] for line in lines[header + 1 :]]
    assert exported[: len(shown)] == numbered
    clerk.main.get_by_role("link", name="打印").click()
    clerk.page.wait_for_load_state()
    assert clerk.rows == numbered
    clerk.sees("填表人：").sees("打印人：方经办")
    assert clerk.page.pdf().startswith(b"%PDF")


def _text(cell: Any) -> str:
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
