"""Rights cases; included by assistance/urls.py at cases/."""

from django.urls import path

from assistance.views import case_steps, cases

urlpatterns = [
    path("", cases.case_list, name="case_list"),
    path("new/", cases.case_new, name="case_new"),
    path("old/", cases.case_old, name="case_old"),
    path("due/", cases.case_due_list, name="case_due_list"),
    path("statistics/", cases.case_statistics, name="case_statistics"),
    path("<int:pk>/", cases.case_detail, name="case_detail"),
    path("<int:pk>/edit/", cases.case_edit, name="case_edit"),
    path("<int:pk>/notes/", cases.case_notes, name="case_notes"),
    path("<int:pk>/sheet/", cases.case_sheet, name="case_sheet"),
    path("<int:pk>/steps/new/", case_steps.case_step_new, name="case_step_new"),
    path("<int:pk>/takeover/", case_steps.takeover_new, name="takeover_new"),
    path("<int:pk>/move/<slug:move>/", case_steps.case_move, name="case_move"),
    path("<int:pk>/record/<slug:record>/", case_steps.case_record, name="case_record"),
    path("steps/<int:pk>/reply/", case_steps.case_step_reply, name="case_step_reply"),
    path("steps/<int:pk>/void/", case_steps.case_step_void, name="case_step_void"),
    path("steps/<int:pk>/minutes/", case_steps.case_minutes, name="case_minutes"),
    path("takeovers/<int:pk>/<slug:move>/", case_steps.takeover_move, name="takeover_move"),
]
