"""The data-entry site's one base class: scope, rights, version check, masks, journal, history.

Django's own permissions grant nothing here: the seat decides. Nothing is deleted, and every save
goes through a service; what a service refuses stands on the form beside what was typed.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import escape

from accounts import journal
from core import changes, history
from core.db import explained
from core.fields import EncryptedTextField
from core.http import row_number
from unions.access import require
from unions.scope import scope_of

HISTORY_PER_PAGE = 50


class Refused(Exception):
    """A service said no: the save is rolled back and its words go on the form."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__()
        self.error = error


def row_version(obj: models.Model) -> str:
    """The number of the newest history line: it grows with every save of the row."""
    newest = obj.history.aggregate(newest=Max("history_id"))["newest"]  # type: ignore[attr-defined]
    return str(newest or 0)


def changed_since(obj: models.Model, version: str) -> str:
    """Who changed the row after `version` and how, as a sentence; "" when nobody did.

    The row is locked, so that of two saves at once the second one sees the first.
    """
    model = type(obj)
    model._base_manager.select_for_update().get(pk=obj.pk)
    if version == row_version(obj):
        return ""
    manager: Any = getattr(model, "history")  # noqa: B009 - unknown to the type checker
    rows = manager.filter(id=obj.pk).select_related("history_user")
    newer = rows.order_by("-history_id").first()
    seen = rows.filter(history_id=version).first() if row_number(version) else None
    if newer is None or seen is None:
        return "表单已失效，请核对后重新保存。"
    lines = [
        f"{change.label}：{change.before or '空'} → {change.after or '空'}"
        for change in changes.between(model, seen, newer, changes.names_of(model, [seen, newer]))
    ]
    at = timezone.localtime(newer.history_date)
    who = newer.history_user or "系统"
    return f"这条记录在您打开之后已被{who}修改（{at:%Y-%m-%d %H:%M}），请核对后重新保存。" + (
        f"其间的改动：{'；'.join(lines)}。" if lines else ""
    )


