"""What every page's frame needs: the navigation this person may use, and whose house it is."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core.periods import today
from unions.models import Role

STAFF = "staff"  # federation staff who may view: a chair's unit holds no funds
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
        "系统",
        (
            ("导入", "unions:import_list", "edit_member"),
            ("账号与席位", "unions:account_list", "accounts"),
            ("工作日志", "journal_list", "audit"),
            ("修改记录", "history_list", "audit"),
            ("数据录入", "admin:index", "admin_site"),
        ),
    ),
)


def house(request: HttpRequest) -> dict[str, Any]:
    """Only for a signed-in person with seats; error pages get along without."""
    scope = getattr(getattr(request, "user", None), "scope_in_hand", None)
    if scope is None or not scope.seats:
        return {}
    groups = [(heading, _items(items, scope)) for heading, items in NAVIGATION]
    nav = [item for _, items in groups for item in items]
    # The menu item whose address the page's address continues, the longest one.
    here = max((item for item in nav if request.path.startswith(item["url"])), key=_depth)
    here["active"] = True
    return {
        "nav": [{"heading": h, "items": items} for h, items in groups if items],
        "can_view": scope.may("view"),
        "township": scope.seats[0].union_name,
        "seats_text": "；".join(f"{Role(s.role).label} · {s.union_name}" for s in scope.seats),
        "today": today(),
    }


def _items(items: Any, scope: Any) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(name), "active": False}
        for label, name, capability in items
        if capability is None or _opens(capability, scope)
    ]


def _depth(item: dict[str, Any]) -> int:
    return len(item["url"])


def _opens(capability: str, scope: Any) -> bool:
    if capability == STAFF:
        return scope.may("view") and scope.is_staff
    return scope.may(capability)
