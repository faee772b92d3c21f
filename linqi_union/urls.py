from django.contrib import admin
from django.urls import include, path

from linqi_union import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("accounts.urls")),
    path("unions/", include("unions.urls")),
    path("members/", include("members.urls")),
    path("assistance/", include("assistance.urls")),
    path("notices/", include("assistance.public_urls")),
    path("audit/", include("linqi_union.audit_urls")),
    path("admin/", admin.site.urls),
    path(health.PATH, health.health, name="health"),
]

handler500 = views.server_error
