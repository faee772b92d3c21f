from django.urls import path

from innovation.views import calls, entries, finding, pictures, steps

app_name = "innovation"
urlpatterns: list = [
    path("", entries.entry_list, name="entry_list"),
    path("search/", entries.entry_search, name="entry_search"),
    path("figures/", entries.entry_figures, name="entry_figures"),
    path("new/", entries.entry_new, name="entry_new"),
    path("similar/", finding.entry_similar, name="entry_similar"),
    path("authors/", finding.author_find, name="author_find"),
    path("calls/", calls.call_list, name="call_list"),
    path("calls/new/", calls.call_new, name="call_new"),
    path("calls/<int:pk>/", calls.call_edit, name="call_edit"),
    path("pictures/<int:pk>/", pictures.picture_show, name="picture_show"),
    path("pictures/<int:pk>/download/", pictures.picture_download, name="picture_download"),
    path("pictures/<int:pk>/void/", pictures.picture_void, name="picture_void"),
    path("pictures/of/<int:pk>/<slug:owner>/", pictures.picture_new, name="picture_new"),
    path("<int:pk>/", entries.entry_detail, name="entry_detail"),
    path("<int:pk>/edit/", entries.entry_edit, name="entry_edit"),
    path("<int:pk>/print/", entries.entry_print, name="entry_print"),
    path("<int:pk>/benefit/", steps.entry_benefit, name="entry_benefit"),
    path("<int:pk>/finance/", steps.entry_finance, name="entry_finance"),
    path("<int:pk>/level/", steps.entry_level, name="entry_level"),
    path("<int:pk>/adopt/", steps.entry_adopt, name="entry_adopt"),
    path("<int:pk>/merge/<int:other>/", steps.entry_merge, name="entry_merge"),
    path("<int:pk>/move/<slug:move>/", steps.entry_move, name="entry_move"),
]
