"""提醒台账: due, told, to whom, or why not."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from core.report_html import badge, escape, link
from core.reports import Column, Context, Order, Report
from governance.codes import Delivery, Rung
from governance.forms.duties import ReminderFilter
from governance.models import Reminder
from unions.scope import scope_of

_RUNG, _DELIVERY = dict(Rung.choices), dict(Delivery.choices)


class ReminderList(Report):
    title = "提醒台账"
    empty = "还没有提醒。服务器每天运行一次提醒命令后，这里列出提醒了谁、没有提醒的原因。"
    form_class = ReminderFilter
    orders = {"": Order("最近的在前", ("-id",))}
    values = (
        "id", "day", "label", "url", "union__name", "due", "rung", "recipient__display_name",
        "delivery", "why",
    )  # fmt: skip

    def subtitle(self, context: Context) -> str:
        return ""

    def queryset(self, context: Context) -> QuerySet:
        """Federation staff see their subtree's; a chair what she was told, and her union's."""
        scope = scope_of(context.user)
        rows = Reminder.objects.visible_to(context.user)
        if not scope.is_staff:
            rows = rows.filter(Q(recipient=context.user.pk) | Q(recipient__isnull=True))
        for name in ("rung", "delivery"):
            if value := context.get(name):
                rows = rows.filter(**{name: value})
        return rows

    def columns(self, context: Context) -> Sequence[Column]:
        return (
            Column("提醒日期", lambda r: r["day"], kind="date"),
            Column("事项", lambda r: r["label"],
                   lambda r: link(r["url"], r["label"]) if r["url"] else escape(r["label"]),
                   width=40),
            Column("期限", lambda r: r["due"], kind="date"),
            Column("阶段", lambda r: _RUNG[r["rung"]]),
            Column("提醒对象", lambda r: r["recipient__display_name"]),
            Column("结果", lambda r: _DELIVERY[r["delivery"]],
                   lambda r: badge("ok" if r["delivery"] == Delivery.SENT else "warn",
                                   _DELIVERY[r["delivery"]])),
            Column("未提醒的原因", lambda r: r["why"], width=30),
            Column("工会", lambda r: r["union__name"], width=26),
        )  # fmt: skip
