"""The manual's pages: nothing but the files of tasks/, so they ask the database nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from linqi_union import context
from linqi_union.manual import book
from unions.scope import Role, Scope, scope_of

# Pages a task leads to that stand in no menu, with the capability that opens them.
DOORS = {
    "members:member_new": "edit_member",
    "governance:reminder_list": "view",
    "governance:requirement_list": "view",
    "innovation:score_list": "view",
    "accounts:password_change": None,
}


def index(request: HttpRequest) -> HttpResponse:
    """The tasks of the reader's own roles by subject, then those of the others."""
    own = {seat.role for seat in scope_of(request.user).seats}
    tasks = book.tasks().values()
    mine = [task for task in tasks if own & set(task.roles)]
    subjects: dict[str, list[book.Task]] = {}
    for task in mine:
        subjects.setdefault(task.subject, []).append(task)
    others = [
        (role.label, [task for task in tasks if role in task.roles])
        for role in Role
        if role not in own
    ]
    labels = "、".join(role.label for role in Role if role in own)
    return render(
        request, "manual/index.html", {"subjects": subjects, "others": others, "own": labels}
    )


def task(request: HttpRequest, slug: str) -> HttpResponse:
    found = book.tasks().get(slug)
    if found is None:
        raise Http404
    doors = _doors(scope_of(request.user))
    blocks = [
        {
            "kind": block.kind,
            "picture": block.picture,
            "lines": [[_linked(cell, doors) for cell in line] for line in block.lines],
        }
        for block in found.blocks
    ]
    order = list(book.tasks().values())
    place = order.index(found)
    following = order[place + 1] if place + 1 < len(order) else None
    roles = "、".join(Role(role).label for role in found.roles)
    return render(
        request, "manual/task.html",
        {"task": found, "roles": roles, "blocks": blocks, "following": following},
    )  # fmt: skip


def _doors(scope: Scope) -> set[str]:
    """The pages that open for her: of the others the manual gives the name only."""
    further = {name for name, capability in DOORS.items() if scope.opens(capability)}
    return further | {name for name, _ in context.doors(scope)}


def _linked(parts: tuple[book.Part, ...], doors: set[str]) -> list[dict[str, Any]]:
    return [{"kind": p.kind, "text": p.text, "url": _url(p, doors)} for p in parts]


def _url(part: book.Part, doors: set[str]) -> str:
    if part.kind == "task":
        return reverse("manual:task", args=[part.target])
    return reverse(part.target) if part.kind == "page" and part.target in doors else ""
