"""Sign-in and password forms."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


class SignInForm(AuthenticationForm):
    """User names are stored in lower case; what was typed is folded before it is looked up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"

    error_messages = {
        "invalid_login": "账号或密码不正确，请重新输入。连续输错 5 次将暂停 15 分钟。",
        "inactive": "账号或密码不正确，请重新输入。连续输错 5 次将暂停 15 分钟。",
    }

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()


class OwnPasswordForm(PasswordChangeForm):
    """Old password once, new one twice."""

    field_order = ["old_password", "new_password1", "new_password2"]

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        if password == self.cleaned_data.get("old_password"):
            raise forms.ValidationError("新密码不能与原密码相同。")
        return password
