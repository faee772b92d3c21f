"""Doing what a form asks: a refusal stands beside what was typed, a look at old rows is a 409."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from core.workflow import Stale
from unions.scope import scope_of


def done(request: HttpRequest, form: Any, deed: Callable[[dict[str, Any]], Any]) -> bool:
    """Was the form posted, sound, and carried out? `form.stale` tells an old page."""
    form.stale = False
    if request.method != "POST" or not form.is_valid():
        return False
    data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    try:
        deed(data)
    except ValidationError as error:
        form.stale = isinstance(error, Stale)
        add_errors(form, error, request)
    except PermissionDenied as error:
        form.add_error(None, str(error) or "您没有办理此事的权限。")
    else:
        return True
    return False


def status_of(form: Any) -> int:
    return 409 if getattr(form, "stale", False) else 200


def add_errors(form: Any, error: ValidationError, request: HttpRequest) -> None:
    """Put a service's refusal beside the fields it names; the rest above the form.

    Whoever may not see the other holder of a number is told no more than that it cannot be
    registered here: no message depends on another unit's data in more than that.
    """
    hidden = not scope_of(request.user).is_staff
    for field, texts in (
        error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    ).items():
        known = field if field in form.fields else None
        for text in texts:
            if hidden and text == "该证件号码已登记在册。":
                text = "该证件号码不能直接登记，请与镇总工会核对（可能需要办理转会）。"
            form.add_error(known, text)
