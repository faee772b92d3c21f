"""Composing a quarter's report, keeping its words, and freezing its figures on submission."""

import datetime
import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from core import history
from core.db import explained
from core.ledger import append
from core.workflow import Stale
from reporting import differences, figures, prose, quarterly_sheet
from reporting.codes import PartCode, ReportStatus
from reporting.models import QuarterlyReport, ReportDifference, ReportFigure, ReportPart
from reporting.quarterly_sheet import Sheet
from unions.access import require
from unions.codes import FEDERATIONS

# Parts that tell the states of the day: written anew, they count them anew.
_OF_MOMENTS = (PartCode.PROBLEMS, PartCode.PLANS)


def committee_of(name: str) -> str:
    """临岐镇总工会 -> 中共临岐镇委员会."""
    place = name.removesuffix("总工会")
    return f"中共{place}委员会" if place != name else ""


@transaction.atomic
def begin(report: QuarterlyReport, *, by: Any) -> QuarterlyReport:
    """A draft with all its parts, written from the figures of its quarter.

    Raises ValidationError: a quarter has one report, and none before it has begun.
    """
    require(by, "govern", report.union)
    if report.union.kind not in FEDERATIONS:
        raise ValidationError("季度汇报由总工会编写。")
    report.recipient = report.recipient or committee_of(report.union.name)
    report.composed_by = by
    report.full_clean()
    _count_moments(report)
    if report.span.first > timezone.localdate():
        raise ValidationError({"quarter": f"{report.span.label}还没有开始。"})
    if report.span.last < report.union.founded_on:
        raise ValidationError({"quarter": f"{report.span.label}时总工会还没有成立。"})
    with explained(QuarterlyReport):
        history.save(report, by=by, reason="编写季度汇报")
    texts = prose.parts(quarterly_sheet.live(report))
    history.bulk_save(
        [
            ReportPart(report=report, code=code, text=text, generated=text, seen=text)
            for code, text in texts.items()
        ],
        by=by,
        reason="按数字生成",
    )
    _keep_differences(report, by)
    _record("编写", report, by)
    return report


@transaction.atomic
def write(
    report: QuarterlyReport, *, by: Any, version: int, head: dict[str, str],
    texts: dict[str, str], renew: str = "", replace: bool = False,
) -> QuarterlyReport:  # fmt: skip
    """Keep what was typed; `renew` writes one part anew from today's figures.

    Raises Stale, and ValidationError where `renew` would replace words of hers without `replace`.
    """
    require(by, "govern", report.union)
    locked = _locked(report, version)
    locked.number, locked.recipient = head["number"], head["recipient"]
    parts = {part.code: part for part in locked.parts.all()}
    for code, text in texts.items():
        parts[code].text = text
    if renew in _OF_MOMENTS:
        _count_moments(locked)
    now = prose.parts(quarterly_sheet.live(locked))
    if renew:
        _renew(parts[renew], now[renew], replace)
    for part in parts.values():
        part.seen = now[part.code]
        part.full_clean(exclude=["report"])
    history.bulk_save(
        list(parts.values()),
        by=by,
        reason="编写文字",
        update_fields=["text", "generated", "seen"],
    )
    locked.version += 1
    locked.full_clean()
    with explained(QuarterlyReport):
        history.save(locked, by=by, reason="编写文字")
    _keep_differences(locked, by)
    _record("修改文字", locked, by)
    return locked


def _count_moments(report: QuarterlyReport) -> None:
    report.moments = {moment.code: moment.value(report.union) for moment in figures.MOMENTS}
    report.moments_on = timezone.localdate()


def _renew(part: ReportPart, text: str, replace: bool) -> None:
    if not replace and same(part.text) not in ("", same(part.generated)):
        raise ValidationError({
            f"text_{part.code}": "这一段您改过。要换成新文字，请先勾选“替换我改过的文字”。"
        })  # fmt: skip
    part.text = part.generated = text


def unseen(report: QuarterlyReport) -> list[str]:
    """Parts whose figures moved after she last saved."""
    now = prose.parts(report.counted or quarterly_sheet.live(report))
    return [str(part) for part in report.parts.all() if part.seen != now[part.code]]


def same(text: str) -> str:
    """As compared: browsers send line ends of their own."""
    return text.replace("\r\n", "\n").strip()


def _locked(report: QuarterlyReport, version: int) -> QuarterlyReport:
    rows = QuarterlyReport.objects.select_related("union").select_for_update(of=("self",))
    locked = rows.get(pk=report.pk)
    if locked.status != ReportStatus.DRAFT:
        raise ValidationError("汇报已送审或报送，不能再改。送审的可由签发人退回。")
    if version != locked.version:
        raise Stale
    return locked


def _keep_differences(report: QuarterlyReport, by: Any) -> None:
    """The day a correction was first seen is kept; one that is none any more goes."""
    kept = {(row.about_id, row.code): row for row in report.differences.all()}
    for one in differences.found(report):
        row = kept.pop((one.about.pk, one.code), None) or ReportDifference(
            report=report, about=one.about, code=one.code, found_on=one.found_on
        )
        told = (one.label, one.unit, one.submitted, one.present)
        if row.pk and told == (row.label, row.unit, row.submitted, row.present):
            continue
        row.label, row.unit, row.submitted, row.present = told
        history.save(row, by=by, reason="已报数字有更正")
    for row in kept.values():
        history.remove(row, by=by, reason="记录已与原报数一致")


def freeze(report: QuarterlyReport, *, by: Any, dated_on: datetime.date) -> None:
    """What submission means: figures and corrections stand from now on as they are. Called inside
    the move, which holds the report's row; the workflow saves the report.
    """
    _keep_differences(report, by)
    sheet = quarterly_sheet.live(report)
    append(
        [ReportFigure(
            report=report, position=n, part=row.part, code=row.code, label=row.label,
            unit=row.unit, value=row.value, previous=row.previous, year_before=row.year_before,
            url=row.url,
        )
        for n, row in enumerate(sheet.rows, 1)]
    )  # fmt: skip
    report.submitted_by, report.submitted_at, report.dated_on = by, timezone.now(), dated_on
    report.digest = digest(report, sheet)


def digest(report: QuarterlyReport, sheet: Sheet) -> str:
    """SHA-256 over figures, corrections and words: whether a report is still what was submitted."""
    content = {
        "quarter": [report.union_id, report.year, report.quarter, report.number, report.recipient],
        "figures": [
            [r.code, r.unit, str(r.value), str(r.previous), str(r.year_before)] for r in sheet.rows
        ],
        "differences": [
            [d.about_id, d.code, f"{d.submitted:.2f}", f"{d.present:.2f}", str(d.found_on)]
            for d in report.differences.order_by("about", "code")
        ],
        "parts": [[part.code, part.text] for part in report.parts.order_by("pk")],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_sound(report: QuarterlyReport) -> bool:
    """A submitted report still is what its digest says."""
    return report.digest == digest(report, quarterly_sheet.frozen(report))


def _record(deed: str, report: QuarterlyReport, by: Any) -> None:
    journal.record(
        journal.Kind.EDIT, f"{report.span.label}汇报：{deed}", by=by, target=report,
        detail={"quarter": report.span.label},
    )  # fmt: skip
