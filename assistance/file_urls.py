"""Hardship files; included by assistance/urls.py at files/."""

from django.urls import path

from assistance.views import file_steps, files

urlpatterns = [
    path("", files.file_list, name="file_list"),
    path("search/", files.file_search, name="file_search"),
    path("new/", files.file_new, name="file_new"),
    path("people/<int:pk>/", file_steps.file_person_edit, name="file_person_edit"),
    path("people/<int:pk>/<slug:step>/", file_steps.file_person_step, name="file_person_step"),
    path("checks/<int:pk>/void/", file_steps.file_check_void, name="file_check_void"),
    path("<int:pk>/", files.file_detail, name="file_detail"),
    path("<int:pk>/edit/", files.file_edit, name="file_edit"),
    path("<int:pk>/print/", files.file_print, name="file_print"),
    path("<int:pk>/unmask/", files.file_unmask, name="file_unmask"),
    path("<int:pk>/people/new/", file_steps.file_person_new, name="file_person_new"),
    path("<int:pk>/<slug:step>/", file_steps.file_step, name="file_step"),
]
