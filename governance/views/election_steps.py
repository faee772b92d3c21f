"""What is done with an election: moves, candidates and their notice, the count of the votes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.http import row_number
from core.periods import today
from governance import election_page, election_people, election_workflow
from governance.forms import elections as forms
from governance.models import Candidate, Election
from governance.services import election_votes as counting
from governance.services import elections
from governance.views.elections import visible_election
from members.models import Member, Membership
from members.views.deeds import done, status_of
from unions.access import needs, require

FOUND_AT_MOST = 20


def _back(election: Election) -> str:
    return reverse("governance:election_detail", args=[election.pk])


def _form_page(
    request: HttpRequest, form: Any, heading: str, election: Election, **extra: Any
) -> HttpResponse:
    context = {"form": form, "heading": heading, "cancel_url": _back(election), **extra}
    return render(request, "core/form_page.html", context, status=status_of(form))


@needs("view")
def election_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One move of the process, on the form its effect needs."""
    election = visible_election(request, pk)
    step = election_workflow.ELECTION.moves.get(move)
    if step is None:
        raise Http404
    if not step.who(election, request.user):
        raise PermissionDenied("这一步不由您办理；批复由上级工会办理，不能由报送人自己登记。")
    form = forms.MOVE_FORMS[move](request.POST or None, initial={"version": election.version})

    def deed(data: dict[str, Any]) -> None:
        election_workflow.move_election(election, move, by=request.user, version=form.seen, **data)

    if done(request, form, deed):
        messages.success(request, f"{election.union.name}：{step.label}已办理。")
        return redirect("governance:election_detail", pk)
    heading = f"{step.label}：{election.union.name}"
    danger = "danger" if step.danger else ""
    return _form_page(
        request, form, heading, election, submit_label=step.label, submit_class=danger
    )


@needs("govern")
def election_notice(request: HttpRequest, pk: int) -> HttpResponse:
    election = visible_election(request, pk)
    require(request.user, "govern", election.union)
    form = forms.NoticeForm(request.POST or None)
    if done(request, form, lambda data: elections.announce(election, by=request.user, **data)):
        messages.success(request, "候选人公示已登记。")
        return redirect(_back(election))
    return _form_page(request, form, f"候选人公示：{election.union.name}", election)


# --- candidates --------------------------------------------------------------------------------


@needs("govern")
def candidate_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, a search box, and the form for whom it found (?member=)."""
    election = visible_election(request, pk)
    require(request.user, "govern", election.union)
    chosen = request.GET.get("member", "")
    if chosen:
        return _add(request, election, row_number(chosen))
    form, found = forms.FindForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        voters = election_people.electors(election.union, today()).filter(form.condition())
        rows = voters.select_related("member", "union").order_by("member__name_py", "pk")
        found = list(rows[:FOUND_AT_MOST])
    context = {
        "form": form, "found": found, "limit": FOUND_AT_MOST, "submit_label": "查找",
        "election": election, "posts": election_page.contents(election)["posts"],
        "can_stand": election.status in elections.CANDIDATES_OPEN,
    }  # fmt: skip
    return render(request, "governance/candidate_list.html", context)


def _add(request: HttpRequest, election: Election, number: int) -> HttpResponse:
    mine = Membership.objects.visible_to(request.user).open().filter(member=number)
    membership = get_object_or_404(mine.select_related("member"))
    member: Member = membership.member
    form = forms.CandidateForm(
        request.POST or None, instance=Candidate(election=election, member=member)
    )
    if done(request, form, lambda _: elections.add_candidate(form.instance, by=request.user)):
        messages.success(request, f"已增加{form.instance.get_post_display()}候选人。")
        return redirect("governance:candidate_list", election.pk)
    heading = f"增加候选人：{member.full_name}"
    back = reverse("governance:candidate_list", args=[election.pk])
    return _form_page(request, form, heading, election, cancel_url=back, submit_label="增加")


def _visible_candidate(request: HttpRequest, pk: int) -> Candidate:
    rows = Candidate.objects.visible_to(request.user).select_related("election__union")
    candidate = get_object_or_404(rows, pk=pk)
    require(request.user, "govern", candidate.election.union)
    return candidate


@needs("govern")
def candidate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    candidate = _visible_candidate(request, pk)
    form = forms.CandidateEditForm(request.POST or None, instance=candidate)
    if done(request, form, lambda _: elections.change_candidate(form.instance, by=request.user)):
        messages.success(request, "候选人资料已保存。")
        return redirect("governance:candidate_list", candidate.election_id)
    heading = f"修改候选人：{candidate.full_name}"
    back = reverse("governance:candidate_list", args=[candidate.election_id])
    return _form_page(request, form, heading, candidate.election, cancel_url=back)


@needs("govern")
@require_POST
def candidate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    candidate = _visible_candidate(request, pk)
    back = redirect("governance:candidate_list", candidate.election_id)
    form = forms.BackForm({"reason": "撤下"})
    if done(request, form, lambda _: elections.remove_candidate(candidate, by=request.user)):
        messages.success(request, "已撤下候选人。")
    else:
        messages.error(request, "；".join(form.non_field_errors()))
    return back


# --- the count ---------------------------------------------------------------------------------


@needs("govern")
def election_votes(request: HttpRequest, pk: int) -> HttpResponse:
    """Ballots and votes of all posts in one form; nothing typed is lost by a refusal."""
    election = visible_election(request, pk)
    require(request.user, "govern", election.union)
    form = forms.VotesForm(request.POST or None, election=election)

    def count(_: dict[str, Any]) -> None:
        papers, votes = form.counted()
        counting.record(election, papers, votes, by=request.user, version=form.seen)

    if done(request, form, count):
        messages.success(request, "选票和得票已登记，请核对结果后确认。")
        return redirect(_back(election))
    context = {"form": form, "election": election, "blocks": list(form.blocks())}
    return render(request, "governance/election_votes.html", context, status=status_of(form))
