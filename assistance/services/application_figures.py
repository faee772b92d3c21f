"""What waits for whom in the applications: lines of the desk, the same as filters of the list."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from assistance.codes import EDITABLE, OPEN, ApplicationStatus
from assistance.models import Application, Countersign
from core.periods import today
from unions.scope import Scope, scope_of

S = ApplicationStatus
DUE_SHOWN = 8  # the rest is one click away
Items = list[dict[str, Any]]


def _hers(user: Any, scope: Scope) -> Q:
    """Applications she enters: her own unions', and as staff those filed for others (以上代下)."""
    own = [seat.union_id for seat in scope.seats if seat.may("aid_enter")]
    behalf = Q(on_behalf=True) & scope.condition("union", "aid_review")
    return Q(on_behalf=False, union__in=own) | behalf


def _in_scope(capability: str) -> Callable[[Any, Scope], Q]:
    return lambda user, scope: scope.condition("union", capability)


def _submit(user: Any, scope: Scope) -> Q:
    return Q(status__in=EDITABLE)


def _deliberate(user: Any, scope: Scope) -> Q:
    return Q(status__in=(S.SUBMITTED, S.VISITED))


def _publish(user: Any, scope: Scope) -> Q:
    return Q(status=S.REVIEWED, programme__notice_days__gt=0)


def _taken_down(user: Any, scope: Scope) -> Q:
    return Q(status=S.ON_NOTICE, notice__withdrawn_at__isnull=False)


def _approve(user: Any, scope: Scope) -> Q:
    """The notice has run its days, or the programme asks for none."""
    over = Q(notice__ends_on__lt=today(), notice__withdrawn_at__isnull=True)
    return Q(status=S.ON_NOTICE) & over | Q(status=S.REVIEWED, programme__notice_days=0)


def _sign(user: Any, scope: Scope) -> Q:
    """A second name is asked for, by and for somebody else."""
    asked = Countersign.objects.filter(application=OuterRef("pk"), signed_by__isnull=True)
    return Q(Exists(asked.exclude(asked_by=user).exclude(person=user)))


def _at(status: str) -> Callable[[Any, Scope], Q]:
    return lambda user, scope: Q(status=status)


class Group(NamedTuple):
    """Applications that wait for the same deed of the same people."""

    label: str
    capability: str
    whose: Callable[[Any, Scope], Q]
    state: Callable[[Any, Scope], Q]


GROUPS = {
    "to_submit": Group("待提交", "aid_enter", _hers, _submit),
    "to_deliberate": Group("待入户或评议", "aid_enter", _hers, _deliberate),
    "to_review": Group("待审核", "aid_review", _in_scope("aid_review"), _at(S.DELIBERATED)),
    "to_publish": Group("待公示", "aid_review", _in_scope("aid_review"), _publish),
    "to_return": Group("公示已撤下待退回", "aid_review", _in_scope("aid_review"), _taken_down),
    "to_approve": Group("待审批", "aid_approve", _in_scope("aid_approve"), _approve),
    "to_countersign": Group("待会签", "countersign", _in_scope("countersign"), _sign),
    "to_pay": Group("待付款", "aid_pay", _in_scope("aid_pay"), _at(S.APPROVED)),
    "to_receipt": Group("待签收", "aid_pay", _in_scope("aid_pay"), _at(S.PAID)),
    "to_archive": Group("待归档", "aid_review", _in_scope("aid_review"), _at(S.RECEIPTED)),
}
MINE = "mine"


def groups_of(scope: Scope) -> dict[str, Group]:
    """Those in which this person could have something to do."""
    return {code: group for code, group in GROUPS.items() if scope.may(group.capability)}


def condition(code: str, user: Any) -> Q:
    """Applications of one group that wait for this person; MINE: of all her groups."""
    scope = scope_of(user)
    groups = groups_of(scope)
    wanted = groups.values() if code == MINE else [groups[code]] if code in groups else []
    found = Q(pk__in=[])
    for group in wanted:
        found |= group.whose(user, scope) & group.state(user, scope)
    return found & Q(status__in=OPEN, historical=False)


def waiting(user: Any, scope: Scope) -> Items:
    """What she must do now, one line a kind of deed; one query."""
    groups = groups_of(scope)
    if not groups:
        return []
    counts = Application.objects.filter(status__in=OPEN, historical=False).aggregate(
        **{
            code: Count("pk", filter=group.whose(user, scope) & group.state(user, scope))
            for code, group in groups.items()
        }
    )
    base = reverse("assistance:application_list")
    return [
        {"label": f"{group.label}的救助申请", "count": number, "url": f"{base}?status={code}"}
        for code, group in groups.items()
        if (number := counts[code])
    ]


def due(user: Any) -> Items:
    """Applications on public notice, by the day it ends: what happens next, and when."""
    rows = (
        Application.objects.visible_to(user)
        .filter(status=S.ON_NOTICE, notice__withdrawn_at__isnull=True, notice__ends_on__gte=today())
        .order_by("notice__ends_on", "pk")
        .values("pk", "number", "notice__ends_on")[:DUE_SHOWN]
    )
    return [
        {
            "label": f"救助申请 {row['number']} 公示截止",
            "due": row["notice__ends_on"],
            "overdue": False,
            "url": reverse("assistance:application_detail", args=[row["pk"]]),
            "count": None,
        }
        for row in rows
    ]
