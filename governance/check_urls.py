from django.urls import path

from governance.views import checks as views

urlpatterns = [
    path("", views.check_list, name="check_list"),
    path("new/", views.check_new, name="check_new"),
    path("<int:pk>/", views.check_detail, name="check_detail"),
    path("<int:pk>/fill/", views.check_fill, name="check_fill"),
    path("<int:pk>/mark/", views.check_mark, name="check_mark"),
    path("<int:pk>/print/", views.check_print, name="check_print"),
    path("<int:pk>/word/", views.check_word, name="check_word"),
    path("<int:pk>/discard/", views.check_discard, name="check_discard"),
    path("<int:pk>/<slug:move>/", views.check_move, name="check_move"),
]
