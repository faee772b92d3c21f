"""Steps of an application with a form of their own, declared relatives, and countersigns."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistance import application_page as page
from assistance import checks
from assistance.codes import CountersignKind
from assistance.forms import applications as forms
from assistance.models import Application, Countersign, Relation
from assistance.services import applications
from assistance.views.applications import visible_application
from assistance.workflow import APPLICATION
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.forms.corrections import ReasonForm

# step -> (capability, what the form starts with, from the application)
_STEPS = {
    "visit": ("aid_enter", {"day": "visited_on", "visitors": "visitors", "findings": "findings"}),
    "deliberate": (
        "aid_enter",
        {"day": "deliberated_on", "participants": "participants", "conclusion": "conclusion"},
    ),
    "review": ("aid_review", {"fund": "fund_id", "opinion": "opinion"}),
}
_COUNTERSIGNS: dict[str, tuple[str, Any]] = {
    CountersignKind.CEILING: ("提出超限额会签", forms.CountersignForm),
    CountersignKind.SEPARATION: ("提出兼办会签", forms.SecondPartForm),
}


def _step_form(request: HttpRequest, application: Application, step: str) -> Any:
    """Begun anew after a return, it starts from what was said the first time."""
    said = {name: getattr(application, field) for name, field in _STEPS[step][1].items()}
    initial = {name: value for name, value in said.items() if value}
    options: dict[str, Any] = {"initial": {**initial, "version": application.version}}
    if step == "review":
        return forms.ReviewForm(request.POST or None, application=application, **options)
    form_class = forms.VisitForm if step == "visit" else forms.DeliberateForm
    return form_class(request.POST or None, **options)


@needs("aid_enter")
def application_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    if step not in _STEPS:
        raise Http404
    application, move = visible_application(request, pk), APPLICATION.moves[step]
    require(request.user, _STEPS[step][0], application.union)
    form = _step_form(request, application, step)

    def carry_out(data: dict[str, Any]) -> None:
        APPLICATION.move(application, step, by=request.user, version=form.seen, **data)

    if done(request, form, carry_out):
        messages.success(request, f"已{move.label}。")
        return redirect("assistance:application_detail", pk)
    application = visible_application(request, pk) if form.errors else application
    fits = application.status in move.sources
    context = {
        "application": application,
        "step": step,
        "heading": move.label,
        "form": form,
        "missing": list(move.missing(application, request.user)) if fits else [],
        "fits": fits,
        "lines": page.lines(application, request.user),
        "warnings": checks.warnings(application),
        **page.examined(application, request.user),
        "cancel_url": reverse("assistance:application_detail", args=[pk]),
    }
    return render(request, "assistance/application_step.html", context, status=status_of(form))


# --- declared relatives --------------------------------------------------------------------------


@needs("view")
def relation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever handles the application, or knows, declares a kinship; at any stage."""
    application = visible_application(request, pk)
    _require_handler(request, application)
    form = forms.RelationForm(request.POST or None, union=application.union)

    def declare(data: dict[str, Any]) -> None:
        applications.declare_relation(Relation(application=application, **data), by=request.user)

    if done(request, form, declare):
        messages.success(request, "亲属关系已申报，此人不再经手这笔救助。")
        return redirect("assistance:application_detail", pk)
    return _form_page(request, form, "申报亲属关系", application)


@needs("view")
def relation_void(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Relation.objects.visible_to(request.user).select_related("application__union")
    relation = get_object_or_404(rows, pk=pk)
    _require_handler(request, relation.application)
    form = ReasonForm(request.POST or None)
    if relation.voided_at is not None:
        return redirect("assistance:application_detail", relation.application_id)
    if done(
        request, form, lambda data: applications.void_relation(relation, by=request.user, **data)
    ):
        messages.success(request, "这项申报已作废，仍保留在记录中。")
        return redirect("assistance:application_detail", relation.application_id)
    return _form_page(request, form, "作废亲属关系申报", relation.application)


def _require_handler(request: HttpRequest, application: Application) -> None:
    if not applications.handles(application, request.user):
        raise PermissionDenied


# --- countersigns --------------------------------------------------------------------------------


@needs("view")
def countersign_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in _COUNTERSIGNS:
        raise Http404
    application = visible_application(request, pk)
    _require_handler(request, application)
    heading, form_class = _COUNTERSIGNS[kind]
    form = form_class(request.POST or None, union=application.union)

    def ask(data: dict[str, Any]) -> None:
        asked = Countersign(application=application, kind=kind, **data)
        applications.ask_countersign(asked, by=request.user)

    if done(request, form, ask):
        messages.success(request, "会签已提出，等待另一人会签。")
        return redirect("assistance:application_detail", pk)
    return _form_page(request, form, heading, application)


@needs("countersign")
@require_POST
def countersign_sign(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Countersign.objects.visible_to(request.user).select_related("application__union")
    countersign = get_object_or_404(rows, pk=pk)
    try:
        applications.sign_countersign(countersign, by=request.user)
    except (ValidationError, PermissionDenied) as error:
        for text in getattr(error, "messages", [str(error)]):
            messages.error(request, text)
    else:
        messages.success(request, "已会签。")
    return redirect("assistance:application_detail", countersign.application_id)


def _form_page(
    request: HttpRequest, form: Any, heading: str, application: Application
) -> HttpResponse:
    context = {
        "form": form,
        "heading": f"{heading}：{application.number or application.programme}",
        "submit_label": "确定",
        "cancel_url": reverse("assistance:application_detail", args=[application.pk]),
    }
    return render(request, "core/form_page.html", context)
