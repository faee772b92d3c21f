"""The administrator's pages: accounts, first passwords and seats of her subtree.

A password appears once, on the page that answers the POST: never in a URL, a message or a log.
"""

from collections.abc import Callable
from typing import Any

from axes.models import AccessAttempt
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import User
from accounts.services import fingerprint_of
from core import identifiers
from unions.access import needs
from unions.account_forms import (
    AccountForm,
    ActiveForm,
    ConfirmForm,
    IdentityForm,
    SeatEndForm,
    SeatForm,
)
from unions.services import accounts, seats

PER_PAGE = 50


def _user(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(accounts.accounts_of(request.user), pk=pk)


def _posted(request: HttpRequest) -> QueryDict | None:
    """The posted data, an empty form's too (`POST or None` would take that for a GET)."""
    return request.POST if request.method == "POST" else None


def _done(request: HttpRequest, form: Form, deed: Callable[[], Any]) -> Any:
    """What the posted deed returns; None before that, or refused with its words on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return deed()
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            form.add_error(None, error)
            return None
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
        return None


def _ask(request: HttpRequest, form: Form, user: User | None, **context: Any) -> HttpResponse:
    return render(request, "unions/account_form.html", {"form": form, "account": user, **context})


def _show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return render(request, "unions/account_password.html", {"account": user, "password": password})


@needs("accounts")
def account_list(request: HttpRequest) -> HttpResponse:
    """Who may sign in, with the seats in this administrator's subtree."""
    standing = accounts.seats_of(request.user).open().select_related("union")
    rows = (
        accounts.accounts_of(request.user)
        .order_by("username")
        .prefetch_related(Prefetch("seats", queryset=standing, to_attr="open_seats"))
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "unions/account_list.html", {"page": page})


@needs("accounts")
@sensitive_post_parameters()
def account_new(request: HttpRequest) -> HttpResponse:
    form = AccountForm(_posted(request), by=request.user)
    made = _done(request, form, lambda: seats.create_sign_in(by=request.user, **form.cleaned_data))
    if made:
        return _show_password(request, *made)
    return _ask(request, form, None, title="新建账号", submit_label="新建账号")


@needs("accounts")
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = _user(request, pk)
    rows = accounts.seats_of(request.user).filter(user=user).select_related("union")
    context = {
        "account": user,
        "seats": rows.order_by("-since"),
        "masked_id": identifiers.mask_id(user.id_number) if user.id_number else "",
        "may_change": user.pk != request.user.pk and accounts.may_change(request.user, user),
        "failures": AccessAttempt.objects.filter(username=fingerprint_of(user.username)).count(),
    }
    return render(request, "unions/account_detail.html", context)


@needs("accounts")
@sensitive_post_parameters()
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    user, form = _user(request, pk), ConfirmForm(_posted(request))
    if password := _done(request, form, lambda: accounts.new_password(user, by=request.user)):
        return _show_password(request, user, password)
    return _ask(
        request, form, user, title="重置密码", submit_label="重置密码",
        note="原密码立即失效，已登录的页面随即退出；新密码只显示一次，首次登录须修改。",
    )  # fmt: skip


@needs("accounts")
def account_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable an account that is on, enable one that is off."""
    user = _user(request, pk)
    form = ActiveForm(_posted(request), initial={"turn_on": not user.is_active})
    turn_on = form["turn_on"].value() in (True, "True")
    if _done(request, form, lambda: accounts.set_active(user, by=request.user, **_switch(form))):
        messages.success(request, "账号已启用。" if turn_on else "账号已停用。")
        return redirect("unions:account_detail", pk=pk)
    label = "启用账号" if turn_on else "停用账号"
    note = "" if turn_on else "停用后立即不能登录，已登录的页面随即退出；席位保留。"
    return _ask(request, form, user, title=label, submit_label=label, note=note)


def _switch(form: Form) -> dict[str, Any]:
    return {"active": form.cleaned_data["turn_on"], "reason": form.cleaned_data["reason"]}


@needs("accounts")
@sensitive_post_parameters()
def account_identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose ID number she has: the work pages then keep her from her own case."""
    user, form = _user(request, pk), IdentityForm(_posted(request))
    saved = _done(
        request, form, lambda: accounts.set_identity(user, by=request.user, **form.cleaned_data)
    )
    if saved:
        messages.success(request, "本人证件号码已登记。")
        return redirect("unions:account_detail", pk=pk)
    return _ask(
        request, form, user, title="登记本人证件号码", submit_label="登记",
        note="用于识别本人或同户的救助申请，办理时自动回避；登记后只能更正，不能删除。",
    )  # fmt: skip


@needs("accounts")
def account_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    user, form = _user(request, pk), ConfirmForm(_posted(request))
    if _done(request, form, lambda: accounts.unlock(user, by=request.user) or True):
        messages.success(request, "登录暂停已解除。")
        return redirect("unions:account_detail", pk=pk)
    return _ask(
        request, form, user, title="解除登录暂停", submit_label="解除",
        note="请先确认是本人多次输错，而不是他人在试密码。",
    )  # fmt: skip


@needs("accounts")
def seat_new(request: HttpRequest, pk: int) -> HttpResponse:
    user, form = _user(request, pk), SeatForm(_posted(request), by=request.user)
    granted = _done(
        request, form, lambda: seats.grant_seat(user, by=request.user, **form.cleaned_data)
    )
    if granted:
        messages.success(request, "席位已设置。")
        return redirect("unions:account_detail", pk=pk)
    return _ask(request, form, user, title="设置席位", submit_label="设置席位")


@needs("accounts")
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(accounts.seats_of(request.user).select_related("user", "union"), pk=pk)
    form = SeatEndForm(_posted(request))
    ended = _done(request, form, lambda: seats.end_seat(seat, by=request.user, **form.cleaned_data))
    if ended:
        messages.success(request, "席位已终止。")
        return redirect("unions:account_detail", pk=seat.user_id)
    return _ask(
        request, form, seat.user, title="终止席位", submit_label="终止席位",
        note=f"{seat}（自 {seat.since}）",
    )  # fmt: skip
