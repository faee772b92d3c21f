"""Pages of hardship files: the list, one file, opening and changing it, paper, full numbers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import journal
from assistance import file_page
from assistance.file_codes import Relation
from assistance.file_reports import FileList
from assistance.forms.files import FileForm, FindForm, UnmaskForm
from assistance.models import HardshipFile
from assistance.services import file_figures, files, hardship
from core.http import row_number
from core.periods import today
from members.models import Member, Membership
from members.services.records import current_membership
from members.views.deeds import done
from members.views.finding import choose_member, show_found
from unions.access import needs, require
from unions.report_views import respond
from unions.scope import scope_of

IN_A_ROW = 3  # labels and values side by side on paper


def visible_file(request: HttpRequest, pk: int) -> HardshipFile:
    """The file, or 404 alike for one elsewhere and one that does not exist."""
    rows = HardshipFile.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("union", "head", "opened_by", "reviewed_by"), pk=pk
    )


@needs("view")
def file_list(request: HttpRequest) -> HttpResponse:
    return respond(
        request,
        FileList(),
        "assistance/file_list.html",
        can_add=scope_of(request.user).may("aid_enter"),
        spot_checks=file_figures.spot_checks(request.user, today().year),
    )


@needs("view")
@require_POST
def file_search(request: HttpRequest) -> HttpResponse:
    """What was typed is posted and travels on sealed: names stand in no address."""
    return show_found(
        request, FindForm(request.POST), "assistance:file_list",
        "请输入档案编号，或户主的姓名、拼音、证件号或手机号。", state="all",
    )  # fmt: skip


@needs("view")
def file_detail(request: HttpRequest, pk: int) -> HttpResponse:
    file, scope = visible_file(request, pk), scope_of(request.user)
    context = {
        **_contents(file, request.user),
        "events": file_page.events(file),
        "can_edit": file.is_open and scope.may("aid_enter", file.union),
        "can_review": file.is_open
        and file.reviewed_by_id is None
        and file.opened_by_id != request.user.pk
        and scope.may("aid_review", file.union),
        "can_unmask": scope.may("unmask", file.union),
        "panels": [panel(file, request.user) for panel in file_page.PANELS],
    }
    return render(request, "assistance/file_detail.html", context)


def _contents(file: HardshipFile, user: Any, full: bool = False) -> dict[str, Any]:
    """What page and paper show alike. A closed file is shown as of its last day."""
    day = today()
    rows = list(file.people.all())
    people = [p for p in rows if (p.holds(day) if file.is_open else _at_the_end(p, file))]
    own = next((p for p in people if p.relation == Relation.SELF), None)
    categories = [c for c in file.categories.all() if not c.is_voided]
    category = categories[-1] if categories else None
    current = current_membership(file.head)
    return {
        "file": file,
        "head": file.head,
        "day": day,
        "people": [
            {"row": p, "id": file_page.masked(p, full), "age": p.age_on(day)} for p in people
        ],
        "past": [p for p in rows if p not in people],
        "category": category,
        "head_pairs": file_page.of_head(file, user, full),
        "home_pairs": file_page.of_home(file, len(people), full),
        "lacking": file_page.lacking(file, people, category, day) if file.is_open else [],
        "apart": file_page.standing(file, file.head, current, own),
        "moved": current is not None and current.union_id != file.union_id,
        "suggestion": hardship.suggest(file, day) if file.is_open else None,
        "recheck_due": file.recheck_due,
    }


def _at_the_end(person: Any, file: HardshipFile) -> bool:
    return not person.is_voided and person.until == file.exited_on


@needs("aid_enter")
def file_new(request: HttpRequest) -> HttpResponse:
    """Open a file for the member chosen (?member=); without one, find her first."""
    chosen = request.GET.get("member", "")
    if not chosen:
        return _choose_head(request)
    number = row_number(chosen)
    head = get_object_or_404(Member.objects.visible_to(request.user), pk=number)
    current = current_membership(head)
    require(request.user, "aid_enter", current.union if current else None)
    mine = HardshipFile.objects.visible_to(request.user).on(today()).filter(head=head)
    if present := mine.first():
        messages.info(request, "该职工已有一份在册的困难档案。")
        return redirect("assistance:file_detail", present.pk)
    form = FileForm(request.POST or None, instance=_draft(head, current))

    def open_file(data: dict[str, Any]) -> None:
        told = {name: data[name] for name in ("category", "basis")}
        files.open_file(form.instance, by=request.user, **told)

    if done(request, form, open_file):
        messages.success(request, f"档案 {form.instance.number} 已建立，请登记家庭成员。")
        return redirect("assistance:file_detail", form.instance.pk)
    context = {"form": form, "head": head, "submit_label": "建档"}
    return render(request, "assistance/file_new.html", context)


def _draft(head: Member, current: Membership | None) -> HardshipFile:
    """A file with what the roster already knows; enter once, use everywhere."""
    employer = current.employer if current else None
    return HardshipFile(
        head=head,
        region=head.household_region,
        industry=employer.industry_section if employer else "",
    )


def _choose_head(request: HttpRequest) -> HttpResponse:
    rows = Membership.objects.visible_to(request.user).open()
    return choose_member(
        request, rows.filter(scope_of(request.user).condition("union", "aid_enter")),
        "建立困难档案", hint="先查找户主职工；一户只建一份档案",
    )  # fmt: skip


@needs("aid_enter")
def file_edit(request: HttpRequest, pk: int) -> HttpResponse:
    file = visible_file(request, pk)
    require(request.user, "aid_enter", file.union)
    form = FileForm(request.POST or None, instance=file)

    def change(data: dict[str, Any]) -> None:
        files.change_file(form.instance, by=request.user, reason=data["reason"])

    if done(request, form, change):
        messages.success(request, "档案已保存。")
        return redirect("assistance:file_detail", pk)
    context = {
        "form": form,
        "heading": f"修改档案 {file.number}",
        "cancel_url": reverse("assistance:file_detail", args=[pk]),
    }
    return render(request, "core/form_page.html", context)


@needs("view")
def file_print(request: HttpRequest, pk: int) -> HttpResponse:
    """《困难职工档案表》 with masked numbers; the full ones print from the unmasking page."""
    return _paper(request, visible_file(request, pk))


def _paper(request: HttpRequest, file: HardshipFile, full: bool = False) -> HttpResponse:
    context = {**_contents(file, request.user, full), "full": full}
    employer = getattr(current_membership(file.head), "employer", None)
    category = context["category"]
    pairs = [
        ("困难类别", category.get_category_display() if category else ""),
        *context["head_pairs"],
        ("工作单位", employer.name if employer else ""),
        *context["home_pairs"],
    ]
    if not file.remark:
        pairs.pop()  # an empty line of remarks, which would push the signatures off the sheet
    pairs += [("", "")] * (-len(pairs) % IN_A_ROW)
    context["sheet_rows"] = [pairs[i : i + IN_A_ROW] for i in range(0, len(pairs), IN_A_ROW)]
    return render(request, "assistance/file_print.html", context)


@needs("unmask")
def file_unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """The full numbers once, on the screen or on paper, for a reason that enters the journal."""
    file = visible_file(request, pk)
    require(request.user, "unmask", file.union)
    form = UnmaskForm(request.POST or None)
    shown = request.method == "POST" and form.is_valid()
    if shown:
        journal.record(
            journal.Kind.UNMASK, f"查看困难档案完整号码：{file.number}", by=request.user,
            target=file, union_id=file.union_id, detail={"reason": form.cleaned_data["reason"]},
        )  # fmt: skip
        if form.cleaned_data["paper"]:
            return _paper(request, file, full=True)
    context = {"form": form, "shown": shown, "submit_label": "查看"}
    if shown:
        context |= _contents(file, request.user, full=True)
    return render(request, "assistance/file_unmask.html", {**context, "file": file})
