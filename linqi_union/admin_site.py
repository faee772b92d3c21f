"""The data-entry site: the stock admin in Chinese, behind our own sign-in and our own scope."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from unions.scope import scope_of


class HouseAdminSite(admin.AdminSite):
    site_header = "数据录入"
    site_title = "数据录入"
    index_title = "数据录入"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return scope_of(request.user).may("admin_site")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No second door: whoever lacks the right is at home, everybody else signs in there."""
        if request.user.is_authenticated:
            return redirect("home")
        return redirect(f"{reverse('accounts:login')}?next={reverse('admin:index')}")
