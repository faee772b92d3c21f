"""Elections; included by governance/urls.py at elections/."""

from django.urls import path

from governance.views import election_roll, election_steps, elections

urlpatterns = [
    path("", elections.election_list, name="election_list"),
    path("new/", elections.election_new, name="election_new"),
    path("<int:pk>/", elections.election_detail, name="election_detail"),
    path("<int:pk>/edit/", elections.election_edit, name="election_edit"),
    path("<int:pk>/print/<slug:paper>/", elections.election_print, name="election_print"),
    path("<int:pk>/word/<slug:paper>/", elections.election_word, name="election_word"),
    path("<int:pk>/move/<slug:move>/", election_steps.election_move, name="election_move"),
    path("<int:pk>/notice/", election_steps.election_notice, name="election_notice"),
    path("<int:pk>/votes/", election_steps.election_votes, name="election_votes"),
    path("<int:pk>/candidates/", election_steps.candidate_list, name="candidate_list"),
    path("candidates/<int:pk>/", election_steps.candidate_edit, name="candidate_edit"),
    path("candidates/<int:pk>/remove/", election_steps.candidate_remove, name="candidate_remove"),
    path("<int:pk>/roll/<slug:tick>/", election_roll.election_roll, name="election_roll"),
    path("<int:pk>/roll/<slug:tick>/find/", election_roll.roll_search, name="roll_search"),
]
