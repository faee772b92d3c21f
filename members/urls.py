from django.urls import include, path

from members.views import duplicates, records, steps

app_name = "members"
urlpatterns = [
    path("", records.member_list, name="member_list"),
    path("roster/", include("members.roundtrip_urls")),
    path("search/", records.member_search, name="member_search"),
    path("new/", records.member_new, name="member_new"),
    path("coverage/", records.coverage_list, name="coverage_list"),
    path("quality/", records.quality_list, name="quality_list"),
    path("duplicates/", duplicates.duplicate_list, name="duplicate_list"),
    path("duplicates/<int:keep>/<int:drop>/", duplicates.member_merge, name="member_merge"),
    path("transfers/", steps.transfer_list, name="transfer_list"),
    path("transfers/<int:pk>/", steps.transfer_detail, name="transfer_detail"),
    path("memberships/<int:pk>/void/", steps.membership_void, name="membership_void"),
    path("<int:pk>/", records.member_detail, name="member_detail"),
    path("<int:pk>/edit/", records.member_edit, name="member_edit"),
    path("<int:pk>/unmask/", records.member_unmask, name="member_unmask"),
    path("<int:pk>/transfer/", steps.member_transfer, name="member_transfer"),
    path("<int:pk>/<slug:step>/", steps.member_step, name="member_step"),
]
