from django.urls import path

from governance.views import duties as views

urlpatterns = [
    path("", views.duty_board, name="duty_board"),
    path("reminders/", views.reminder_list, name="reminder_list"),
    path("requirements/", views.requirement_list, name="requirement_list"),
    path("requirements/new/", views.requirement_new, name="requirement_new"),
    path("requirements/<int:pk>/", views.requirement_detail, name="requirement_detail"),
    path("requirements/<int:pk>/void/", views.requirement_void, name="requirement_void"),
    path("requirements/<int:pk>/submit/", views.submission_new, name="submission_new"),
    path("submissions/<int:pk>/", views.submission_detail, name="submission_detail"),
    path("submissions/<int:pk>/void/", views.submission_void, name="submission_void"),
    path("delegations/", views.delegation_list, name="delegation_list"),
    path("delegations/new/", views.delegation_new, name="delegation_new"),
    path("delegations/<int:pk>/end/", views.delegation_end, name="delegation_end"),
]
