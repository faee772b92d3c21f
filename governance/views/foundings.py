"""Pages of founding requests and of rectifications."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from governance import founding_papers
from governance.codes import FoundingStatus
from governance.forms import foundings as forms
from governance.founding_reports import FoundingList, RectificationList, tone
from governance.founding_workflow import FOUNDING
from governance.models import Founding, Rectification
from governance.services import foundings, rectifications
from governance.services.rectifications import RECTIFICATION
from governance.views.offices import back_to_union, form_page, union_named
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.forms.corrections import ReasonForm
from unions.report_views import paper, respond
from unions.scope import scope_of

_PAPERS = {
    "request": ("建会请示", founding_papers.request),
    "reply": ("建会批复", founding_papers.reply),
}


@needs("view")
def founding_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("edit_union")
    return respond(request, FoundingList(), "governance/founding_list.html", can_add=can_add)


@needs("edit_union")
def founding_new(request: HttpRequest) -> HttpResponse:
    form = forms.FoundingForm(request.POST or None, user=request.user)
    if done(request, form, lambda _: foundings.file(form.instance, by=request.user)):
        messages.success(request, "建会申请已登记，由另一人批复。")
        return redirect("governance:founding_detail", form.instance.pk)
    return form_page(request, form, "提出建会申请", reverse("governance:founding_list"))


def _visible(request: HttpRequest, pk: int) -> Founding:
    rows = Founding.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("parent", "enterprise", "union", "filed_by"), pk=pk
    )


@needs("view")
def founding_detail(request: HttpRequest, pk: int) -> HttpResponse:
    founding = _visible(request, pk)
    context = {
        "founding": founding,
        "tone": tone(founding.status),
        "buttons": FOUNDING.buttons(founding, request.user),
        "waits": founding.status == FoundingStatus.APPLIED,
        "replied": founding.status == FoundingStatus.APPROVED,
    }
    return render(request, "governance/founding_detail.html", context)


@needs("view")
def founding_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    founding = _visible(request, pk)
    if move not in FOUNDING.moves:
        raise Http404
    step = FOUNDING.moves[move]
    if not step.who(founding, request.user):
        raise PermissionDenied("批复由登记申请以外的人办理。")
    form_class = forms.WithdrawForm if move == "withdraw" else forms.ReplyForm
    form = form_class(request.POST or None, initial={"version": founding.version})

    def carry_out(data: dict[str, Any]) -> None:
        FOUNDING.move(founding, move, by=request.user, version=form.seen, **data)

    if done(request, form, carry_out):
        messages.success(request, f"已{step.label}。")
        return redirect("governance:founding_detail", pk)
    back = reverse("governance:founding_detail", args=[pk])
    heading = f"{step.label}：{founding.name}"
    page = form_page(request, form, heading, back, submit_label=step.label)
    page.status_code = status_of(form)
    return page


@needs("view")
@require_POST
def founding_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    founding = _visible(request, pk)
    if kind not in _PAPERS or (kind == "reply" and founding.status != FoundingStatus.APPROVED):
        raise Http404
    title, write = _PAPERS[kind]
    return paper(request, write(founding), f"{title}（{founding.name}）", founding.parent_id)


# --- rectifications --------------------------------------------------------------------------


@needs("view")
def rectification_list(request: HttpRequest) -> HttpResponse:
    return respond(request, RectificationList())


@needs("edit_union")
def rectification_new(request: HttpRequest) -> HttpResponse:
    union = union_named(request)
    require(request.user, "edit_union", union)
    form = forms.RectificationForm(request.POST or None, instance=Rectification(union=union))
    if done(request, form, lambda _: rectifications.begin(form.instance, by=request.user)):
        messages.success(request, "整顿已开始。")
        return redirect("governance:rectification_detail", form.instance.pk)
    return form_page(request, form, f"开始整顿：{union}", back_to_union(union.pk))


def _visible_rectification(request: HttpRequest, pk: int) -> Rectification:
    rows = Rectification.objects.visible_to(request.user).select_related("union", "event")
    return get_object_or_404(rows, pk=pk)


@needs("view")
def rectification_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible_rectification(request, pk)
    buttons = RECTIFICATION.buttons(row, request.user)
    context = {"row": row, "tone": tone(row.status), "buttons": buttons}
    return render(request, "governance/rectification_detail.html", context)


@needs("edit_union")
def rectification_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    row = _visible_rectification(request, pk)
    if move not in RECTIFICATION.moves:
        raise Http404
    require(request.user, "edit_union", row.union)
    step = RECTIFICATION.moves[move]
    form = (forms.FinishForm if move == "finish" else ReasonForm)(request.POST or None)
    if done(request, form, lambda d: RECTIFICATION.move(row, move, by=request.user, **d)):
        messages.success(request, f"已{step.label}。")
        return redirect("governance:rectification_detail", pk)
    back = reverse("governance:rectification_detail", args=[pk])
    return form_page(request, form, f"{step.label}：{row.union}", back, submit_label=step.label)
