"""What is done with an entry beside its form: moves with a day or a sum, benefit, level, merger."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from innovation.forms import steps as forms
from innovation.models import Adoption, Entry
from innovation.services import entries, merging
from innovation.views.entries import visible_entry
from innovation.workflow import ENTRY, move_entry
from members.views.deeds import done, status_of
from unions.access import needs, require


def _page(
    request: HttpRequest, form: Any, heading: str, entry: Entry, template: str = "", **extra: Any
) -> HttpResponse:
    """One form on a page of its own, with the way back to the entry."""
    context = {
        "form": form,
        "heading": heading,
        "entry": entry,
        "cancel_url": reverse("innovation:entry_detail", args=[entry.pk]),
        **extra,
    }
    template = template or "core/form_page.html"
    return render(request, template, context, status=status_of(form))


@needs("view")
def entry_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """A move on the form its effect needs; the table of moves says who may."""
    entry = visible_entry(request, pk)
    if move not in forms.MOVE_FORMS:
        raise Http404
    step = ENTRY.moves[move]
    require(request.user, "innovation_award" if move == "award" else "innovate", entry.union)
    form = forms.MOVE_FORMS[move](request.POST or None, initial={"version": entry.version})

    def carry_out(data: dict[str, Any]) -> None:
        move_entry(entry, move, by=request.user, version=form.seen, **data)

    if done(request, form, carry_out):
        messages.success(request, f"已{step.label}。")
        return redirect("innovation:entry_detail", pk)
    return _page(request, form, f"{step.label}：{entry.title}", entry, submit_label=step.label)


@needs("innovate")
def entry_benefit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = visible_entry(request, pk)
    require(request.user, "innovate", entry.union)
    names = [name for name in forms.BenefitForm.base_fields if name != "version"]
    stored = {name: getattr(entry, name) for name in names}
    form = forms.BenefitForm(request.POST or None, initial={**stored, "version": entry.version})

    def save(data: dict[str, Any]) -> None:
        entries.set_benefit(entry, by=request.user, version=form.seen, **data)

    if done(request, form, save):
        messages.success(request, "年效益已登记。")
        return redirect("innovation:entry_detail", pk)
    heading = f"年效益：{entry.title}"
    return _page(request, form, heading, entry, "innovation/entry_benefit.html")


@needs("innovate")
def entry_finance(request: HttpRequest, pk: int) -> HttpResponse:
    entry = visible_entry(request, pk)
    require(request.user, "innovate", entry.union)
    form = forms.FinanceForm(request.POST or None, initial={"version": entry.version})

    def save(data: dict[str, Any]) -> None:
        entries.confirm_finance(entry, by=request.user, version=form.seen, **data)

    if done(request, form, save):
        messages.success(request, "财务确认已登记。")
        return redirect("innovation:entry_detail", pk)
    benefit = entry.annual_benefit
    told = f"年效益 {benefit:,.2f} 元" if benefit is not None else "尚未登记年效益"
    return _page(request, form, f"财务确认：{entry.title}（{told}）", entry)


@needs("innovation_review")
def entry_level(request: HttpRequest, pk: int) -> HttpResponse:
    entry = visible_entry(request, pk)
    require(request.user, "innovation_review", entry.union)
    form = forms.LevelForm(request.POST or None, initial={"version": entry.version})

    def save(data: dict[str, Any]) -> None:
        entries.raise_level(entry, by=request.user, version=form.seen, **data)

    if done(request, form, save):
        messages.success(request, "级别已登记。")
        return redirect("innovation:entry_detail", pk)
    heading = f"上报级别：{entry.title}（现为{entry.get_level_display()}）"
    return _page(request, form, heading, entry)


@needs("innovate")
def entry_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """A promoted entry is there for every unit, so it is reached on the shelf of all."""
    rows = Entry.showcase.visible_to(request.user).select_related("union")
    entry = get_object_or_404(rows, pk=pk)
    adoption = Adoption(entry=entry, by=request.user)
    form = forms.AdoptForm(request.POST or None, user=request.user, instance=adoption)
    if done(request, form, lambda _: entries.adopt(form.instance, by=request.user)):
        messages.success(request, f"“{entry.title}”已登记推广应用。")
        return redirect("innovation:entry_list")
    heading = f"登记推广应用：{entry.title}"
    return _page(request, form, heading, entry, cancel_url=reverse("innovation:entry_list"))


@needs("innovation_review")
def entry_merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """`other` goes into this entry; both are shown side by side before."""
    entry, merged = visible_entry(request, pk), visible_entry(request, other)
    for row in (entry, merged):
        require(request.user, "innovation_review", row.union)
    form = forms.MergeForm(request.POST or None, initial={"version": entry.version})

    def save(data: dict[str, Any]) -> None:
        merging.merge(entry, merged, by=request.user, version=form.seen, **data)

    if done(request, form, save):
        messages.success(request, "已合并，两项成果的完成人都保留。")
        return redirect("innovation:entry_detail", pk)
    both = [
        (row, list(row.authors.standing()), label)
        for row, label in ((entry, "保留"), (merged, "并入"))
    ]
    template = "innovation/entry_merge.html"
    return _page(request, form, "合并成果", entry, template, both=both, submit_label="合并")
