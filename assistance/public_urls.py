"""Addresses outside the house: no sign-in, no seat."""

from django.urls import path

from assistance.views import public_notices

urlpatterns = [path("<slug:token>/", public_notices.notice_public, name="notice_public")]
