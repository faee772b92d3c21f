"""Pages of applications for aid: the list, one application with its buttons, its sheet, paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistance import application_page as page
from assistance import application_paper
from assistance.forms.applications import ChooseForm, MoveForm, SearchForm, SheetForm
from assistance.models import Application
from assistance.reports import ApplicationList
from assistance.services import applications
from assistance.workflow import APPLICATION
from core.http import row_number
from members.models import Member, Membership
from members.views.deeds import done, status_of
from members.views.finding import show_found
from unions.access import needs, require
from unions.report_views import respond
from unions.scope import scope_of

_INLINE = [m.name for m in APPLICATION.moves.values() if m.shown and m.name not in page.STEPS]


def visible_application(request: HttpRequest, pk: int) -> Application:
    """The application, or 404 alike for one elsewhere and one that does not exist."""
    return get_object_or_404(page.in_scope(request.user), pk=pk)


@needs("view")
def application_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("aid_enter")
    return respond(request, ApplicationList(), "assistance/application_list.html", can_add=can_add)


@needs("view")
@require_POST
def application_search(request: HttpRequest) -> HttpResponse:
    """A title may hold a name: what was typed travels on sealed."""
    return show_found(
        request, SearchForm(request.POST), "assistance:application_list",
        "请输入申请编号，或标题中的文字。", historical="with",
    )  # fmt: skip


@needs("view")
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for everybody, with the buttons of the person looking at it."""
    application = visible_application(request, pk)
    move = request.POST.get("move", "")
    form = MoveForm(request.POST if move in _INLINE else None)

    def carry_out(data: dict[str, Any]) -> None:
        APPLICATION.move(application, move, by=request.user, version=form.seen, **data)

    if move in _INLINE and done(request, form, carry_out):
        messages.success(request, f"已{APPLICATION.moves[move].label}。")
        return redirect("assistance:application_detail", pk)
    stale = False
    if form.errors:  # somebody else's deed, or her own first click, may be why
        application = visible_application(request, pk)
        stale = form.seen != application.version
    context = {
        **page.contents(application, request.user),
        **page.buttons(application, request.user),
        "available": page.available(application),
        "form": form,
    }
    template = "assistance/application_detail.html"
    return render(request, template, context, status=409 if stale else 200)


@needs("aid_enter")
def application_new(request: HttpRequest) -> HttpResponse:
    """Programme and union first (?programme=&union=, or ?member=), then the sheet they need."""
    member, union = _member_chosen(request)
    choice = ChooseForm(
        request.GET if "programme" in request.GET else None, user=request.user, union=union
    )
    if not choice.is_valid():
        context = {"form": choice, "member": member}
        return render(request, "assistance/application_choose.html", context)
    programme = choice.cleaned_data["programme"]
    title = f"{member.full_name if member else ''}{programme}"
    draft = Application(programme=programme, union=choice.chosen, title=title[:60])
    form = SheetForm(request.POST or None, instance=draft, user=request.user)
    if done(request, form, lambda data: _enter(request, form, data)):
        messages.success(request, "申请已登记为草稿，请登记受助人。")
        if member:
            line_new = reverse("assistance:line_new", args=[form.entered.pk])
            return redirect(f"{line_new}?member={member.pk}")
        return redirect("assistance:application_detail", form.entered.pk)
    context = {
        "form": form,
        "heading": f"登记申请：{programme}",
        "subtitle": f"申请工会：{choice.chosen}",
        "cancel_url": reverse("assistance:application_list"),
    }
    return render(request, "assistance/application_form.html", context)


def _enter(request: HttpRequest, form: Any, data: dict[str, Any]) -> None:
    """The second click of one form is shown the first one's draft."""
    form.entered = applications.enter(form.instance, by=request.user, form_key=data["form_key"])


def _member_chosen(request: HttpRequest) -> tuple[Member | None, Any]:
    """The member of ?member= with the union she is in, where the reader may enter for it."""
    chosen = request.GET.get("member", "")
    if not chosen:
        return None, None
    number = row_number(chosen)
    held = Membership.objects.open().visible_to(request.user).filter(member=number)
    membership = held.select_related("member", "union").first()
    if membership is None:
        raise Http404
    require(request.user, "aid_enter", membership.union)
    return membership.member, membership.union


@needs("aid_enter")
def application_edit(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_application(request, pk)
    require(request.user, "aid_enter", application.union)
    if not application.editable:
        return redirect("assistance:application_detail", pk)
    form = SheetForm(request.POST or None, instance=application, user=request.user)

    def save(data: dict[str, Any]) -> None:
        applications.change(form.instance, by=request.user, version=form.seen)

    if done(request, form, save):
        messages.success(request, "申请已保存。")
        return redirect("assistance:application_detail", pk)
    context = {
        "form": form,
        "heading": f"修改申请：{application.programme}",
        "subtitle": f"申请工会：{application.union}",
        "cancel_url": reverse("assistance:application_detail", args=[pk]),
    }
    template = "assistance/application_form.html"
    return render(request, template, context, status=status_of(form))


@needs("view")
def application_print(request: HttpRequest, pk: int) -> HttpResponse:
    """《救助审批表》, also the summary for the meeting; numbers masked."""
    application = visible_application(request, pk)
    context = application_paper.contents(application, request.user)
    return render(request, "assistance/application_print.html", context)
