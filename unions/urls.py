from django.urls import include, path

from unions.views import corrections, records

app_name = "unions"
urlpatterns = [
    path("", records.union_list, name="union_list"),
    path("<int:pk>/", records.union_detail, name="union_detail"),
    path("<int:pk>/founding/", corrections.union_founding, name="union_founding"),
    path("coverage/<int:pk>/void/", corrections.coverage_void, name="coverage_void"),
    path("events/<int:pk>/void/", corrections.event_void, name="event_void"),
    path("accounts/", include("unions.account_urls")),
    path("imports/", include("unions.import_urls")),
    path("events/", records.event_list, name="event_list"),
    path("enterprises/", records.enterprise_list, name="enterprise_list"),
    path("enterprises/<int:pk>/", records.enterprise_detail, name="enterprise_detail"),
]
