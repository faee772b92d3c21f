"""What is done with a rights case: moves, steps, records beside them, and takeovers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assistance import case_workflow
from assistance.case_codes import Outcome, StepKind
from assistance.forms import cases as forms
from assistance.models import CaseStep, RightsCase, Takeover
from assistance.services import case_steps, cases, takeovers
from core.periods import today
from members.views.deeds import done
from unions.access import needs
from unions.forms.corrections import ReasonForm

# name -> (label, form, service, is there one to record?)
_RECORDS: dict[str, tuple[str, Any, Any, Any]] = {
    "notice": (
        "登记书面告知", forms.DayForm, cases.notify,
        lambda c: c.notified_on is None and (c.petition or c.outcome == Outcome.REFUSED),
    ),
    "extension": (
        "调解延期", forms.ExtendForm, cases.extend,
        lambda c: c.status in ("accepted", "mediating") and c.applied_on is not None,
    ),
    "petition-extension": (
        "信访延期", forms.DayForm, cases.extend_petition,
        lambda c: c.petition and c.is_open and c.accepted_on and not c.petition_extended_on,
    ),
    "follow-up": (
        "登记回访", forms.FollowUpForm, cases.follow_up,
        lambda c: c.agreement_on is not None,
    ),
}  # fmt: skip


def visible_case(request: HttpRequest, pk: int) -> RightsCase:
    """The case, or 404 alike for one elsewhere and one that does not exist."""
    rows = RightsCase.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("union", "holder", "handler"), pk=pk)


def _visible_step(request: HttpRequest, pk: int) -> CaseStep:
    rows = CaseStep.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("case__union", "case__holder", "by"), pk=pk)


def case_page(
    request: HttpRequest, form: Any, heading: str, case: RightsCase | None, **extra: Any
) -> HttpResponse:
    """One form on a page of its own, with the way back to the case (or the list)."""
    back = reverse("assistance:case_detail", args=[case.pk]) if case else None
    context = {
        "form": form,
        "heading": heading,
        "cancel_url": back or reverse("assistance:case_list"),
        **extra,
    }
    return render(request, "core/form_page.html", context)


def carried_out(
    request: HttpRequest, form: Any, service: Any, *args: Any, typed: Any = None
) -> bool:
    """Call the service with what was typed; its refusal goes on the form and nothing is lost."""

    def deed(_: dict[str, Any]) -> None:
        service(*args, by=request.user, **(form.cleaned_data if typed is None else typed))

    return done(request, form, deed)


def handled_here(request: HttpRequest, case: RightsCase) -> None:
    """Refuse the form to whoever does not handle the case; a post the service refuses itself."""
    if request.method != "POST":
        cases.require_handling(case, request.user)


def record_links(case: RightsCase) -> list[tuple[str, str]]:
    return [(name, label) for name, (label, _, _, there) in _RECORDS.items() if there(case)]


@needs("case")
def case_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One move of the process, on the form its effect needs."""
    case = visible_case(request, pk)
    if move not in forms.MOVE_FORMS:
        raise Http404
    handled_here(request, case)
    label = case_workflow.CASE.moves[move].label
    form = forms.MOVE_FORMS[move](request.POST or None, initial={"version": case.version})
    if carried_out(request, form, case_workflow.move_case, case, move):
        messages.success(request, f"案件 {case.number}：已{label}。")
        return redirect("assistance:case_detail", pk)
    return case_page(request, form, f"{label}：{case.number}", case, submit_label=label)


@needs("case")
def case_record(request: HttpRequest, pk: int, record: str) -> HttpResponse:
    """A day that belongs to no step of the process: notice, extension, follow-up."""
    case = visible_case(request, pk)
    if record not in _RECORDS:
        raise Http404
    handled_here(request, case)
    label, form_class, service, _ = _RECORDS[record]
    form = form_class(request.POST or None)
    if carried_out(request, form, service, case):
        messages.success(request, f"案件 {case.number}：{label}已记下。")
        return redirect("assistance:case_detail", pk)
    return case_page(request, form, f"{label}：{case.number}", case)


# --- steps -----------------------------------------------------------------------------------


@needs("case")
def case_step_new(request: HttpRequest, pk: int) -> HttpResponse:
    case = visible_case(request, pk)
    handled_here(request, case)
    step = CaseStep(case=case, by=request.user, day=today())
    form = forms.StepForm(request.POST or None, instance=step)
    if carried_out(request, form, case_steps.add_step, form.instance, typed={}):
        messages.success(request, "办理经过已登记。")
        return redirect("assistance:case_detail", pk)
    return case_page(request, form, f"登记办理经过：{case.number}", case)


@needs("case")
def case_step_reply(request: HttpRequest, pk: int) -> HttpResponse:
    step = _visible_step(request, pk)
    handled_here(request, step.case)
    form = forms.ReplyForm(request.POST or None)
    if carried_out(request, form, case_steps.record_reply, step):
        messages.success(request, "答复已登记。")
        return redirect("assistance:case_detail", step.case_id)
    return case_page(request, form, f"登记用人单位答复：{step.case.number}", step.case)


@needs("case")
def case_step_void(request: HttpRequest, pk: int) -> HttpResponse:
    step = _visible_step(request, pk)
    handled_here(request, step.case)
    form = ReasonForm(request.POST or None)
    if carried_out(request, form, case_steps.void_step, step):
        messages.success(request, "这一条已作废，仍保留在经过中。")
        return redirect("assistance:case_detail", step.case_id)
    return case_page(request, form, f"作废办理经过：{step.case.number}", step.case)


@needs("view")
def case_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """调解笔录 (or 谈话, 调查笔录) of one step, on paper."""
    step = _visible_step(request, pk)
    title = "调解笔录" if step.kind == StepKind.MEDIATION else f"{step.get_kind_display()}笔录"
    context = {"step": step, "case": step.case, "title": title}
    return render(request, "assistance/case_minutes.html", context)


# --- takeovers -------------------------------------------------------------------------------


@needs("case")
def takeover_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand up or draw up: which of the two follows from where this person sits."""
    case = visible_case(request, pk)
    possible = takeovers.directions(case, request.user)
    if not possible:
        raise PermissionDenied("案件已办结，或不由您这一级移交。")
    label = possible[0].label
    form = forms.TakeoverForm(request.POST or None)
    if carried_out(request, form, takeovers.ask, case, possible[0]):
        messages.success(request, f"{label}已提出，等待对方答复。")
        return redirect("assistance:case_detail", pk)
    return case_page(request, form, f"{label}：{case.number}", case, submit_label="提出")


@needs("view")
def takeover_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Answer, withdraw or hand back; the service says who may."""
    rows = Takeover.objects.visible_to(request.user)
    takeover = get_object_or_404(rows.select_related("case", "from_union", "to_union"), pk=pk)
    if move not in case_workflow.TAKEOVER.moves:
        raise Http404
    step = case_workflow.TAKEOVER.moves[move]
    if not step.who(takeover, request.user):
        raise PermissionDenied("提出移交的人不能自己答复，由另一方办理。")
    label = step.label
    form = forms.AnswerForm(request.POST or None)
    if carried_out(request, form, case_workflow.move_takeover, takeover, move):
        messages.success(request, f"案件 {takeover.case.number}：{label}已办理。")
        return redirect("assistance:case_detail", takeover.case_id)
    heading = f"{takeover.get_direction_display()}（{label}）：{takeover.case.number}"
    return case_page(request, form, heading, takeover.case, submit_label=label)