class HouseForm(forms.ModelForm):
    """`request` and `sealed` are set by ScopedModelAdmin.get_form."""

    request: HttpRequest
    sealed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = {name: getattr(self.instance, name) for name in self.sealed}
        for name in self.sealed:
            if name not in self.fields or not self.kept[name]:
                continue
            mask = history.shown(self.instance._meta.get_field(name), self.kept[name])
            self.initial[name] = ""
            self.fields[name].required = False
            self.fields[name].help_text = f"现为 {escape(mask)}，留空则不改。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.sealed:
            if name in cleaned and not cleaned[name] and self.kept[name]:
                cleaned[name] = self.kept[name]
        if refused := getattr(self.request, "refused", None):
            self._show(refused)
        posted = self.request.POST.get("row_version", "")
        if self.instance.pk and (problem := changed_since(self.instance, posted)):
            self.add_error(None, problem)
        return cleaned

    def _show(self, error: ValidationError) -> None:
        """A service's words beside the field they are about, where the form has that field."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A list filter that offers only what the user may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        visible = field.remote_field.model.objects.visible_to(request.user)
        return field.get_choices(
            include_blank=False, limit_choices_to=Q(pk__in=visible.values("pk"))
        )


def masked(name: str, label: str) -> Any:
    """A list or read-only column that shows a sensitive field by its mask."""

    @admin.display(description=label)
    def column(self: Any, obj: models.Model) -> str:
        return history.shown(obj._meta.get_field(name), getattr(obj, name)) or "—"

    return column


class ScopedModelAdmin(admin.ModelAdmin):
    """`edit` is the capability that adds and changes rows; "" for a table nobody edits here."""

    form = HouseForm
    view = "view"
    edit = ""
    may_add = True
    # Fields shown by mask only, each with a column `masked_<name>`; an empty input keeps them.
    sealed: tuple[str, ...] = ()
    # Fields that are fixed once the row stands.
    fixed: tuple[str, ...] = ()

    actions = None
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    formfield_overrides = {EncryptedTextField: {"widget": AdminTextInputWidget}}

    # --- rights ---------------------------------------------------------------------------
    def union_of(self, obj: Any) -> Any:
        """The union at which the right to edit `obj` is asked."""
        return obj.union

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return scope_of(request.user).may(self.view)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.edit) and self.may_add and scope_of(request.user).may(self.edit)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not self.edit:
            return False
        union = self.union_of(obj) if obj is not None else None
        if obj is not None and union is None:
            return False
        return scope_of(request.user).may(self.edit, union)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- scope ----------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> Any:
        rows = self.model.objects.visible_to(request.user)
        return rows.order_by(*ordering) if (ordering := self.get_ordering(request)) else rows

    def choices_for(self, name: str, rows: Any, request: HttpRequest) -> Any:
        """A chance to narrow one chooser further."""
        return rows

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        rows = db_field.remote_field.model.objects.visible_to(request.user)
        kwargs["queryset"] = self.choices_for(db_field.name, rows, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(field.widget, "can_add_related"):
            # No pop-ups: each table has its own page.
            for link in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{link}_related", False)
        return field

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """By its number only: the stock admin breaks on an empty `_to_field` in the address."""
        return super().get_object(request, object_id)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """No field is filled in from the address: names stay out of it, and nonsense harmless."""
        return {}

    def _get_obj_does_not_exist_redirect(self, request: Any, opts: Any, object_id: Any) -> Any:
        raise Http404

    # --- the form -------------------------------------------------------------------------
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, *(self.fixed if obj is not None else ()))

    def layout(self, obj: Any) -> list[tuple[str, list[str]]]:
        """Headings and their fields; none: the fields in one block."""
        return []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = [(title, {"fields": fields}) for title, fields in self.layout(obj)]
        sets = sets or super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        return [
            (title, {**options, "fields": [self._readable(n) for n in options["fields"]]})
            for title, options in sets
        ]

    def _readable(self, name: str) -> str:
        return f"masked_{name}" if name in self.sealed else name

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request, form.sealed = request, self.sealed
        return form

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        context["row_version"] = row_version(obj) if obj is not None else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refusal:
            # The save is undone; the second run shows the same form with the service's words.
            request.refused = refusal.error
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        try:
            self.store(request, obj, form, change)
        except ValidationError as error:
            raise Refused(error) from None
        if not self.get_queryset(request).filter(pk=obj.pk).exists():
            raise PermissionDenied("保存后这条记录将不在您的范围内，没有保存。")

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save through the row's service; by default check the right and keep history."""
        require(request.user, self.edit, self.union_of(obj))
        with explained(self.model):
            history.save(obj, by=request.user)

    # --- journal and history --------------------------------------------------------------
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        self._journal(request, obj, "新增", {})

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        parts = message if isinstance(message, list) else []
        labels = [name for part in parts for name in part.get("changed", {}).get("fields", [])]
        self._journal(request, obj, "修改", {"fields": "、".join(labels)})

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        raise PermissionDenied("记录不能删除，只能终止或作废。")

    def _journal(self, request: HttpRequest, obj: Any, deed: str, detail: dict[str, str]) -> None:
        union = self.union_of(obj)
        journal.record(
            journal.Kind.ADMIN, f"后台{deed}：{self.opts.verbose_name}", by=request.user,
            target=obj, union_id=union.pk if union else None, detail=detail,
        )  # fmt: skip

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Before and after of each save, newest first, masked; three queries a page."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        rows = obj.history.select_related("history_user").order_by("-history_id")
        page = Paginator(rows, HISTORY_PER_PAGE).get_page(request.GET.get("p"))
        # One row more than shown: the page's last line is compared with the one before it.
        start = page.start_index() - 1 if page.object_list else 0
        shown = list(rows[max(start, 0) : max(start, 0) + HISTORY_PER_PAGE + 1])
        names = changes.names_of(self.model, shown)
        lines = [
            {
                "row": newer,
                "kind": changes.KINDS[newer.history_type],
                "changes": changes.between(self.model, older, newer, names),
            }
            for newer, older in zip(shown, [*shown[1:], None], strict=False)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": f"修改记录：{obj}", "object": obj, "opts": self.opts,
            "lines": lines[:HISTORY_PER_PAGE], "page": page,
        }  # fmt: skip
        return TemplateResponse(request, "admin/row_history.html", context)


class SettingAdmin(ScopedModelAdmin):
    """Rows that hold for the whole tree, set at its root: `save_row` is the room's service."""

    save_row: Any

    def has_add_permission(self, request: HttpRequest) -> bool:
        return scope_of(request.user).may_at_root(self.edit)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return scope_of(request.user).may_at_root(self.edit)

    def union_of(self, obj: Any) -> None:
        return None

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        self.save_row(obj, by=request.user)
