"""Addresses of payouts; assistance/urls.py includes them at payouts/."""

from django.urls import path

from assistance.views import money

urlpatterns = [
    path("", money.payout_list, name="payout_list"),
    path("search/", money.payout_search, name="payout_search"),
    path("summary/", money.payout_summary, name="payout_summary"),
    path("households/", money.household_totals, name="household_totals"),
]
