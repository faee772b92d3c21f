"""Pages of elections: the list, opening one, the workbench, its papers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.http import row_number
from governance import attachment_panel, election_page, election_papers, election_workflow
from governance.codes import ElectionKind, ElectionStatus
from governance.election_reports import ElectionList, status_badge
from governance.election_start import proposal
from governance.forms.elections import ElectionForm, NewElectionForm
from governance.models import Election
from governance.services import elections
from members.views.deeds import done, status_of
from unions.access import needs, require
from unions.models import Union
from unions.report_views import paper as word_paper
from unions.report_views import respond
from unions.scope import scope_of


def visible_election(request: HttpRequest, pk: int) -> Election:
    """The election, or 404 alike for one elsewhere and one that does not exist."""
    rows = Election.objects.visible_to(request.user).select_related(
        "union__parent", "requested_by", "permitted_by", "reported_by", "confirmed_by"
    )
    return get_object_or_404(rows, pk=pk)


@needs("view")
def election_list(request: HttpRequest) -> HttpResponse:
    can_add = scope_of(request.user).may("govern")
    return respond(request, ElectionList(), "governance/election_list.html", can_add=can_add)


@needs("govern")
def election_new(request: HttpRequest) -> HttpResponse:
    """?union= and ?kind= come from the union's page; the form proposes what it can count."""
    asked = row_number(request.GET.get("union", ""))
    unions = Union.objects.visible_to(request.user)
    union = unions.filter(scope_of(request.user).condition("", "govern"), pk=asked).first()
    kind = request.GET.get("kind", "")
    kind = kind if kind in ElectionKind.values else ElectionKind.RENEWAL
    initial = proposal(union, kind) if union else {"kind": kind}
    form = NewElectionForm(request.POST or None, user=request.user, initial=initial)
    if done(request, form, lambda _: elections.prepare(form.instance, by=request.user)):
        messages.success(request, "选举已启动，请登记候选人，再上报请示。")
        return redirect("governance:election_detail", form.instance.pk)
    context = {"form": form, "heading": "启动选举", "submit_label": "启动",
               "cancel_url": reverse("governance:election_list")}  # fmt: skip
    return render(request, "core/form_page.html", context)


@needs("view")
def election_detail(request: HttpRequest, pk: int) -> HttpResponse:
    election, user = visible_election(request, pk), request.user
    files = election_workflow.files(election, user)
    contents = election_page.contents(election)
    buttons = election_workflow.ELECTION.buttons(election, user)
    context = {
        **contents,
        "election": election,
        "badge": status_badge(election.status),
        "buttons": buttons,
        "files": files,
        "attached": attachment_panel.panel(election, user),
        "can_edit": files and election.status == ElectionStatus.PREPARED,
        "can_stand": files and election.status in elections.CANDIDATES_OPEN,
        "papers": election_papers.available(election, bool(contents["posts"])),
        "can_export": scope_of(user).may("export"),
        "waits": election.status in (ElectionStatus.REQUESTED, ElectionStatus.REPORTED),
    }
    return render(request, "governance/election_detail.html", context)


@needs("govern")
def election_edit(request: HttpRequest, pk: int) -> HttpResponse:
    election = visible_election(request, pk)
    require(request.user, "govern", election.union)
    form = ElectionForm(request.POST or None, instance=election)

    def change(_: dict[str, Any]) -> None:
        elections.change(form.instance, by=request.user, version=form.seen)

    if done(request, form, change):
        messages.success(request, "筹备事项已保存。")
        return redirect("governance:election_detail", pk)
    context = {"form": form, "heading": f"修改筹备事项：{election.union.name}",
               "cancel_url": reverse("governance:election_detail", args=[pk])}  # fmt: skip
    return render(request, "core/form_page.html", context, status=status_of(form))


def _sheet(request: HttpRequest, pk: int, name: str) -> tuple[Election, str, Any]:
    election = visible_election(request, pk)
    there = dict(election_papers.available(election, election.candidates.exists()))
    if name not in there:
        raise Http404
    title, build = election_papers.PAPERS[name]
    return election, title, build(election)


@needs("view")
def election_print(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    election, _, sheet = _sheet(request, pk, paper)
    context = {"election": election, "sheet": sheet}
    return render(request, "governance/election_print.html", context)


@needs("export")
@require_POST
def election_word(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    election, title, sheet = _sheet(request, pk, paper)
    return word_paper(request, sheet.word(), title, election.union_id)
