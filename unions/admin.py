"""Unions, enterprises and what hangs on them in the data-entry site; accounts to read only."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest

from accounts.models import User
from unions.admin_base import ScopedModelAdmin, ScopedRelatedFilter, SettingAdmin, masked
from unions.admin_forms import (
    UNION_LAYOUT,
    CalendarForm,
    CoverageForm,
    EventForm,
    RuleForm,
    UnionForm,
)
from unions.codes import FEDERATIONS, EventKind
from unions.models import (
    CalendarDay,
    Coverage,
    Enterprise,
    EnterpriseFigure,
    Headcount,
    Rule,
    Seat,
    Union,
    UnionEvent,
)
from unions.scope import scope_of
from unions.services import calendar, coverage, life, records, rules, tree
from unions.services.accounts import accounts_of, seats_of


class UnionDataAdmin(ScopedModelAdmin):
    """Tables a federation clerk keeps (edit_union); leader and auditor read them."""

    edit = "edit_union"

    def choices_for(self, name: str, rows: Any, request: HttpRequest) -> Any:
        editable = scope_of(request.user).condition("", self.edit)
        if name in ("parent", "federation"):
            return rows.filter(editable, kind__in=FEDERATIONS, dissolved_on__isnull=True)
        if name == "union":
            return rows.filter(editable)
        return rows


@admin.register(Union)
class UnionAdmin(UnionDataAdmin):
    form = UnionForm
    sealed = ("bank_account",)
    fixed = ("parent", "name", "founded_on", "dissolved_on")
    list_display = ("name", "kind", "parent", "chair_name", "founded_on", "dissolved_on")
    list_select_related = ("parent",)
    list_filter = ("kind",)
    search_fields = ("name", "short_name")
    masked_bank_account = masked("bank_account", "银行账号")

    def layout(self, obj: Any) -> list[tuple[str, list[str]]]:
        ended = [("撤销", ["dissolved_on"])] if obj and obj.dissolved_on else []
        return [*UNION_LAYOUT, *ended]

    def union_of(self, obj: Any) -> Any:
        return obj

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        save = records.save_union if change else tree.found_union
        save(obj, by=request.user)


@admin.register(Enterprise)
class EnterpriseAdmin(UnionDataAdmin):
    fixed = ("federation",)
    fields = (
        "federation", "name", "uscc", "above_scale", "size_class", "industry_section", "industry",
        "unit_category", "legal_rep", "opened_on", "closed_on", "party_branch", "phone", "address",
        "remark",
    )  # fmt: skip
    list_display = ("name", "uscc", "above_scale", "size_class", "industry_section", "federation")
    list_select_related = ("federation",)
    list_filter = ("above_scale", "size_class", "industry_section")
    search_fields = ("name",)

    def union_of(self, obj: Any) -> Any:
        return obj.federation

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        records.save_enterprise(obj, by=request.user)


@admin.register(EnterpriseFigure)
class EnterpriseFigureAdmin(UnionDataAdmin):
    fixed = ("enterprise", "kind", "as_of")
    fields = ("enterprise", "kind", "value", "as_of", "source")
    autocomplete_fields = ("enterprise",)
    list_display = ("enterprise", "kind", "value", "as_of", "source")
    list_select_related = ("enterprise",)
    list_filter = ("kind",)
    search_fields = ("enterprise__name",)

    def union_of(self, obj: Any) -> Any:
        return obj.enterprise.federation


@admin.register(Headcount)
class HeadcountAdmin(UnionDataAdmin):
    fixed = ("union", "as_of")
    fields = ("union", "workers", "as_of", "source", "approximate")
    list_display = ("union", "as_of", "workers", "approximate", "source")
    list_select_related = ("union",)
    list_filter = (("union", ScopedRelatedFilter),)


@admin.register(Coverage)
class CoverageAdmin(UnionDataAdmin):
    form = CoverageForm
    fixed = ("enterprise", "union", "since", "until", "voided_at", "voided_reason")
    autocomplete_fields = ("enterprise",)
    list_display = ("enterprise", "union", "since", "until", "paper", "is_void")
    list_select_related = ("enterprise", "union")
    list_filter = (("union", ScopedRelatedFilter),)
    search_fields = ("enterprise__name",)

    @admin.display(description="作废", boolean=True)
    def is_void(self, obj: Coverage) -> bool:
        return obj.is_voided

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("enterprise", "union", "since", "paper")
        ending = self._may_end(request, obj)
        return (
            "enterprise", "union", "since",
            *(("ending_on", "end_reason") if ending else ("until", "voided_at", "voided_reason")),
            "paper",
        )  # fmt: skip

    def _may_end(self, request: HttpRequest, obj: Coverage) -> bool:
        standing = obj.until is None and not obj.is_voided
        return standing and self.has_change_permission(request, obj)

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        data = form.cleaned_data
        if not change:
            made = coverage.cover(
                obj.enterprise, obj.union, obj.since, by=request.user, paper=obj.paper
            )
            obj.pk = made.pk
            return
        super().store(request, obj, form, change)
        if data.get("ending_on"):
            coverage.uncover(obj, data["ending_on"], by=request.user, reason=data["end_reason"])


@admin.register(UnionEvent)
class UnionEventAdmin(UnionDataAdmin):
    form = EventForm
    fixed = ("union", "kind", "day", "old_name", "into", "voided_at", "voided_reason")
    list_display = ("union", "kind", "day", "reason", "paper")
    list_select_related = ("union",)
    list_filter = ("kind", ("union", ScopedRelatedFilter))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("union", "kind", "day", "reason", "paper", "new_name", "into")
        return ("union", "kind", "day", "reason", "paper", "old_name", "into")

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().store(request, obj, form, change)
            return
        told = {"by": request.user, "reason": obj.reason, "paper": obj.paper}
        if obj.kind == EventKind.RECTIFIED:
            made = life.rectify(obj.union, obj.day, **told)
        elif obj.kind == EventKind.RENAMED:
            name = form.cleaned_data["new_name"].strip()
            made = life.rename(obj.union, name, obj.day, **told)
        else:
            made = life.end(obj.union, obj.kind, obj.day, into=obj.into, **told)
        obj.pk = made.pk


@admin.register(Rule)
class RuleAdmin(SettingAdmin):
    """A value is never overwritten: a new one is set from a day, the old one ends."""

    form = RuleForm
    view = edit = "settings"
    list_display = ("label", "value", "unit", "since", "until", "is_void", "source")
    list_filter = ("label",)

    @admin.display(description="作废", boolean=True)
    def is_void(self, obj: Rule) -> bool:
        return obj.is_voided

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("code", "value", "source", "since")
        return ("label", "value", "unit", "source", "since", "until", "voided_at", "voided_reason")

    def get_queryset(self, request: HttpRequest) -> Any:
        return Rule.objects.all()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        rules.set_value(obj, by=request.user)


class YearFilter(admin.SimpleListFilter):
    """Django's own drill-down by date answers a year 9999 in the address with an error."""

    title, parameter_name = "年份", "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        days = CalendarDay.objects.dates("day", "year", order="DESC")
        return [(str(day.year), f"{day.year}年") for day in days]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        known = {value for value, _ in self.lookup_choices}
        return queryset.filter(day__year=self.value()) if self.value() in known else queryset


