"""Probable duplicates: the same name with the same birth date, or with the same phone."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from core import identifiers
from core.report_html import link
from core.reports import Column, Context, Order, Report, ReportForm, Row
from members.models import Member


class _Form(ReportForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class DuplicateList(Report):
    """One row per record that has an older look-alike in scope."""

    title = "疑似重复会员"
    note = "姓名相同，且出生日期或手机号相同。点“比对”并排查看，确认是同一人再合并；不是同一人的不必处理。"
    empty = "没有疑似重复的会员。"
    form_class = _Form
    orders = {"": Order("最新登记在前", ("-id",))}
    values = ("id", "full_name", "birth_date", "mobile", "id_number")

    def queryset(self, context: Context) -> QuerySet:
        visible = Member.objects.visible_to(context.user).filter(merged_into__isnull=True)
        alike = visible.filter(_alike(), full_name=OuterRef("full_name"), id__lt=OuterRef("id"))
        return visible.filter(Exists(alike.order_by()))

    def prepare(self, rows: list[Row], context: Context) -> list[Row]:
        names = {row["full_name"] for row in rows}
        others = Member.objects.visible_to(context.user).filter(
            full_name__in=names, merged_into__isnull=True
        )
        found: dict[str, list[Row]] = {}
        for other in others.values(*self.values).order_by("id"):
            found.setdefault(other["full_name"], []).append(other)
        for row in rows:
            row["older"] = next(
                (o for o in found[row["full_name"]] if o["id"] < row["id"] and _same(o, row)), None
            )
        return [row for row in rows if row["older"]]

    def columns(self, context: Context) -> Sequence[Column]:
        base = reverse("members:member_list")
        return (
            Column("姓名", lambda r: r["full_name"],
                   lambda r: link(f"{base}{r['id']}/", r["full_name"])),
            Column("出生日期", lambda r: r["birth_date"], kind="date"),
            Column("证件号码", lambda r: identifiers.mask_id(r["id_number"] or ""), width=21),
            Column("手机号", lambda r: identifiers.mask_mobile(r["mobile"] or "")),
            Column("较早的证件号码", lambda r: identifiers.mask_id(r["older"]["id_number"] or ""),
                   width=21),
            Column("办理", lambda r: "比对",
                   lambda r: link(f"{base}duplicates/{r['older']['id']}/{r['id']}/", "比对")),
        )  # fmt: skip


def _alike() -> Q:
    same_birth = Q(birth_date=OuterRef("birth_date"))
    same_phone = Q(mobile=OuterRef("mobile")) & ~Q(mobile="")
    return same_birth | same_phone


def _same(one: Row, other: Row) -> bool:
    return bool(
        (one["birth_date"] and one["birth_date"] == other["birth_date"])
        or (one["mobile"] and one["mobile"] == other["mobile"])
    )
