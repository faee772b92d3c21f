"""Lists of members, of what keeps records from counting, and of transfers."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from core import identifiers
from core.periods import today
from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report, Row, percent
from members import codes, dimensions, search
from members.forms.filters import MemberFilter, TransferFilter
from members.models import Membership, TransferRequest
from members.services.tallies import members_now
from unions.forms.filters import NameFilter
from unions.models import Union
from unions.scope import scope_of

_SEX = dict(codes.Sex.choices)
_POLITICAL = dict(codes.Political.choices)
_EDUCATION = dict(codes.Education.choices)
_STANDING = dict(codes.Standing.choices)


class MemberList(Report):
    """The roster as of a day: one row per membership that holds on it."""

    title = "会员花名册"
    empty = "没有符合条件的会员。可清除条件再查，或用“导入”登记会员花名册。"
    form_class = MemberFilter
    keys_first = True
    numbered = True
    orders = {
        "": Order("按姓名拼音", ("member__name_py", "member_id")),
        "joined": Order("按入会日期", ("member__first_joined_on", "member_id")),
        "newest": Order("最新登记在前", ("-member_id",)),
    }
    values = (
        "member_id", "member__full_name", "member__sex", "member__birth_date",
        "member__id_number", "member__political_status", "member__education_level",
        "member__mobile", "member__first_joined_on", "member__is_migrant_worker",
        "member__defects", "standing", "union__name", "employer__name",
    )  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = Membership.objects.on(context.day).visible_to(context.user)
        if context.get("moved"):
            rows = rows.exclude(still_here(context.user, context.day))
        elif any(context.get(name) for name in _OF_PARTICULARS):
            rows = rows.filter(still_here(context.user, context.day))
        simple = {
            "union": "union_id", "employer": "employer_id", "standing": "standing",
            "union_kind": "union__kind",
        }  # fmt: skip
        for name, column in simple.items():
            if value := context.get(name):
                rows = rows.filter(**{column: value})
        for dimension in dimensions.ALL:
            if code := context.get(dimension.name):
                rows = rows.filter(dimension.condition(code, context.day, "member__"))
        if text := context.get("find"):
            rows = rows.filter(search.condition(text, "member__"))
        if quality := context.get("quality"):
            rows = _by_quality(rows, quality)
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        """Without the particulars of those who moved on."""
        if not looks_back(context.user, context.day):
            return rows
        asked = _present(context.user).filter(member__in=[row["member_id"] for row in rows])
        present = set(asked.values_list("member_id", flat=True))
        return [r if r["member_id"] in present else {**r, **_HIDDEN} for r in rows]

    def total(self, context: Context) -> int | None:
        """The kept count of a whole union tree as of today, when nothing else is asked."""
        asked = [
            name for name, value in context.form.cleaned_data.items() if value and name != "on"
        ]
        roots = {seat.union_id for seat in scope_of(context.user).viewing}
        if asked or context.day != today() or len(roots) != 1:
            return None
        return sum(members_now(roots).values())

    def subtitle(self, context: Context) -> str:
        """The unit stands on the sheet (花名册; domain.md 9)."""
        words = super().subtitle(context)
        chosen = context.get("union")
        name = dict(context.form.fields["union"].choices).get(chosen) if chosen else None
        return f"{words}　单位：{name}" if name else words

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("members:member_list")
        return (
            Column("姓名", lambda r: r["member__full_name"],
                   lambda r: link(f"{base}{r['member_id']}/", r["member__full_name"])),
            Column("性别", lambda r: _SEX.get(r["member__sex"], ""), width=6),
            Column("出生日期", lambda r: r["member__birth_date"], kind="date"),
            Column("证件号码", lambda r: _masked(r["member__id_number"]), width=21),
            Column("政治面貌", lambda r: _POLITICAL.get(r["member__political_status"], "")),
            Column("学历", lambda r: _EDUCATION.get(r["member__education_level"], ""),
                   width=22),
            Column("工作单位", lambda r: r["employer__name"], width=28),
            Column("所属工会", lambda r: r["union__name"], width=28),
            Column("手机号", lambda r: identifiers.mask_mobile(r["member__mobile"] or "")),
            Column("入会日期", lambda r: r["member__first_joined_on"], kind="date"),
            Column("农民工", lambda r: r["member__is_migrant_worker"], width=8),
            Column("会籍状态", lambda r: _STANDING[r["standing"]], _standing_html, width=10),
        )  # fmt: skip


# Of somebody who moved on, a unit sees the years there and who it was, no more (as on her page):
# neither by reading these columns nor by filtering on them.
_HIDDEN = dict.fromkeys(
    (
        "member__birth_date", "member__id_number", "member__political_status",
        "member__education_level", "member__mobile", "member__first_joined_on",
        "member__is_migrant_worker", "member__defects",
    )
)  # fmt: skip
_OF_PARTICULARS = ("age", "political", "education", "migrant", "skill", "find", "quality")


def looks_back(user: Any, day: datetime.date) -> bool:
    return day < today() and not scope_of(user).sees_all


def still_here(user: Any, day: datetime.date) -> Any:
    """Of memberships on the day: whose holder is in the reader's scope today too."""
    if not looks_back(user, day):
        return Q(pk__isnull=False)
    return Q(Exists(_present(user).filter(member=OuterRef("member"))))


