"""Attached papers; included by assistance/urls.py at documents/."""

from django.urls import path

from assistance.views import documents as views

urlpatterns = [
    path(f"{owner}/<int:pk>/", views.document_attach, {"owner": owner}, name=f"{owner}_attach")
    for owner in ("application", "file", "case")
]
urlpatterns += [
    path("<int:pk>/download/", views.document_download, name="document_download"),
    path("<int:pk>/void/", views.document_void, name="document_void"),
]
