"""Addresses of yearly statistics; reporting/urls.py includes them at yearly/."""

from django.urls import path

from reporting.views import yearly as views

urlpatterns = [
    path("", views.yearly_list, name="yearly_list"),
    path("errors/", views.yearly_errors, name="yearly_errors"),
    path("<int:pk>/<int:year>/", views.yearly_sheet, name="yearly_sheet"),
    path("<int:pk>/<int:year>/print/", views.yearly_print, name="yearly_print"),
    path("<int:pk>/<int:year>/fill/", views.yearly_fill, name="yearly_fill"),
    path("<int:pk>/<int:year>/export/", views.yearly_export, name="yearly_export"),
    path("<int:pk>/<slug:asked>/rows/", views.yearly_rows, name="yearly_rows"),
    path("<int:pk>/<slug:asked>/explain/", views.yearly_explain, name="yearly_explain"),
]
