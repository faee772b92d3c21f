"""The shelf; included by reporting/urls.py at the room's root."""

from django.urls import path

from reporting.views import shelf as views

urlpatterns: list = [
    path("", views.shelf, name="shelf"),
    path("members/", views.member_statistics, name="member_statistics"),
    path("organisation/", views.organisation_list, name="organisation_list"),
    path("terms/", views.term_list, name="term_list"),
    path("payouts/", views.payout_statistics, name="payout_statistics"),
    path("charts/", views.chart_page, name="charts"),
    path("search/", views.search, name="search"),
]
