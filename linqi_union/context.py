"""What every page's frame needs: the navigation this person may use, and whose house it is."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core.periods import today
from unions.models import Role

# (label, URL name, capability that opens it)
NAVIGATION = (
    ("工作台", "home", None),
    ("会员", "members:member_list", "view"),
    ("工会", "unions:union_list", "view"),
    ("企业", "unions:enterprise_list", "view"),
    ("覆盖台账", "members:coverage_list", "view"),
    ("转会", "members:transfer_list", "view"),
    ("资料质量", "members:quality_list", "view"),
    ("导入", "unions:import_list", "edit_member"),
    ("账号与席位", "unions:account_list", "accounts"),
    ("工作日志", "journal_list", "audit"),
    ("修改记录", "history_list", "audit"),
    ("数据录入", "admin:index", "admin_site"),
)


def house(request: HttpRequest) -> dict[str, Any]:
    """Only for a signed-in person with seats; error pages get along without."""
    scope = getattr(getattr(request, "user", None), "scope_in_hand", None)
    if scope is None or not scope.seats:
        return {}
    nav = [
        {"label": label, "url": reverse(name), "badge": None}
        for label, name, capability in NAVIGATION
        if capability is None or scope.may(capability)
    ]
    # The menu item whose address the page's address continues, the longest one.
    here = max((n["url"] for n in nav if request.path.startswith(n["url"])), key=len)
    nav = [{**item, "active": item["url"] == here} for item in nav]
    return {
        "nav": nav,
        "can_view": scope.may("view"),
        "township": scope.seats[0].union_name,
        "seats_text": "；".join(f"{Role(s.role).label} · {s.union_name}" for s in scope.seats),
        "today": today(),
    }
