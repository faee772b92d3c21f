from django.urls import path

from governance.views import meetings, resolutions

urlpatterns = [
    path("", meetings.meeting_list, name="meeting_list"),
    path("new/", meetings.meeting_new, name="meeting_new"),
    path("resolutions/", resolutions.resolution_list, name="resolution_list"),
    path("resolutions/<int:pk>/", resolutions.resolution_detail, name="resolution_detail"),
    path("resolutions/<int:pk>/edit/", resolutions.resolution_edit, name="resolution_edit"),
    path("resolutions/<int:pk>/<slug:move>/", resolutions.resolution_move, name="resolution_move"),
    path("<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("<int:pk>/minutes/", meetings.meeting_minutes, name="meeting_minutes"),
    path("<int:pk>/attendees/", meetings.meeting_attendees, name="meeting_attendees"),
    path("<int:pk>/resolutions/new/", resolutions.resolution_new, name="resolution_new"),
    path("<int:pk>/papers/<slug:kind>/", meetings.meeting_paper, name="meeting_paper"),
    path("<int:pk>/<slug:move>/", meetings.meeting_move, name="meeting_move"),
]
