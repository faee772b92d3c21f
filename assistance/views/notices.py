"""Pages of public notices for staff: the list, a new one, one with its objections, and paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assistance import notice_page
from assistance.forms.notices import FindingForm, NoticeForm, ObjectionForm
from assistance.models import Application, Notice, Objection, Programme
from assistance.notice_reports import NoticeEntries, NoticeList
from assistance.services import notices
from assistance.workflow import OBJECTION
from core.http import row_number
from core.periods import today
from core.reports import PRINT_LIMIT
from members.views.deeds import add_errors, done
from unions.access import needs, require
from unions.forms.corrections import ReasonForm
from unions.report_views import respond
from unions.scope import scope_of


def visible_notice(request: HttpRequest, pk: int) -> Notice:
    rows = Notice.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("union", "programme", "published_by"), pk=pk)


@needs("view")
def notice_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("aid_review")
    return respond(request, NoticeList(), "assistance/notice_list.html", can_add=can_add)


@needs("aid_review")
def notice_new(request: HttpRequest) -> HttpResponse:
    """Publish reviewed applications of one programme (?programme=, or ?application= and hers)."""
    application, programme = _asked(request)
    chosen = application.pk if application else None
    candidates = notice_page.candidates(request.user, programme, chosen) if programme else []
    if programme is None or not candidates:
        if programme is not None:
            messages.warning(request, f"{programme.name}没有“已审核”、待公示的申请。")
        programmes = notice_page.programmes(request.user)
        return render(request, "assistance/notice_choose.html", {"programmes": programmes})
    union = notice_page.issuer(request.user)
    form = NoticeForm(
        request.POST or None, programme=programme, union=union, candidates=candidates,
        chosen=chosen,
    )  # fmt: skip
    said: list[str] = []
    if request.method == "POST":
        if notice := _publish(request, form, said):
            messages.success(
                request, f"{notice.number} 已发布，公示期{notices.period_text(notice)}。"
            )
            return redirect("assistance:notice_detail", notice.pk)
    elif application is not None and not _waits(application, candidates):
        messages.warning(request, "该申请不在“已审核”状态，不能公示。")
    context = {"form": form, "programme": programme, "union": union, "said": said}
    return render(request, "assistance/notice_new.html", context)


def _asked(request: HttpRequest) -> tuple[Application | None, Programme | None]:
    """The application and the programme named in the address; 404 for one elsewhere."""
    if number := row_number(request.GET.get("application", "")):
        rows = Application.objects.visible_to(request.user).select_related("programme")
        application = get_object_or_404(rows, pk=number)
        return application, application.programme
    if number := row_number(request.GET.get("programme", "")):
        return None, get_object_or_404(Programme.objects.visible_to(request.user), pk=number)
    return None, None


def _waits(application: Application, candidates: list[dict[str, Any]]) -> bool:
    return any(row["id"] == application.pk for row in candidates)


def _publish(request: HttpRequest, form: NoticeForm, said: list[str]) -> Notice | None:
    """The notice published; None on a trial, which fills `said`, and on an error in the form."""
    trial = "try" in request.POST
    if not (form.for_trial() if trial else form).is_valid():
        return None
    try:
        if trial:
            said += notices.statement(form.instance)
            return None
        keys = form.cleaned_data["applications"]
        rows = notice_page.reviewed(request.user).filter(pk__in=keys)
        return notices.publish(form.instance, list(rows), by=request.user)
    except (ValidationError, PermissionDenied) as error:
        add_errors(form, as_validation(error), request)
    return None


def as_validation(error: Exception) -> ValidationError:
    return error if isinstance(error, ValidationError) else ValidationError(str(error))


@needs("view")
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice with its rows (a report: POST exports them), objections, and what it waits for."""
    notice = visible_notice(request, pk)
    may = scope_of(request.user).may("aid_review", notice.union)
    report = NoticeEntries(notice, may_object=may)
    if request.method == "POST" or request.GET.get("print"):
        return respond(request, report)
    objections = Objection.objects.visible_to(request.user).filter(notice=notice)
    path = reverse("notice_public", args=[notice.token])
    return respond(
        request,
        report,
        "assistance/notice_detail.html",
        notice=notice,
        period=notices.period_text(notice),
        state=notice_page.state(notice),
        stages=notice_page.applications(notice),
        waits=notices.waits_for(notice),
        objections=objections.select_related("entry")[:100],
        address=request.build_absolute_uri(path),
        stands=notices.is_standing(notice, today()),
        may=may,
    )


@needs("view")
def notice_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet for the wall; what went back since stands on it no more."""
    notice = visible_notice(request, pk)
    entries = list(notices.entries_shown(notice).order_by("position")[: PRINT_LIMIT + 1])
    context = {
        "notice": notice,
        "entries": entries[:PRINT_LIMIT],
        "cut": len(entries) > PRINT_LIMIT,
        "period": notices.period_text(notice),
        "ended": not notices.is_standing(notice, max(today(), notice.starts_on)),
    }
    return render(request, "assistance/notice_print.html", context)


@needs("aid_review")
def notice_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    notice = visible_notice(request, pk)
    require(request.user, "aid_review", notice.union)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: notices.withdraw(notice, by=request.user, **data)):
        messages.success(request, "公示已撤下。所列申请须退回后重新公示。")
        return redirect("assistance:notice_detail", pk)
    return _form_page(request, form, notice, f"撤下公示 {notice.number}", "撤下")


@needs("aid_review")
def objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    notice = visible_notice(request, pk)
    require(request.user, "aid_review", notice.union)
    form = ObjectionForm(
        request.POST or None,
        instance=Objection(notice=notice),
        initial={"position": row_number(request.GET.get("position", "")) or None},
    )
    if done(request, form, lambda _: notices.object_to(form.instance, by=request.user)):
        messages.success(request, "异议已登记，核实之前不能批准。")
        return redirect("assistance:notice_detail", pk)
    return _form_page(request, form, notice, f"登记异议：{notice.number}", "登记")


def _form_page(
    request: HttpRequest, form: Any, notice: Notice, heading: str, label: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit_label": label,
        "cancel_url": reverse("assistance:notice_detail", args=[notice.pk]),
    }
    return render(request, "core/form_page.html", context)


@needs("view")
def objection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An objection with what was found, and the buttons of whoever may say so."""
    rows = Objection.objects.visible_to(request.user)
    objection = get_object_or_404(
        rows.select_related("notice__union", "entry", "received_by"), pk=pk
    )
    form = FindingForm(request.POST or None)
    move = request.POST.get("move", "")

    def find(data: dict[str, Any]) -> None:
        OBJECTION.move(objection, move, by=request.user, **data)

    if move in OBJECTION.moves and done(request, form, find):
        messages.success(request, f"已登记：{OBJECTION.moves[move].label}。")
        return redirect("assistance:notice_detail", objection.notice_id)
    if request.method == "POST":
        objection.refresh_from_db()
    buttons = OBJECTION.buttons(objection, request.user)
    context = {"objection": objection, "form": form, "buttons": buttons}
    return render(request, "assistance/objection_detail.html", context)