@admin.register(CalendarDay)
class CalendarDayAdmin(SettingAdmin):
    """The days of 国办's yearly notice; what counts working days is unions/calendar.py."""

    form = CalendarForm
    view = edit = "settings"
    list_display = ("day", "kind", "name", "source")
    list_filter = (YearFilter, "kind")
    search_fields = ("name", "source")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        day = ("day", "last") if obj is None else ("day",)
        return ("kind", "name", *day, "source")

    def get_queryset(self, request: HttpRequest) -> Any:
        return CalendarDay.objects.order_by("-day")

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if change:
            calendar.correct(obj, by=request.user)
            return
        obj.pk = calendar.enter(obj, form.cleaned_data.get("last"), by=request.user)[0].pk


@admin.register(Seat)
class SeatAdmin(ScopedModelAdmin):
    """To read; giving and ending seats is done on the account pages."""

    view = "accounts"
    fields = ("user", "union", "role", "since", "until", "reason", "voided_at", "voided_reason")
    list_display = ("user", "union", "role", "since", "until")
    list_select_related = ("user", "union")
    list_filter = ("role",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return seats_of(request.user)


@admin.register(User)
class UserAdmin(ScopedModelAdmin):
    """To read; creating, resetting and disabling is done on the account pages."""

    view = "accounts"
    fields = (
        "username", "display_name", "is_active", "must_change_password", "last_login", "date_joined"
    )  # fmt: skip
    list_display = ("username", "display_name", "is_active", "must_change_password", "last_login")
    list_filter = ("is_active",)
    ordering = ("username",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return accounts_of(request.user).order_by("username")

    def union_of(self, obj: Any) -> None:
        return None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Accounts keep no field history; their deeds are in the journal."""
        raise Http404

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        # Past the base class, which would ask the history for the row's version.
        return super(ScopedModelAdmin, self).render_change_form(request, context, *args, **kwargs)
