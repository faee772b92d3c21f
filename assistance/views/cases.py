"""Pages of rights cases: the lists, one case, its particulars, notes and printed sheet."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assistance import case_particulars, case_rights, deadlines, document_panel
from assistance.case_reports import CaseList, CaseStatistics, DueList, left, status_badge
from assistance.case_workflow import CASE, TAKEOVER
from assistance.forms.cases import EditCaseForm, NewCaseForm, NotesForm, OldCaseForm
from assistance.models import RightsCase
from assistance.services import cases, takeovers
from assistance.views.case_steps import (
    carried_out,
    case_page,
    handled_here,
    record_links,
    visible_case,
)
from unions.access import needs
from unions.forms.corrections import ReasonForm
from unions.report_views import respond
from unions.scope import scope_of

STEPS_SHOWN = 200


@needs("view")
def case_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("case")
    return respond(request, CaseList(), "assistance/case_list.html", can_add=can_add)


@needs("view")
def case_due_list(request: HttpRequest) -> HttpResponse:
    return respond(request, DueList())


@needs("view")
def case_statistics(request: HttpRequest) -> HttpResponse:
    return respond(request, CaseStatistics())


@needs("view")
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    case, user = visible_case(request, pk), request.user
    handles = case_rights.handles(case, user)
    deeds = list(case.takeovers.select_related("from_union", "to_union", "asked_by", "answered_by"))
    pending = any(deed.status == "asked" for deed in deeds)
    context = {
        **_contents(case),
        "badge": status_badge(case.status),
        "steps": case.steps.select_related("by").order_by("-day", "-pk")[:STEPS_SHOWN],
        "held": takeovers.timeline(case),
        "age": takeovers.age(case),
        "clocks": _clocks(case),
        "takeovers": [(deed, TAKEOVER.buttons(deed, user)) for deed in deeds],
        "buttons": CASE.buttons(case, user),
        "records": record_links(case) if handles else [],
        "handles": handles,
        "can_edit": handles and (case.is_open or case.historical),
        "can_notes": case_rights.reads_notes(case, user),
        "documents": document_panel.panel(case, user),
        "directions": [] if pending else takeovers.directions(case, user),
    }
    return render(request, "assistance/case_detail.html", context)


def _contents(case: RightsCase) -> dict[str, Any]:
    return {
        "case": case,
        "pairs": case_particulars.particulars(case),
        "progress": case_particulars.progress(case),
        "texts": case_particulars.texts(case),
    }


def _clocks(case: RightsCase) -> list[dict[str, Any]]:
    found = deadlines.of_cases([case])[case.pk]
    return [{"clock": clock, "left": left(clock.due) if clock.running else None} for clock in found]


@needs("case")
def case_new(request: HttpRequest) -> HttpResponse:
    form = NewCaseForm(request.POST or None, user=request.user)
    if carried_out(request, form, cases.register, form.instance, typed={}):
        messages.success(request, f"案件 {form.instance.number} 已登记。")
        return redirect("assistance:case_detail", form.instance.pk)
    return case_page(request, form, "登记维权案件", None, submit_label="登记")


@needs("case")
def case_old(request: HttpRequest) -> HttpResponse:
    """补录 a case from old records."""
    form = OldCaseForm(request.POST or None, user=request.user, instance=cases.old_case())
    if request.method == "POST" and form.is_valid():
        ending = form.ending()
        if carried_out(request, form, cases.enter_old, form.instance, typed=ending):
            messages.success(request, f"历史案件 {form.instance.number} 已补录。")
            return redirect("assistance:case_detail", form.instance.pk)
    return case_page(request, form, "补录历史案件", None, submit_label="补录")


@needs("case")
def case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    case = visible_case(request, pk)
    handled_here(request, case)
    form = EditCaseForm(request.POST or None, instance=case)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("version", "reason")}
        if carried_out(request, form, cases.change, form.instance, typed=typed):
            messages.success(request, "案件已保存。")
            return redirect("assistance:case_detail", pk)
    return case_page(request, form, f"修改案件 {case.number}", case)


@needs("view")
def case_notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Sensitive notes and the full phone: shown after a reason is given, which is journalled."""
    case = visible_case(request, pk)
    cases.require_notes(case, request.user)
    opened = False
    if "notes" in request.POST:
        form = NotesForm(request.POST)
        if carried_out(request, form, cases.write_notes, case):
            messages.success(request, "敏感记录已保存。")
            return redirect("assistance:case_detail", pk)
    else:
        form = ReasonForm(request.POST or None)
        opened = carried_out(request, form, cases.open_notes, case)
        if opened:
            form = NotesForm(initial={"notes": case.notes, "version": case.version})
    context = {
        "case": case,
        "form": form,
        "opened": opened,
        "submit_label": "保存" if isinstance(form, NotesForm) else "查看",
        "cancel_url": reverse("assistance:case_detail", args=[pk]),
    }
    return render(request, "assistance/case_notes.html", context)


@needs("view")
def case_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """调解登记表 (DB3305/T 212-2021), the phone masked, the notes left out."""
    case = visible_case(request, pk)
    pairs = [*case_particulars.particulars(case), *case_particulars.progress(case)]
    context = {
        **_contents(case),
        "rows": [pairs[i : i + 2] for i in range(0, len(pairs), 2)],
        "steps": case.steps.filter(voided_at=None).select_related("by")[:STEPS_SHOWN],
    }
    return render(request, "assistance/case_sheet.html", context)
