"""What the auditor asks: the journal of deeds and the history of rows, read in her scope.

Both are paged by key ("the 50 before this line"): page one and page ten thousand cost the same.
"""

import datetime
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import JournalEntry, User
from assistance import models as aid
from core import changes
from governance.models import CheckItem, CheckList, SeatBand
from innovation.models import AwardGrade, Band, Criterion, CriterionSet, Kind
from reporting.models import LogicCheck
from unions.models import CalendarDay, Rule, Seat, Union
from unions.scope import scope_of

PER_PAGE = 50
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_KEY = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")

# Every table whose changes are kept, by model name, room after room.
ROOMS = ("members", "unions", "assistance", "governance", "innovation", "reporting")
TRACKED: dict[str, type[models.Model]] = {
    model._meta.model_name or "": model
    for room in ROOMS
    for model in apps.get_app_config(room).get_models()
    if hasattr(model, "history")
}
# Settings, of no union: seen from the root.
OF_ALL = (
    aid.Programme, aid.Ceiling, Rule, CalendarDay, CheckList, CheckItem, SeatBand, Kind, AwardGrade,
    CriterionSet, Criterion, Band, LogicCheck,
)  # fmt: skip

# How a journal line's details read.
DETAIL_LABELS = {
    "since": "自", "until": "至", "day": "日期", "reason": "原因", "paper": "文号",
    "from": "原状态", "to": "新状态", "fields": "修改的项目", "membership": "会籍编号",
    "value": "数值", "rows": "行数", "count": "条数", "counts": "数量", "file": "文件",
    "filename": "文件", "digest": "文件校验值", "report": "报表", "filters": "条件",
    "left": "离会", "unlisted": "表中未列出", "doubt": "存疑", "conflicts": "冲突的格子",
    "added": "新增", "changed": "修改", "unchanged": "未变", "refused": "退回", "kind": "类别",
    "into": "并入", "merged": "被合并的编号",
    "moved": "移入", "as_of": "截至日期",
    "kept": "保留", "on": "截至日期", "params": "条件",
    "amount": "金额（元）", "version": "版本", "entry": "流水序号", "entries": "人数",
    "payments": "笔数", "applications": "申请编号", "paid": "成功笔数", "failed": "失败笔数",
    "category": "困难类别", "number": "编号", "document": "附件编号", "first": "自", "last": "至",
    "method": "发放方式", "person": "家庭成员编号", "reopened": "重新发放", "settled": "办结",
    "batch": "批次", "field": "项目", "union": "工会", "sort": "排序", "form": "格式",
    "quarter": "季度", "year": "年度", "post": "职务", "candidate": "候选人编号",
    "lines": "项数", "panelist": "评委编号", "returned": "退回", "reversed": "冲正",
    "reasons": "原因", "meeting": "会议", "due": "期限或应到", "present": "实到", "of": "要求编号",
    "at": "登记日期", "level": "级别", "awarded": "表彰项数",
}  # fmt: skip
_NUMBER = re.compile(r"[0-9]+")  # numbers in a deed are numbers, whatever codes look like them
_FORMS = {"xlsx": "Excel", "docx": "Word", "pdf": "PDF"}


@dataclass(frozen=True)
class Line:
    """One history row as the page shows it."""

    row: Any
    target: str
    kind: str
    changes: list[changes.Change]


def _root(user: Any) -> bool:
    return scope_of(user).may_at_root("audit")


def _in_days(rows: Any, field: str, first: Any, last: Any) -> Any:
    """`first` and `last` are days in China, both inclusive, either may be empty."""
    zone = timezone.get_current_timezone()
    if first:
        start = datetime.datetime.combine(first, datetime.time.min, zone)
        rows = rows.filter(**{f"{field}__gte": start})
    if last:
        end = datetime.datetime.combine(last, datetime.time.min, zone) + datetime.timedelta(days=1)
        rows = rows.filter(**{f"{field}__lt": end})
    return rows


# --- journal --------------------------------------------------------------------------------
def journal_rows(user: Any, filters: dict[str, Any]) -> QuerySet[JournalEntry]:
    """Deeds at unions of her subtree; at the root also those of no union (sign-ins, rules)."""
    rows = JournalEntry.objects.order_by("-seq")
    if not _root(user):
        unions = Union.objects.filter(scope_of(user).condition("", "audit")).values("pk")
        rows = rows.filter(union_id__in=unions)
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    if filters.get("actor"):
        rows = rows.filter(actor=filters["actor"])
    return _in_days(rows, "at", filters.get("first"), filters.get("last"))


