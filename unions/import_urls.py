"""The pages of the sheet import; included by unions/urls.py."""

from django.urls import path

from unions.views import imports

urlpatterns = [
    path("", imports.import_list, name="import_list"),
    path("new/", imports.import_new, name="import_new"),
    path("template/<slug:kind>/", imports.import_template, name="import_template"),
    path("<int:pk>/", imports.import_detail, name="import_detail"),
    path("<int:pk>/run/", imports.import_run, name="import_run"),
    path("<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("<int:pk>/rejects/", imports.import_rejects, name="import_rejects"),
]
