"""Taking and leaving office. A chair's seat in the house begins and ends with her office.

A term that is over ends no office: whoever was elected stays in it until the next election, so that
a lapsed chair can still file it (peers.md, CMT#81).
"""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.models import User
from accounts.services import create_user
from core import history
from core.db import explained
from core.periods import today
from governance.codes import SOLE, Chosen, ElectionStatus, OfficeEnd, Post
from governance.models import Election, Office
from members.models import Membership
from unions.access import require
from unions.codes import FEDERATIONS
from unions.models import Role, Seat, Union
from unions.scope import scope_of
from unions.services.records import note
from unions.services.seats import seat_with_office, unseat_with_office

# What a correction may change; post, person and days are the deed itself.
PARTICULARS = ("phone", "duty", "chosen", "full_time", "party_secretary", "paper")


def may_record(union: Union, post: str, user: Any) -> bool:
    """A chair's office brings a seat, so the federation records it: nobody seats herself."""
    return scope_of(user).may("govern_reply" if post == Post.CHAIR else "govern", union)


def is_herself(office: Office, user: Any) -> bool:
    """By identity number where both have one, else by name."""
    index = office.member.id_index if office.member else None
    if index and user.id_index:
        return bool(index == user.id_index)
    name = office.member.full_name if office.member else office.full_name
    return bool(name == user.display_name)


def _not_herself(office: Office, by: Any) -> None:
    """A chair's office brings a seat; only an election's confirmed outcome may be her own deed."""
    if by is not None and office.post == Post.CHAIR and is_herself(office, by):
        raise PermissionDenied("本人的主席任职请由他人登记。")


def _require(union: Union, post: str, by: Any, election: Election | None = None) -> None:
    """`by=None` is the installing command. Of a confirmed election whoever runs it records the
    outcome, the union's own chair too: the upper union's reply entitles her.
    """
    if election is not None and election.status == ElectionStatus.CONFIRMED:
        require(by, "govern", union)
    elif by is not None and not may_record(union, post, by):
        raise PermissionDenied(
            "主席的任职由上级工会登记。" if post == Post.CHAIR else "您在该工会没有登记任职的权限。"
        )


@transaction.atomic
def take_office(office: Office, *, by: Any) -> Office:
    """Store a new office, with the seat if it is a chair's whose sign-in is known.

    Raises ValidationError when the union does not exist on that day, or the post is held.
    """
    _require(office.union, office.post, by, office.election)
    if office.election is None:
        _not_herself(office, by)
    union = office.union
    if office.since < union.founded_on or (
        union.dissolved_on and office.since >= union.dissolved_on
    ):
        raise ValidationError({"since": f"{union}在 {office.since} 不存在。"})
    if office.member is not None:
        office.full_name = office.member.full_name
    office.sole = office.post if office.post in SOLE else None
    office.full_clean()
    with explained(Office):
        history.save(office, by=by)
    if office.post == Post.CHAIR and office.until is None:
        user = sign_in_of(office)
        if user is not None and union.kind not in FEDERATIONS:
            _seat(office, user, by)
        _note_chair(office, by)
    _record(office, "登记任职", by, since=office.since)
    return office


@transaction.atomic
def correct(office: Office, *, by: Any, reason: str, **particulars: Any) -> Office:
    """Change what is said about an office; raises ValidationError where a field is not one."""
    _require(office.union, office.post, by)
    locked = Office.objects.select_for_update().get(pk=office.pk)
    for name in PARTICULARS:
        if name in particulars:
            setattr(locked, name, particulars[name])
    locked.full_clean()
    history.save(locked, by=by, reason=reason)
    _record(locked, "更正任职", by)
    return locked


@transaction.atomic
def end_office(
    office: Office,
    day: datetime.date,
    kind: str,
    *,
    by: Any,
    paper: str = "",
    reason: str = "",
    election: Election | None = None,
) -> Office:
    """End it on a day (the first one she is no longer in it); a chair's seat ends the same day."""
    _require(office.union, office.post, by, election)
    locked = Office.objects.select_for_update().get(pk=office.pk)
    if locked.until is not None or locked.is_voided:
        raise ValidationError("这项任职已经终止。")
    if day <= locked.since:
        raise ValidationError({"day": f"离任日期应晚于任职日期 {locked.since}；登记有误的请作废。"})
    locked.until, locked.ended_by, locked.end_paper = day, kind, paper
    locked.full_clean()
    told = f"离任：{OfficeEnd(kind).label}{f'，{reason}' if reason else ''}"
    history.save(locked, by=by, reason=told)
    if locked.seat is not None:
        unseat_with_office(locked.seat, day, by=by, reason=told)
    if locked.post == Post.CHAIR:
        _note_chair(locked, by)
    _record(locked, "登记离任", by, until=day, kind=kind)
    return locked


@transaction.atomic
def void(office: Office, *, by: Any, reason: str) -> Office:
    """Strike out an office entered by mistake: it held on no day, nor did its seat from today."""
    _require(office.union, office.post, by)
    locked = Office.objects.select_for_update().get(pk=office.pk)
    if locked.is_voided:
        raise ValidationError("这项任职已经作废。")
    if locked.election_id:
        raise ValidationError("选举产生的任职不能作废；请登记离任。")
    locked.voided_at, locked.voided_reason = timezone.now(), reason
    history.save(locked, by=by, reason="作废")
    if locked.seat is not None:
        unseat_with_office(locked.seat, today(), by=by, reason="任职作废")
    if locked.post == Post.CHAIR:
        _note_chair(locked, by)
    _record(locked, "作废任职", by)
    return locked


