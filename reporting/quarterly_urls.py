"""Addresses of the quarterly report; reporting/urls.py includes them at quarterly/."""

from django.urls import path

from reporting.views import quarterly as views

urlpatterns = [
    path("", views.quarterly_list, name="quarterly_list"),
    path("new/", views.quarterly_new, name="quarterly_new"),
    path("<int:pk>/", views.quarterly_detail, name="quarterly_detail"),
    path("<int:pk>/edit/", views.quarterly_edit, name="quarterly_edit"),
    path("<int:pk>/print/", views.quarterly_print, name="quarterly_print"),
    path("<int:pk>/word/", views.quarterly_word, name="quarterly_word"),
    path("<int:pk>/move/<slug:move>/", views.quarterly_move, name="quarterly_move"),
    path("figures/<int:pk>/<slug:asked>/", views.figure_rows, name="figure_rows"),
]
