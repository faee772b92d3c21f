"""The roster that goes out and comes back; included by members/urls.py before its slugs."""

from django.urls import path

from members.views import roundtrip

urlpatterns = [
    path("<int:union_pk>/download/", roundtrip.roster_download, name="roster_download"),
]
