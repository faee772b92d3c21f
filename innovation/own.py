"""Nobody judges her own: whoever entered or sent in an entry, and its authors.

By identity number where the account has one, else by name, as in assistance/separation.py.
"""

from typing import Any

from core.periods import today
from innovation.models import Entry
from members.models import Membership
from unions.scope import scope_of


def bars(entry: Entry, user: Any) -> list[str]:
    """Why this person may not judge this entry; empty when she may."""
    reasons = []
    if user.pk in (entry.entered_by_id, entry.submitted_by_id):
        reasons.append("这项成果由您登记或提交，请由他人办理。")
    if entry.pk is None:
        return reasons
    authors = entry.authors.standing().values_list("full_name", "member__id_index")
    for name, index in authors:
        if index and user.id_index:
            if index == user.id_index:
                reasons.append("您是完成人，不能评判自己的成果。")
        elif name == user.display_name:
            reasons.append("完成人中有与您同名的人，请先由系统管理员登记您的本人证件号码。")
    return reasons


def bars_to_score(entry: Entry, user: Any) -> list[str]:
    """A panelist besides does not score her own unit's entries: seated there, or its member."""
    reasons = bars(entry, user)
    seated = any(seat.union_id == entry.union_id for seat in scope_of(user).seats)
    belongs = bool(user.id_index) and (
        Membership.objects.on(today())
        .filter(union=entry.union_id, member__id_index=user.id_index)
        .exists()
    )
    if seated or belongs:
        reasons.append("这是您本单位的成果，请由其他评委评分。")
    return reasons
