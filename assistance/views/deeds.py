"""Doing what a form asks: a refusal stands beside what was typed, a look at old rows is a 409."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from core.workflow import Stale
from members.views.records import add_errors


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
