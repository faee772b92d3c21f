"""The data-entry site: the stock admin in Chinese, behind our own sign-in and our own scope."""

from importlib import import_module
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from unions.scope import scope_of

# Named, not discovered: discovery would also bring Django's groups and every package's tables.
ADMIN_MODULES = (
    "unions.admin", "members.admin", "governance.admin", "assistance.admin", "innovation.admin",
    "reporting.admin",
)  # fmt: skip
# Views that would be a second way round our own (accounts/), or round the scope.
_CLOSED = ("view_on_site", "password_change_done")


class HouseAdminSite(admin.AdminSite):
    site_header = "数据录入"
    site_title = "数据录入"
    index_title = "数据录入"
    enable_nav_sidebar = False

    @property
    def urls(self) -> Any:
        for module in ADMIN_MODULES:
            import_module(module)
        return super().urls

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if getattr(url, "name", "") not in _CLOSED]

    def has_permission(self, request: HttpRequest) -> bool:
        return scope_of(request.user).may("admin_site")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Whoever is signed in and has no right here is told so (403), not asked to sign in."""
        guarded = super().admin_view(view, cacheable)

        def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return refusing

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No second door: everybody signs in at the house's own."""
        if request.user.is_authenticated:
            return redirect("home")
        return redirect(f"{reverse('accounts:login')}?next={reverse('admin:index')}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Signing out is journaled, so the house's own view does it."""
        from accounts.views import sign_out

        return sign_out(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("accounts:password_change")
