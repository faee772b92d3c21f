"""Signing in and out, and one's own password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import journal, services
from accounts.forms import OwnPasswordForm, SignInForm
from accounts.middleware import begin_session
from accounts.models import User


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """The only door: the admin's own log-in page leads here too."""

    authentication_form = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        begin_session(self.request)
        journal.record(journal.Kind.SIGN_IN, "登录", by=form.get_user())
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        # Only the name of an account that exists is written: people type other things here.
        name = services.login_name(self.request)
        user = User.objects.filter(username=name).first()
        summary = f"登录失败：{user.username}" if user else "登录失败：无此账号"
        journal.record(journal.Kind.SIGN_IN_FAILED, summary, by=None, target=user)
        return super().form_invalid(form)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """axes calls this once the account has failed too often from this address."""
    return render(request, "accounts/locked_out.html", status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    journal.record(journal.Kind.SIGN_OUT, "退出", by=request.user)
    logout(request)
    return redirect("accounts:login")


@sensitive_post_parameters()
def password_change(request: HttpRequest) -> HttpResponse:
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.change_own_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已修改。")
        return redirect("home")
    context = {"form": form, "submit_label": "修改密码"}
    return render(request, "accounts/password_change.html", context)
