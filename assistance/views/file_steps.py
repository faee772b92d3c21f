"""Steps of a hardship file and of the people in it: one form, one service each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assistance.forms.files import (
    CategoryForm,
    CheckForm,
    EndForm,
    ExitForm,
    PersonForm,
)
from assistance.models import FamilyPerson, FileCheck
from assistance.services import file_checks, file_people, files
from assistance.views.files import visible_file
from members.views.deeds import done
from unions.access import needs, require
from unions.forms.corrections import ReasonForm
from unions.scope import scope_of

# step -> (title, capability, form, service)
_STEPS: dict[str, tuple[str, str, Any, Any]] = {
    "check": ("年度复核", "aid_enter", CheckForm, file_checks.check_file),
    "category": ("调整困难类别", "aid_enter", CategoryForm, file_checks.set_category),
    "exit": ("退出", "aid_enter", ExitForm, files.exit_file),
    "void": ("作废档案", "aid_enter", ReasonForm, files.void_file),
    "move": ("随会籍转移", "aid_enter", forms.Form, files.move_file),
    "review": ("审核", "aid_review", forms.Form, files.review_file),
}
_PERSON_STEPS: dict[str, tuple[str, Any, Any]] = {
    "end": ("家庭成员离开", EndForm, file_people.end_person),
    "void": ("作废家庭成员", ReasonForm, file_people.void_person),
}


@needs("aid_enter")
def file_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    if step not in _STEPS:
        raise Http404
    title, capability, form_class, service = _STEPS[step]
    file = visible_file(request, pk)
    require(request.user, capability, file.union)
    form = form_class(request.POST if request.method == "POST" else None)
    if "spot" in form.fields and not scope_of(request.user).may("aid_review", file.union):
        del form.fields["spot"]
    if done(request, form, lambda data: service(file, by=request.user, **data)):
        messages.success(request, f"{title}已办理。")
        # Moved to another unit with its head, the file may be out of sight.
        seen = type(file).objects.visible_to(request.user).filter(pk=pk).exists()
        return redirect("assistance:file_detail", pk) if seen else redirect("assistance:file_list")
    return _form_page(request, form, f"{title}：档案 {file.number}", pk)


@needs("aid_enter")
def file_person_new(request: HttpRequest, pk: int) -> HttpResponse:
    file = visible_file(request, pk)
    require(request.user, "aid_enter", file.union)
    initial = {"since": file.opened_on}
    form = PersonForm(request.POST or None, instance=FamilyPerson(file=file), initial=initial)
    if done(request, form, lambda _: file_people.add_person(form.instance, by=request.user)):
        messages.success(request, "家庭成员已登记。")
        return redirect("assistance:file_detail", pk)
    return _form_page(request, form, f"登记家庭成员：档案 {file.number}", pk)


@needs("aid_enter")
def file_person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _visible_person(request, pk)
    form = PersonForm(request.POST or None, instance=person)

    def save(data: dict[str, Any]) -> None:
        file_people.change_person(form.instance, by=request.user, reason=data["reason"])

    if done(request, form, save):
        messages.success(request, "家庭成员已保存。")
        return redirect("assistance:file_detail", person.file_id)
    return _form_page(request, form, f"修改家庭成员：档案 {person.file.number}", person.file_id)


@needs("aid_enter")
def file_person_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    if step not in _PERSON_STEPS:
        raise Http404
    title, form_class, service = _PERSON_STEPS[step]
    person = _visible_person(request, pk)
    form = form_class(request.POST or None)
    if done(request, form, lambda data: service(person, by=request.user, **data)):
        messages.success(request, f"{title}已登记。")
        return redirect("assistance:file_detail", person.file_id)
    return _form_page(request, form, f"{title}：档案 {person.file.number}", person.file_id)


@needs("aid_enter")
def file_check_void(request: HttpRequest, pk: int) -> HttpResponse:
    rows = FileCheck.objects.visible_to(request.user).select_related("file__union")
    check = get_object_or_404(rows, pk=pk)
    require(request.user, "aid_enter", check.file.union)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: file_checks.void_check(check, by=request.user, **data)):
        messages.success(request, "这次复核已作废，仍保留在档案经过中。")
        return redirect("assistance:file_detail", check.file_id)
    return _form_page(request, form, f"作废复核：档案 {check.file.number}", check.file_id)


def _visible_person(request: HttpRequest, pk: int) -> FamilyPerson:
    rows = FamilyPerson.objects.visible_to(request.user).select_related("file__union")
    person = get_object_or_404(rows, pk=pk)
    require(request.user, "aid_enter", person.file.union)
    return person


def _form_page(request: HttpRequest, form: Any, heading: str, file_pk: int) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit_label": "确定",
        "cancel_url": reverse("assistance:file_detail", args=[file_pk]),
    }
    return render(request, "core/form_page.html", context)
