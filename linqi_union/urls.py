from django.contrib import admin
from django.urls import include, path

from linqi_union import health, views, views_published

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("accounts.urls")),
    path("unions/", include("unions.urls")),
    path("members/", include("members.urls")),
    path("governance/", include("governance.urls")),
    path("assistance/", include("assistance.urls")),
    path("innovation/", include("innovation.urls")),
    path("reports/", include("reporting.urls")),
    path("published/", views_published.published_figures, name="published_figures"),
    path("notices/", include("assistance.public_urls")),
    path("manual/", include("linqi_union.manual.urls")),
    path("audit/", include("linqi_union.audit_urls")),
    path("admin/", admin.site.urls),
    path(health.PATH, health.health, name="health"),
]

handler500 = views.server_error
