"""Pages of entries: the list, one entry with its buttons, its form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from innovation import entry_page as page
from innovation.forms.entries import ChooseForm, EntryForm
from innovation.forms.filters import SearchForm
from innovation.forms.steps import MOVE_FORMS, MoveForm
from innovation.models import Entry
from innovation.reports import EntryList, FigureList
from innovation.services import entries
from innovation.workflow import ENTRY, move_entry
from members.views.deeds import done, status_of
from members.views.finding import show_found
from unions.access import needs, require
from unions.report_views import respond
from unions.scope import scope_of

_INLINE = {m.name for m in ENTRY.moves.values() if m.shown and m.name not in MOVE_FORMS}


def visible_entry(request: HttpRequest, pk: int) -> Entry:
    """The entry, or 404 alike for one elsewhere and one that does not exist."""
    rows = Entry.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related(*page.RELATED), pk=pk)


@needs("view")
def entry_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("innovate")
    return respond(request, EntryList(), "innovation/entry_list.html", can_add=can_add)


@needs("view")
@require_POST
def entry_search(request: HttpRequest) -> HttpResponse:
    """A name may be asked for: what was typed travels on sealed."""
    return show_found(
        request, SearchForm(request.POST), "innovation:entry_list",
        "请输入成果编号、名称或完成人。",
    )  # fmt: skip


@needs("view")
def entry_figures(request: HttpRequest) -> HttpResponse:
    return respond(request, FigureList())


@needs("view")
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for everybody, with the buttons of the person looking at it."""
    entry = visible_entry(request, pk)
    move = request.POST.get("move", "")
    form = MoveForm(request.POST if move in _INLINE else None)

    def carry_out(data: dict[str, Any]) -> None:
        move_entry(entry, move, by=request.user, version=form.seen, **data)

    if move in _INLINE and done(request, form, carry_out):
        messages.success(request, f"已{ENTRY.moves[move].label}。")
        return redirect("innovation:entry_detail", pk)
    status = status_of(form)
    if form.errors:  # somebody else's deed, or her own first click, may be why
        entry = visible_entry(request, pk)
    context = {**page.contents(entry, request.user), "form": form}
    return render(request, "innovation/entry_detail.html", context, status=status)


@needs("view")
def entry_print(request: HttpRequest, pk: int) -> HttpResponse:
    """成果申报表 (domain.md 7, V41) on paper."""
    entry = visible_entry(request, pk)
    context = page.contents(entry, request.user)
    return render(request, "innovation/entry_print.html", context)


@needs("innovate")
def entry_new(request: HttpRequest) -> HttpResponse:
    """The unit first, where there are several (?union=), then the one form."""
    choice = ChooseForm(request.GET if "union" in request.GET else None, user=request.user)
    union = choice.only or (choice.cleaned_data["union"] if choice.is_valid() else None)
    if union is None:
        return render(request, "innovation/entry_choose.html", {"form": choice})
    form = EntryForm(request.POST or None, instance=Entry(union=union))
    if done(request, form, lambda data: _enter(request, form, data)):
        return _saved(request, form.entered)
    return _form_page(request, form, "申报创新成果", reverse("innovation:entry_list"))


def _enter(request: HttpRequest, form: Any, data: dict[str, Any]) -> None:
    """The second click of one form is shown the first one's draft."""
    form.entered = entries.enter(
        form.instance, form.lines, by=request.user, form_key=data["form_key"]
    )


@needs("innovate")
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = visible_entry(request, pk)
    require(request.user, "innovate", entry.union)
    if not entries.may_change(entry, request.user):
        messages.info(request, "成果已提交，不能再改；需要改的请镇总工会退回补充。")
        return redirect("innovation:entry_detail", pk)
    form = EntryForm(request.POST or None, instance=entry)

    def save(_: dict[str, Any]) -> None:
        entries.change(form.instance, form.lines, by=request.user, version=form.seen)

    if done(request, form, save):
        return _saved(request, entry)
    back = reverse("innovation:entry_detail", args=[pk])
    return _form_page(request, form, f"修改：{form.initial['title']}", back)


def _saved(request: HttpRequest, entry: Entry) -> HttpResponse:
    """The draft is kept in any case; what it lacks to be sent in stands on its page."""
    if not entry.editable:
        messages.success(request, "成果已保存。")
    elif request.POST.get("then") == "submit":
        try:
            move_entry(entry, "submit", by=request.user)
        except ValidationError as error:
            words = "".join(error.messages)
            messages.warning(request, f"草稿已保存，还不能提交：{words}")
        else:
            messages.success(request, "成果已提交，等待镇总工会受理。")
    else:
        messages.success(request, "草稿已保存，可随时继续填写。")
    return redirect("innovation:entry_detail", entry.pk)


def _form_page(request: HttpRequest, form: Any, heading: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "union": form.instance.union,
        "cancel_url": back,
    }
    return render(request, "innovation/entry_form.html", context, status=status_of(form))
