"""会员名册 at the meeting: fifty rows a page to tick, delegates and who came; found by name too."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.http import row_number
from governance import election_result
from governance.codes import ElectionForm, ElectionStatus
from governance.forms.elections import FindForm
from governance.models import Election, RollEntry
from governance.services import election_roll as rolls
from governance.views.elections import visible_election
from members import search
from members.views.deeds import done
from unions.access import needs
from unions.scope import scope_of

PAGE = 50
# The address's word -> the column it ticks and how the page names it.
TICKS = {"sign-in": ("signed_in", "签到"), "delegates": ("delegate", "标记代表")}


def _election(request: HttpRequest, pk: int, tick: str) -> Election:
    election = visible_election(request, pk)
    congress = election.form == ElectionForm.CONGRESS
    if tick not in TICKS or (tick == "delegates" and not congress):
        raise Http404
    return election


@needs("view")
def election_roll(request: HttpRequest, pk: int, tick: str) -> HttpResponse:
    """Everybody in scope reads it; the unit's people tick while the roll is frozen."""
    election = _election(request, pk, tick)
    field, label = TICKS[tick]
    found = search.unseal(request.GET.get("find", ""))
    rows, more = _page(request, election, field, found)
    if request.method == "POST" and _ticked(request, election, field):
        messages.success(request, f"{label}已保存。")
        return redirect(request.get_full_path())
    may = scope_of(request.user).may("govern", election.union)
    context = {
        "election": election, "rows": [(row, getattr(row, field)) for row in rows],
        "tick": tick, "label": label, "find_form": FindForm(), "found": found,
        "can_tick": may and election.status == ElectionStatus.FROZEN,
        "quorum": election_result.quorum(election, election.elected_on or election.planned_on),
        "next_url": _url(tick, election, request, rows[-1].position) if more else "",
        "is_first": not row_number(request.GET.get("after", "")) and not found,
        "congress": election.form == ElectionForm.CONGRESS,
    }  # fmt: skip
    return render(request, "governance/election_roll.html", context)


def _page(
    request: HttpRequest, election: Election, field: str, found: str
) -> tuple[list[RollEntry], bool]:
    rows = RollEntry.objects.visible_to(request.user).filter(election=election)
    if field == "signed_in" and election.form == ElectionForm.CONGRESS:
        rows = rows.filter(delegate=True)
    if found:
        rows = rows.filter(search.condition(found, "member__"))
    after = row_number(request.GET.get("after", ""))
    shown = list(rows.filter(position__gt=after).order_by("position")[: PAGE + 1])
    return shown[:PAGE], len(shown) > PAGE


def _url(tick: str, election: Election, request: HttpRequest, after: int) -> str:
    base = reverse("governance:election_roll", args=[election.pk, tick])
    asked = {"after": after}
    if find := request.GET.get("find"):
        asked["find"] = find
    return f"{base}?{urlencode(asked)}"


def _ticked(request: HttpRequest, election: Election, field: str) -> bool:
    """Only the rows this page showed are set; a row of another election is none of them."""
    shown, ticked = (
        {row_number(text) for text in request.POST.getlist(name)[:PAGE]}
        for name in ("shown", "ticked")
    )
    form = Form(request.POST)

    def mark(_: dict[str, Any]) -> None:
        rolls.mark(election, field, shown, ticked, by=request.user)

    if done(request, form, mark):
        return True
    messages.error(request, "；".join(form.non_field_errors()))
    return False


@needs("view")
@require_POST
def roll_search(request: HttpRequest, pk: int, tick: str) -> HttpResponse:
    """What was typed is posted and travels on sealed: names stand in no address."""
    election = _election(request, pk, tick)
    base = reverse("governance:election_roll", args=[election.pk, tick])
    form = FindForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请输入姓名、拼音、证件号或手机号。")
        return redirect(base)
    return redirect(f"{base}?{urlencode({'find': search.seal(form.cleaned_data['q'])})}")
