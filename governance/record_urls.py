"""Regulations, activities, honours, deeds and attached files; included by governance/urls.py."""

from django.urls import path

from governance.views import attachments

urlpatterns = [
    path("attachments/new/<int:pk>/<slug:owner>/", attachments.attachment_new,
         name="attachment_new"),
    path("attachments/<int:pk>/download/", attachments.attachment_download,
         name="attachment_download"),
    path("attachments/<int:pk>/photo/", attachments.attachment_photo, name="attachment_photo"),
    path("attachments/<int:pk>/void/", attachments.attachment_void, name="attachment_void"),
]  # fmt: skip
