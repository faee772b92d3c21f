"""Applications for aid; included by assistance/urls.py at the room's root."""

from django.urls import path

from assistance.views import application_lines as lines
from assistance.views import application_steps as steps
from assistance.views import applications

urlpatterns = [
    path("", applications.application_list, name="application_list"),
    path("search/", applications.application_search, name="application_search"),
    path("new/", applications.application_new, name="application_new"),
    path("lines/template/", lines.line_template, name="line_template"),
    path("lines/<int:pk>/", lines.line_edit, name="line_edit"),
    path("lines/<int:pk>/remove/", lines.line_remove, name="line_remove"),
    path("relations/<int:pk>/void/", steps.relation_void, name="relation_void"),
    path("countersigns/<int:pk>/sign/", steps.countersign_sign, name="countersign_sign"),
    path("<int:pk>/", applications.application_detail, name="application_detail"),
    path("<int:pk>/edit/", applications.application_edit, name="application_edit"),
    path("<int:pk>/print/", applications.application_print, name="application_print"),
    path("<int:pk>/lines/", lines.line_list, name="line_list"),
    path("<int:pk>/lines/new/", lines.line_new, name="line_new"),
    path("<int:pk>/lines/upload/", lines.line_upload, name="line_upload"),
    path("<int:pk>/relations/new/", steps.relation_new, name="relation_new"),
    path("<int:pk>/countersigns/<slug:kind>/", steps.countersign_new, name="countersign_new"),
    path("<int:pk>/<slug:step>/", steps.application_step, name="application_step"),
]
