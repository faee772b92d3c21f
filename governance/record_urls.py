"""Regulations, activities, honours, deeds and attached files; included by governance/urls.py."""

from django.urls import path

from governance.views import activities, attachments, deeds, honours, regulations

urlpatterns = [
    path("regulations/", regulations.regulation_list, name="regulation_list"),
    path("regulations/new/", regulations.regulation_new, name="regulation_new"),
    path("regulations/<int:pk>/", regulations.regulation_detail, name="regulation_detail"),
    path("regulations/<int:pk>/edit/", regulations.regulation_edit, name="regulation_edit"),
    path("regulations/<int:pk>/revise/", regulations.regulation_revise, name="regulation_revise"),
    path("regulations/<int:pk>/repeal/", regulations.regulation_repeal, name="regulation_repeal"),
    path("regulations/versions/<int:pk>/print/", regulations.version_print, name="version_print"),
    path("regulations/versions/<int:pk>/word/", regulations.version_word, name="version_word"),
    path("regulations/versions/<int:pk>/void/", regulations.version_void, name="version_void"),
    path("activities/", activities.activity_list, name="activity_list"),
    path("activities/new/", activities.activity_new, name="activity_new"),
    path("activities/<int:pk>/", activities.activity_detail, name="activity_detail"),
    path("activities/<int:pk>/edit/", activities.activity_edit, name="activity_edit"),
    path("activities/<int:pk>/void/", activities.activity_void, name="activity_void"),
    path("honours/", honours.honour_list, name="honour_list"),
    path("honours/new/", honours.honour_new, name="honour_new"),
    path("honours/activists/", honours.activist_new, name="activist_new"),
    path("honours/<int:pk>/", honours.honour_detail, name="honour_detail"),
    path("honours/<int:pk>/edit/", honours.honour_edit, name="honour_edit"),
    path("honours/<int:pk>/void/", honours.honour_void, name="honour_void"),
    path("deeds/", deeds.deed_list, name="deed_list"),
    path("deeds/new/", deeds.deed_new, name="deed_new"),
    path("deeds/<int:pk>/", deeds.deed_detail, name="deed_detail"),
    path("deeds/<int:pk>/edit/", deeds.deed_edit, name="deed_edit"),
    path("deeds/<int:pk>/void/", deeds.deed_void, name="deed_void"),
    path(
        "attachments/new/<int:pk>/<slug:owner>/", attachments.attachment_new, name="attachment_new"
    ),
    path(
        "attachments/<int:pk>/download/",
        attachments.attachment_download,
        name="attachment_download",
    ),
    path("attachments/<int:pk>/photo/", attachments.attachment_photo, name="attachment_photo"),
    path("attachments/<int:pk>/void/", attachments.attachment_void, name="attachment_void"),
]
