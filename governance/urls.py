from django.urls import include, path

app_name = "governance"
urlpatterns: list = [
    path("offices/", include("governance.office_urls")),
    path("", include("governance.founding_urls")),
    path("elections/", include("governance.election_urls")),
    path("meetings/", include("governance.meeting_urls")),
    path("duties/", include("governance.duty_urls")),
    path("", include("governance.record_urls")),
    path("checks/", include("governance.check_urls")),
]
