from django.urls import path

from linqi_union import views_audit

urlpatterns = [
    path("journal/", views_audit.journal_list, name="journal_list"),
    path("journal/verify/", views_audit.journal_verify, name="journal_verify"),
    path("history/", views_audit.history_list, name="history_list"),
    path("history/<slug:name>/", views_audit.history_model, name="history_model"),
]
