"""What every page's frame needs: the navigation this person may use, and whose house it is."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse

from core.periods import today
from linqi_union.manual import book
from unions.models import Role
from unions.scope import STAFF

# Heading, then (label, URL name, capability that opens it).
NAVIGATION = (
    ("", (("工作台", "home", None),)),
    (
        "组织会员",
        (
            ("会员", "members:member_list", "view"),
            ("工会", "unions:union_list", "view"),
            ("企业", "unions:enterprise_list", "view"),
            ("覆盖台账", "members:coverage_list", "view"),
            ("转会", "members:transfer_list", "view"),
            ("资料质量", "members:quality_list", "view"),
        ),
    ),
    (
        "组织建设",
        (
            ("期限台账", "governance:duty_board", "view"),
            ("任职", "governance:office_list", "view"),
            ("换届选举", "governance:election_list", "view"),
            ("建会", "governance:founding_list", "view"),
            ("整顿", "governance:rectification_list", "view"),
            ("会议", "governance:meeting_list", "view"),
            ("议定事项", "governance:resolution_list", "view"),
            ("规范化考核", "governance:check_list", "view"),
            ("制度", "governance:regulation_list", "view"),
            ("活动", "governance:activity_list", "view"),
            ("荣誉", "governance:honour_list", "view"),
            ("好人好事", "governance:deed_list", "view"),
            ("委托", "governance:delegation_list", "govern"),
        ),
    ),
    (
        "帮扶救助",
        (
            ("救助申请", "assistance:application_list", "view"),
            ("困难档案", "assistance:file_list", "view"),
            ("公示", "assistance:notice_list", "view"),
            ("待付款", "assistance:payment_due", "aid_pay"),
            ("发放批次", "assistance:payment_list", STAFF),
            ("救助资金", "assistance:fund_list", STAFF),
            ("经审表", "assistance:fund_sheet", STAFF),
            ("发放明细", "assistance:payout_list", "view"),
            ("发放汇总", "assistance:payout_summary", "view"),
            ("各户合计", "assistance:household_totals", "view"),
        ),
    ),
    (
        "维权",
        (
            ("维权案件", "assistance:case_list", "view"),
            ("维权时限", "assistance:case_due_list", "view"),
            ("维权统计", "assistance:case_statistics", "view"),
        ),
    ),
    (
        "五小创新",
        (
            ("创新成果", "innovation:entry_list", "view"),
            ("成果展示", "innovation:gallery", "view"),
            ("成果征集", "innovation:call_list", "view"),
            ("成果表彰", "innovation:award_list", "view"),
            ("创新统计", "innovation:entry_figures", "view"),
            ("创新工作室", "innovation:studio_list", "view"),
        ),
    ),
    (
        "统计汇报",
        (
            ("季度汇报", "reporting:quarterly_list", STAFF),
            ("报表", "reporting:shelf", "view"),
            ("年度统计", "reporting:yearly_list", "view"),
            ("图表", "reporting:charts", "view"),
        ),
    ),
    (
        "系统",
        (
            ("导入", "unions:import_list", "edit_member"),
            ("账号与席位", "unions:account_list", "accounts"),
            ("待开通账号", "governance:sign_in_list", "accounts"),
            ("工作日志", "journal_list", "audit"),
            ("修改记录", "history_list", "audit"),
            ("数据录入", "admin:index", "admin_site"),
        ),
    ),
    ("帮助", (("使用手册", "manual:index", None),)),
)


def house(request: HttpRequest) -> dict[str, Any]:
    """Only for a signed-in person with seats; error pages get along without."""
    scope = getattr(getattr(request, "user", None), "scope_in_hand", None)
    if scope is None or not scope.seats:
        return {}
    opened, prefix = tuple(name for name, _ in doors(scope)), get_script_prefix()
    # The menu item whose address the page's address continues, the longest one.
    addresses = {_address(name, prefix): name for name in opened}
    here = max(filter(request.path.startswith, addresses), key=len)
    return {
        "nav": _menu(opened, addresses[here], prefix),
        "about_page": _about(request),
        "can_view": scope.may("view"),
        "township": scope.seats[0].union_name,
        "seats_text": "；".join(f"{Role(s.role).label} · {s.union_name}" for s in scope.seats),
        "today": today(),
    }


def doors(scope: Any) -> Iterator[tuple[str, str]]:
    """(URL name, label) of the menu's pages that open for this scope."""
    for _, items in NAVIGATION:
        for label, name, capability in items:
            if scope.opens(capability):
                yield name, label


@cache
def _address(name: str, prefix: str) -> str:
    """Looked up once: the menu has fifty of them on every page. `prefix` is the script's."""
    return reverse(name)


@lru_cache(maxsize=1_000)
def _menu(opened: tuple[str, ...], here: str, prefix: str) -> str:
    """Drawn once for each role and place: fifty links cost more than fifty rows."""
    groups = [
        {
            "heading": heading,
            "items": [
                {"label": label, "url": _address(name, prefix), "active": name == here}
                for label, name, _ in items
                if name in opened
            ],
        }
        for heading, items in NAVIGATION
    ]
    return render_to_string("core/_menu.html", {"groups": [g for g in groups if g["items"]]})


def _about(request: HttpRequest) -> book.Task | None:
    """本页说明: the manual's task that explains this page."""
    match = request.resolver_match
    return book.by_page().get(match.view_name) if match else None