def _present(user: Any) -> QuerySet:
    return Membership.objects.open().visible_to(user)


def _masked(id_number: str | None) -> str:
    return identifiers.mask_id(id_number) if id_number else ""


def _standing_html(row: Row) -> str:
    parts = [escape(_STANDING[row["standing"]])]
    if row["member__defects"]:
        parts.append(badge("warn", "待完善"))
    return " ".join(parts)


def _by_quality(rows: QuerySet, quality: str) -> QuerySet:
    if quality == "ok":
        return rows.filter(member__defects="")
    rows = rows.exclude(member__defects="")
    return rows if quality == "any" else rows.filter(member__defects__contains=quality)


def members_of_unions(union_ids: Iterable[int], day: datetime.date) -> dict[int, int]:
    """Union -> members on `day` (its own, not its subtree's)."""
    rows = Membership.objects.on(day).filter(union_id__in=list(union_ids))
    return dict(rows.values_list("union_id").annotate(n=Count("pk")).order_by())


class QualityList(Report):
    """Per union: how many records count as qualified, and what the others lack."""

    title = "资料质量"
    note = "合格：证件号码（或无号码的原因）、工作单位、手机号、学历、户籍、政治面貌齐全且不矛盾。点数字看名单。"
    form_class = NameFilter
    orders = {"": Order("按组织次序", ("path", "id"))}
    values = ("id", "name")

    def queryset(self, context: Context) -> QuerySet:
        rows = Union.objects.visible_to(context.user).on(context.day)
        if name := context.get("name"):
            rows = rows.filter(name__contains=name)
        return rows

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        ids = [row["id"] for row in rows]
        members = members_of_unions(ids, context.day)
        lacking: dict[int, dict[str, int]] = {pk: {} for pk in ids}
        defective = (
            Membership.objects.on(context.day)
            .filter(union_id__in=ids)
            .exclude(member__defects="")
            .values_list("union_id", "member__defects")
            .annotate(n=Count("pk"))
            .order_by()
        )
        for union_id, defects, number in defective:
            for code in ["any", *defects.split()]:
                lacking[union_id][code] = lacking[union_id].get(code, 0) + number
        for row in rows:
            row["members"], row["lacking"] = members.get(row["id"], 0), lacking[row["id"]]
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base, day = reverse("members:member_list"), context.day

        def number(row: Row, code: str) -> str:
            count = row["lacking"].get(code, 0)
            url = f"{base}?union={row['id']}&quality={code}&on={day}"
            return link(url, count) if count else "0"

        def qualified(row: Row) -> int:
            return row["members"] - row["lacking"].get("any", 0)

        def of(code: str) -> Column:
            return Column(
                str(codes.Defect(code).label), lambda r: r["lacking"].get(code, 0),
                lambda r: number(r, code), kind="num",
            )  # fmt: skip

        return (
            Column("工会", lambda r: r["name"], width=32),
            Column("会员数", lambda r: r["members"],
                   lambda r: link(f"{base}?union={r['id']}&on={day}", r["members"]), kind="num"),
            Column("合格数", qualified, kind="num"),
            Column("合格率", lambda r: percent(qualified(r), r["members"]), kind="num"),
            Column("不合格数", lambda r: r["lacking"].get("any", 0), lambda r: number(r, "any"),
                   kind="num"),
            *(of(code) for code in codes.Defect.values),
        )  # fmt: skip


class TransferList(Report):
    title = "转会办理"
    empty = "没有转会申请。要转会，请打开会员页面点“转会”。"
    form_class = TransferFilter
    orders = {"": Order("最新在前", ("-id",))}
    values = (
        "id", "member__full_name", "from_union__name", "to_union__name", "day", "status", "answer",
    )  # fmt: skip
    tones = {
        "requested": "warn", "accepted": "ok", "refused": "bad", "withdrawn": "mute",
        "lapsed": "mute",
    }  # fmt: skip

    def queryset(self, context: Context) -> QuerySet:
        rows = TransferRequest.objects.visible_to(context.user)
        if status := context.get("status"):
            rows = rows.filter(status=status)
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("members:transfer_list")
        labels = dict(TransferRequest.Status.choices)
        return (
            Column("会员", lambda r: r["member__full_name"],
                   lambda r: link(f"{base}{r['id']}/", r["member__full_name"])),
            Column("转出工会", lambda r: r["from_union__name"], width=28),
            Column("转入工会", lambda r: r["to_union__name"], width=28),
            Column("转会日期", lambda r: r["day"], kind="date"),
            Column("状态", lambda r: labels[r["status"]],
                   lambda r: badge(self.tones[r["status"]], labels[r["status"]])),
            Column("答复说明", lambda r: r["answer"], lambda r: escape(r["answer"]), width=30),
        )  # fmt: skip