def journal_page(
    rows: QuerySet[JournalEntry], before: str
) -> tuple[list[JournalEntry], int | None]:
    """Up to 50 entries older than `before`, and where the next page begins (None: no more)."""
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(seq__lt=int(before))
    found = list(rows[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    return page, page[-1].seq if len(found) > PER_PAGE else None


def details(entry: JournalEntry) -> list[tuple[str, str]]:
    """An entry's details as (label, text), in Chinese as far as the house knows the word."""
    words = _words(entry.target_type)
    told = entry.details().items()
    return [(DETAIL_LABELS.get(k, k), _plain(v, words)) for k, v in told if v]


def _plain(value: Any, words: dict[str, str]) -> str:
    if isinstance(value, dict):
        pairs = (f"{DETAIL_LABELS.get(str(k), k)} {_plain(v, words)}" for k, v in value.items())
        return "，".join(pairs)
    if isinstance(value, list):
        return "、".join(_plain(item, words) for item in value)
    return words.get(str(value), str(value))


@cache
def _words(target_type: str) -> dict[str, str]:
    """Code -> what people call it, by the choices of all tables; those of the deed's own win."""
    tables = list(apps.get_models())
    with suppress(LookupError):  # a table of an earlier version
        tables += [apps.get_model(target_type)] if target_type else []
    fields = (field for table in tables for field in table._meta.fields if field.choices)
    found = {str(code): str(label) for field in fields for code, label in field.flatchoices}
    return {code: label for code, label in found.items() if not _NUMBER.fullmatch(code)} | _FORMS


def target_label(entry: JournalEntry) -> str:
    """会员 12."""
    if not entry.target_type:
        return ""
    try:
        name = str(apps.get_model(entry.target_type)._meta.verbose_name)
    except LookupError:  # a table of an earlier version
        name = entry.target_type
    return f"{name} {entry.target_id}"


def people(user: Any) -> QuerySet[User]:
    """Whose deeds may be chosen: everybody at the root, else who has a seat in the subtree."""
    if _root(user):
        return User.objects.order_by("username")
    seats = Seat.objects.filter(scope_of(user).condition("union", "audit"))
    return User.objects.filter(pk__in=seats.values("user")).order_by("username")


# --- history of rows ------------------------------------------------------------------------
def tabs(user: Any) -> dict[str, type[models.Model]]:
    """The models whose history this auditor may read."""
    root = _root(user)
    return {name: model for name, model in TRACKED.items() if root or model not in OF_ALL}


def rooms(tables: dict[str, type[models.Model]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(room, its tables as (name, label)), for choosing one."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, model in tables.items():
        room = str(apps.get_app_config(model._meta.app_label).verbose_name)
        found.setdefault(room, []).append((name, str(model._meta.verbose_name)))
    return list(found.items())


def history_rows(user: Any, model: Any, filters: dict[str, Any]) -> Any:
    """History lines of rows she sees. A row that is gone is seen by nobody below the root."""
    rows = model.history.order_by("-history_date", "-history_id")
    if not _root(user):
        rows = rows.filter(id__in=model.objects.visible_to(user).values("pk"))
    if filters.get("actor"):
        rows = rows.filter(history_user=filters["actor"])
    return _in_days(rows, "history_date", filters.get("first"), filters.get("last"))


def history_page(model: Any, rows: Any, before: str) -> tuple[list[Line], str]:
    """Up to 50 lines older than the key `before`, and the key of the next page ("": no more).

    The lines before each (of the same row) come in one query, whatever their number.
    """
    older = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    rows = rows.annotate(
        previous_id=Subquery(older.order_by("-history_id").values("history_id")[:1])
    )
    found = list(_older_than(rows, before).select_related("history_user")[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    more = _key(page[-1]) if len(found) > PER_PAGE else ""
    previous = model.history.in_bulk([row.previous_id for row in page if row.previous_id])
    names = changes.names_of(model, [*page, *previous.values()])
    targets = _targets(model, {row.id for row in page})
    return [
        Line(
            row,
            targets.get(row.id, f"编号 {row.id}（已删除）"),
            changes.KINDS[row.history_type],
            changes.between(model, previous.get(row.previous_id), row, names),
        )
        for row in page
    ], more


def _targets(model: Any, ids: set[int]) -> dict[int, str]:
    """The rows by name; their names are made of related rows, so those come along."""
    foreign = [field.name for field in model._meta.concrete_fields if field.is_relation]
    rows = model._base_manager.select_related(*foreign) if foreign else model._base_manager
    return {pk: str(found) for pk, found in rows.in_bulk(ids).items()}


def _key(row: Any) -> str:
    """Place of a line in the order: microseconds since 1970, and its number."""
    since = row.history_date - _EPOCH
    return f"{since // datetime.timedelta(microseconds=1)}-{row.history_id}"


def _older_than(rows: Any, before: str) -> Any:
    match = _KEY.fullmatch(before)
    if not match:
        return rows
    try:
        at = _EPOCH + datetime.timedelta(microseconds=int(match[1]))
    except OverflowError:
        return rows
    return rows.filter(Q(history_date__lt=at) | Q(history_date=at, history_id__lt=int(match[2])))
