"""Giving points: each panelist for each entry of the call, criterion by criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Sum

from accounts import journal
from core import history
from core.db import explained
from innovation import codes, own
from innovation.models import Band, Call, Criterion, Entry, Panelist, Score
from innovation.own import Case
from innovation.services import panel
from unions.access import require

STEP = Decimal("0.1")


def criteria_of(call: Call) -> list[Criterion]:
    """With the bands of each: two queries."""
    rows = Criterion.objects.filter(set=call.criteria_id).order_by("position", "pk")
    return list(rows.prefetch_related("bands"))


def band_of(criterion: Criterion, benefit: Decimal | None) -> Band | None:
    """The band the year's benefit falls into (domain.md 7, model A)."""
    bands = sorted(criterion.bands.all(), key=lambda band: band.floor, reverse=True)
    return next((b for b in bands if benefit is not None and benefit >= b.floor), None)


def limits(criterion: Criterion, benefit: Decimal | None) -> tuple[int, int]:
    """Lowest and highest points. Without a benefit told, no more than the lowest band gives."""
    bands = list(criterion.bands.all())
    if not bands:
        return 0, criterion.points
    band = band_of(criterion, benefit)
    if band is not None:
        return band.low, min(band.high, criterion.points)
    return 0, min(bands, key=lambda band: band.floor).high


@dataclass
class Progress:
    """One panelist's entries in the order of their numbers."""

    why_not: dict[int, str] = field(default_factory=dict)
    done: dict[int, Decimal] = field(default_factory=dict)
    open: list[int] = field(default_factory=list)

    def next_after(self, entry: int) -> int | None:
        """The next one without points, from the beginning again after the last."""
        later = [pk for pk in self.open if pk != entry]
        return later[0] if later else None


def progress(panelist: Panelist) -> Progress:
    """What is scored, what not yet, what may not be: the same few queries for any number."""
    call = panelist.call
    rows = Entry.objects.before_panel(call).order_by("number", "pk")
    values = list(rows.values_list("pk", "union_id", "entered_by_id", "submitted_by_id", "status"))
    cases = [Case(*value[:4]) for value in values]
    found = own.barred(own.judges([panelist], call.decided_on), cases)
    result = Progress(why_not={entry: why for (_, entry), why in found.items()})
    wanted = call.criteria.criteria.count()
    given = Score.objects.filter(panelist=panelist).values_list("entry").order_by()
    for entry, total, number in given.annotate(total=Sum("points"), n=Count("pk")):
        if number == wanted and entry not in result.why_not:
            result.done[entry] = total
    result.open = [
        pk for pk, *_, status in values
        if status in codes.SCORABLE and pk not in result.done and pk not in result.why_not
    ]  # fmt: skip
    return result


def closed(panelist: Panelist, user: Any) -> str:
    """Why no points can be given on this sheet now; empty when they can."""
    call = panelist.call
    if call.decided:
        return panel.DECIDED
    if panelist.left_on is not None:
        return "已退出评委，不能再评分。"
    if panelist.user_id is not None and call.scoring_over:
        return f"评分已于 {call.scoring_ends_on} 截止；确需补评的，请经办人员延长评分截止日期。"
    if panelist.user_id is None and panel.judges_still(user, call):
        return "您是本次征集的评委，评分截止前不能代录他人的评分，请由其他经办人员录入。"
    return ""


def _require(panelist: Panelist, by: Any) -> None:
    """Her own points each gives herself; those on paper the clerk of the call types."""
    if panelist.user_id is not None:
        if by is None or panelist.user_id != by.pk:
            raise PermissionDenied("只能录入自己的评分。")
        return
    require(by, "innovation_review", panelist.call.union)


def _typist_bars(entry: Entry, by: Any) -> list[str]:
    """Who types an expert's points from paper is no author of the entry."""
    judge = own.Judge(0, by.display_name, None, by.id_index or "", frozenset())
    return list(own.barred([judge], [Case.of(entry)]).values())


@transaction.atomic
def give(
    panelist: Panelist, entry: Entry, points: Mapping[int, Decimal], *, by: Any, remark: str = ""
) -> list[Score]:
    """All criteria of one entry at once; given again, they replace. The remark is one for the
    entry and is kept with the first criterion. Raises ValidationError, PermissionDenied.
    """
    call = panel.locked(panelist.call)
    rows = Panelist._base_manager.select_related("user")
    panelist = rows.get(pk=panelist.pk)
    panelist.call = call
    _require(panelist, by)
    entry = Entry._base_manager.get(pk=entry.pk)
    _check(panelist, entry, by)
    criteria = criteria_of(call)
    _check_points(criteria, entry, points)
    saved = _write(panelist, entry, criteria, points, remark.strip(), by=by)
    journal.record(journal.Kind.EDIT, "评分", by=by, target=entry, detail={"panelist": panelist.pk})
    return saved


def _check(panelist: Panelist, entry: Entry, by: Any) -> None:
    if why := closed(panelist, by):
        raise ValidationError(why)
    if entry.call_id != panelist.call_id or entry.status not in codes.SCORABLE:
        raise ValidationError("这项成果不在本次评审之列，或已表彰。")
    bars = list(own.barred(own.judges([panelist]), [Case.of(entry)]).values())
    if panelist.user_id is None:
        bars += _typist_bars(entry, by)
    if bars:
        raise ValidationError(bars)


def _check_points(
    criteria: Sequence[Criterion], entry: Entry, points: Mapping[int, Decimal]
) -> None:
    if set(points) - {row.pk for row in criteria}:
        raise ValidationError("评分项已有变动，请刷新页面再评。")
    errors = {}
    for row in criteria:
        low, high = limits(row, entry.annual_benefit)
        value = points.get(row.pk)
        if value is None:
            errors[f"points_{row.pk}"] = f"请给“{row.name}”评分。"
        elif not low <= value <= high:
            errors[f"points_{row.pk}"] = f"“{row.name}”应评 {low} 至 {high} 分。"
        elif value != value.quantize(STEP):
            errors[f"points_{row.pk}"] = "最多一位小数。"
    if errors:
        raise ValidationError(errors)


def _write(
    panelist: Panelist, entry: Entry, criteria: Sequence[Criterion],
    points: Mapping[int, Decimal], remark: str, *, by: Any,
) -> list[Score]:  # fmt: skip
    held = {row.criterion_id: row for row in Score.objects.filter(panelist=panelist, entry=entry)}
    saved = []
    for number, criterion in enumerate(criteria):
        new = Score(entry=entry, panelist=panelist, criterion=criterion)
        row = held.get(criterion.pk, new)
        was = (row.points, row.remark)
        row.points, row.remark = points[criterion.pk], "" if number else remark
        row.full_clean()
        if row.pk is None or was != (row.points, row.remark):
            with explained(Score):
                history.save(row, by=by, reason="评分")
        saved.append(row)
    return saved
