"""One check as its pages show it: every line with what the records say, totals, what is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from governance import check_marks
from governance.check_marks import Told
from governance.codes import AssessmentStatus, CheckListKind, HonourKind
from governance.models import Assessment, CheckItem, Honour, Mark
from unions.scope import scope_of


@dataclass(frozen=True)
class Line:
    mark: Mark
    told: Told

    @property
    def item(self) -> CheckItem:
        return self.mark.item

    @property
    def doubtful(self) -> bool:
        """Points claimed for what the records deny: looked at first."""
        return self.told.met is False and bool(self.mark.self_points)


@dataclass(frozen=True)
class Totals:
    standard: Decimal
    self_points: Decimal | None
    checked_points: Decimal | None


def lines(assessment: Assessment) -> list[Line]:
    """Told as of now while the union fills in; as frozen afterwards, with the way to the rows
    behind as long as somebody has to check them.
    """
    marks = list(assessment.marks.select_related("item").order_by("item__position"))
    if assessment.status == AssessmentStatus.CHECKED:
        return [Line(mark, Told(mark.told, mark.told_text)) for mark in marks]
    submitted = assessment.status == AssessmentStatus.SUBMITTED
    day = assessment.submitted_on if submitted else None
    known = check_marks.facts(assessment.union, assessment.year, day)
    told = check_marks.tell_all((mark.item.computed for mark in marks), known)
    if not submitted:
        return [Line(mark, told[mark.item.computed]) for mark in marks]
    return [
        Line(mark, Told(mark.told, mark.told_text, told[mark.item.computed].url)) for mark in marks
    ]


def totals(rows: Iterable[Line]) -> Totals:
    marks = [line.mark for line in rows]
    return Totals(
        sum((mark.item.points for mark in marks), Decimal(0)),
        _sum([mark.self_points for mark in marks]),
        _sum([mark.checked_points for mark in marks]),
    )


def _sum(points: list[Decimal | None]) -> Decimal | None:
    """None where no line has any: nothing filled in is not nought."""
    given = [number for number in points if number is not None]
    return sum(given, Decimal(0)) if given else None


def state(status: str, opinion: str) -> tuple[str, str]:
    """(tone, word); what came back with a reason is told apart from what was only begun."""
    if status == AssessmentStatus.SELF and opinion:
        return "bad", "退回修改"
    tone = {AssessmentStatus.SUBMITTED: "info", AssessmentStatus.CHECKED: "ok"}
    return tone.get(AssessmentStatus(status), "warn"), str(AssessmentStatus(status).label)


def honour_of(assessment: Assessment) -> Honour:
    """The honour that a confirmed 职工之家 earns, as the form proposes it."""
    return Honour(
        union=assessment.union, kind=HonourKind.MODEL_HOME, year=assessment.year,
        title=assessment.checklist.name.split("（")[0], awarded_on=assessment.checked_on,
        body=assessment.union.parent.name if assessment.union.parent else "",
    )  # fmt: skip


def honour_link(assessment: Assessment, user: Any) -> tuple[str, str] | None:
    """(address, words): the honour on record, or the form to record it. One query."""
    kind, checked = assessment.checklist.kind, assessment.status == AssessmentStatus.CHECKED
    if kind != CheckListKind.MODEL_HOME or not checked:
        return None
    like = honour_of(assessment)
    rows = Honour.objects.not_voided().visible_to(user).filter(
        union=like.union, kind=like.kind, year=like.year, title=like.title, member=None
    )  # fmt: skip
    if known := rows.order_by("pk").first():
        return reverse("governance:honour_detail", args=[known.pk]), "查看荣誉"
    if not scope_of(user).may("govern", assessment.union):
        return None
    return f"{reverse('governance:honour_new')}?check={assessment.pk}", "登记为荣誉"
