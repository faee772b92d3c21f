"""The rule at the door of every page, and of every write."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from unions import scope


def needs(capability: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Every page of the house names the capability it needs; the row's union is checked after."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not scope.scope_of(request.user).may(capability):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        wrapped.needs = capability  # type: ignore[attr-defined]
        return wrapped

    return decorate


def require(user: Any, capability: str, union: Any) -> None:
    """Raise PermissionDenied unless the user has the capability at that union."""
    if not scope.scope_of(user).may(capability, union):
        raise PermissionDenied("您在该工会没有办理此事的权限。")
