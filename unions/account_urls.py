"""Account pages; included by unions/urls.py, whose namespace they share."""

from django.urls import path

from unions import account_views

urlpatterns = [
    path("", account_views.account_list, name="account_list"),
    path("new/", account_views.account_new, name="account_new"),
    path("<int:pk>/", account_views.account_detail, name="account_detail"),
    path("<int:pk>/reset/", account_views.account_reset, name="account_reset"),
    path("<int:pk>/active/", account_views.account_active, name="account_active"),
    path("<int:pk>/identity/", account_views.account_identity, name="account_identity"),
    path("<int:pk>/unlock/", account_views.account_unlock, name="account_unlock"),
    path("<int:pk>/seats/new/", account_views.seat_new, name="seat_new"),
    path("seats/<int:pk>/end/", account_views.seat_end, name="seat_end"),
]
