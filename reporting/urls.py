from django.urls import include, path

app_name = "reporting"
urlpatterns: list = [
    path("quarterly/", include("reporting.quarterly_urls")),
    path("yearly/", include("reporting.yearly_urls")),
    path("", include("reporting.shelf_urls")),
]