# --- sign-ins --------------------------------------------------------------------------------


def sign_in_of(office: Office) -> User | None:
    """The account of the person herself: known by the number registered on both, by the seat
    that came with an office of hers before (a chair elected again keeps signing in), or as the
    one of that name whom an administrator seated there as the chair.
    """
    active = User.objects.filter(is_active=True)
    index = office.member.id_index if office.member else None
    if index and (found := active.filter(id_index=index).first()):
        return found
    if office.member is not None:
        before = Office.objects.not_voided().filter(
            member=office.member, union=office.union, seat__isnull=False
        )
        if found := active.filter(seats__in=before.values("seat")).order_by("-pk").first():
            return found
    seated = Seat.objects.open().filter(union=office.union, role=Role.CHAIR)
    namesakes = active.filter(seats__in=seated, display_name=office.full_name)
    if index:  # who has another number registered is somebody else
        namesakes = namesakes.filter(id_index=None)
    return namesakes.first()


def without_sign_in(user: Any) -> Any:
    """Chairs present or coming who have no seat yet, where this administrator gives them out."""
    rows = Office.objects.open().filter(post=Post.CHAIR, seat=None)
    rows = rows.exclude(union__kind__in=FEDERATIONS)
    return rows.filter(scope_of(user).condition("union", "accounts")).select_related("union")


@transaction.atomic
def give_sign_in(office: Office, account: User, *, by: Any) -> Office:
    """An administrator links a chair's office with her account: the seat begins with the office."""
    require(by, "accounts", office.union)
    locked = Office.objects.select_for_update().select_related("union").get(pk=office.pk)
    if locked.post != Post.CHAIR or locked.seat_id or locked.until or locked.is_voided:
        raise ValidationError("这项任职不需要开通席位，或已经开通。")
    if account.pk == by.pk:
        raise ValidationError("不能给自己设置席位，请由另一位管理员办理。")
    _seat(locked, account, by)
    _record(locked, "开通主席席位", by)
    return locked


@transaction.atomic
def open_sign_in(
    office: Office, username: str, account: User | None, *, by: Any
) -> tuple[User, str]:
    """Seat this account, or a new one under that name; its first password, shown once, or ""."""
    password = ""
    if account is None:
        account, password = create_user(username, office.full_name, by=by)
    give_sign_in(office, account, by=by)
    return account, password


def _seat(office: Office, user: User, by: Any) -> None:
    since = max(office.since, today()) if office.chosen != Chosen.REGISTERED else office.since
    office.seat = seat_with_office(
        user, office.union, since, by=by, reason=f"任职：{office.get_post_display()}"
    )
    history.save(office, by=by, reason="席位随任职")


# --- the name on the union's own record ------------------------------------------------------


def _note_chair(office: Office, by: Any) -> None:
    """工会主席 on the union's record is who holds the office today; one who is still to come is
    noted on her first day (governance/services/reminders.py, daily).
    """
    note_chair(office.union, by=by)


def note_chair(union: Union, *, by: Any) -> None:
    present = Office.objects.on(today()).filter(union=union, post=Post.CHAIR).first()
    known = Office.objects.not_voided().filter(union=union, post=Post.CHAIR).exists()
    if known:
        name = present.full_name if present else ""
        note(union, by=by, reason="随任职登记", chair_name=name[:40])


@transaction.atomic
def adopt_chairs(unions: Any, *, by: Any) -> int:
    """Open an office for every chair that sheets named and no office knows; the number of them."""
    known = Office.objects.not_voided().filter(post=Post.CHAIR).values("union")
    named = unions.filter(dissolved_on=None).exclude(chair_name="").exclude(pk__in=known)
    number = 0
    for union in named.order_by("pk"):
        take_office(registered_chair(union), by=by)
        number += 1
    return number


def registered_chair(union: Union) -> Office:
    """An office for the name a sheet brought; the member of that name, where there is just one."""
    rows = Membership.objects.on(today()).filter(union=union, member__full_name=union.chair_name)
    found = list(rows.select_related("member")[:2])
    member = found[0].member if len(found) == 1 else None
    return Office(
        union=union, post=Post.CHAIR, member=member, full_name=union.chair_name,
        since=max(union.term_started_on or union.founded_on, union.founded_on),
        chosen=Chosen.REGISTERED,
        phone=member.mobile if member else union.phone,
    )  # fmt: skip


@transaction.atomic
def close_dissolved(*, by: Any) -> int:
    """End the offices of unions that are no more, on the day these ended; the number of them."""
    rows = Office.objects.open().filter(union__dissolved_on__lte=today()).select_related("union")
    ended = 0
    for office in rows.order_by("pk"):
        day = office.union.dissolved_on
        if office.since < day:
            end_office(office, day, OfficeEnd.UNION_ENDED, by=by)
            ended += 1
    return ended


def _record(office: Office, deed: str, by: Any, **detail: Any) -> None:
    journal.record(
        journal.Kind.EDIT, f"{office.union}：{deed}（{office.get_post_display()}）", by=by,
        target=office, union_id=office.union_id, detail=detail,
    )  # fmt: skip
