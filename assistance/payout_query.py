"""Which payouts a report asks about: the filters of assistance/forms/money.py as one queryset."""

import datetime
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from assistance.models import FamilyPerson, Line
from assistance.payouts import paid
from core import crypto, identifiers
from core.reports import Context
from members import search
from members.models import Member

FEN = Decimal("0.01")
_FILE_NUMBER = re.compile(r"(?:困档)?([0-9]{4}-[0-9]{4,8})")
_LETTERS = re.compile(r"[A-Za-z]+")


def span(context: Context) -> tuple[datetime.date | None, datetime.date]:
    """First and last day asked about; a quarter or month without a year is the as-of day's
    year's.
    """
    day, quarter, month = context.day, context.get("quarter"), context.get("month")
    year = context.get("year") or (day.year if quarter or month else None)
    if year is None:
        return None, day
    first_month, last_month = (3 * quarter - 2, 3 * quarter) if quarter else (1, 12)
    first_month, last_month = (month, month) if month else (first_month, last_month)
    after = datetime.date(year + last_month // 12, last_month % 12 + 1, 1)
    return datetime.date(year, first_month, 1), min(after - datetime.timedelta(1), day)


def payouts(context: Context) -> QuerySet:
    """The lines in scope that the filters ask for."""
    first, last = span(context)
    rows = chosen(context).filter(paid_on__lte=last)
    return rows.filter(paid_on__gte=first) if first else rows


def chosen(context: Context) -> QuerySet:
    """The same, of whatever day."""
    rows = paid(context.user)
    simple = {
        "union": "application__union_id", "programme": "application__programme_id",
        "source": "source", "category": "category",
    }  # fmt: skip
    for name, column in simple.items():
        if value := context.get(name):
            rows = rows.filter(**{column: value})
    if file := context.get("household"):
        rows = rows.filter(_of_file(Q(file=file), context.user))
    if line := context.get("person"):
        one = Line.objects.visible_to(context.user).filter(pk=line).values("id_index")
        rows = rows.filter(~Exists(standing(context.user)), id_index__in=one)
    if text := context.get("find"):
        rows = rows.filter(found_by(text, context.user))
    return rows


def standing(user: Any) -> QuerySet:
    """Where the person of a line stood on the day of payment, among the files she may see: no
    unit's figure tells of a household kept by another.
    """
    return (
        FamilyPerson.objects.visible_to(user)
        .not_voided()
        .filter(id_index=OuterRef("id_index"), since__lte=OuterRef("paid_on"))
        .filter(Q(until__isnull=True) | Q(until__gt=OuterRef("paid_on")))
        .order_by()
    )


def house(user: Any) -> Case:
    """The file of `standing`, looked up for those only who ever stood in one: most never did."""
    ever = FamilyPerson.objects.filter(id_index=OuterRef("id_index"))
    return Case(When(Exists(ever), then=Subquery(standing(user).values("file")[:1])))


def _of_file(which: Q, user: Any) -> Q:
    """Lines of whoever stood in these files; the first half is for the index."""
    people = FamilyPerson.objects.visible_to(user).filter(which, id_index__isnull=False)
    return Q(id_index__in=people.values("id_index")) & Q(Exists(standing(user).filter(which)))


def found_by(text: str, user: Any) -> Q:
    """By file number, ID number, name, or by the letters of a member's name."""
    typed = identifiers.normalise(text)
    if file := _FILE_NUMBER.fullmatch(typed):
        return _of_file(Q(file__number=f"困档{file[1]}"), user)
    if re.search(r"[0-9]", typed):
        return Q(id_index=crypto.blind_index(typed, "id_number"))
    if _LETTERS.fullmatch(typed):
        members = Member.objects.visible_to(user).filter(search.condition(typed))
        return Q(member__in=members.values("pk"))
    return Q(full_name__prefix=typed) if typed else Q(pk__in=[])


def asked(context: Context, **changes: Any) -> str:
    """The question in hand as parameters, with changes: what a figure links to."""
    names = (
        "year",
        "quarter",
        "month",
        "union",
        "programme",
        "source",
        "category",
        "household",
        "person",
    )
    query = {name: context.get(name) for name in names}
    query |= {"find": context.params.get("find"), "on": context.day, **changes}
    return urlencode({name: value for name, value in query.items() if value})


def money(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(FEN)
