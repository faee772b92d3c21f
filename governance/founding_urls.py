from django.urls import path

from governance.views import foundings as views

urlpatterns = [
    path("foundings/", views.founding_list, name="founding_list"),
    path("foundings/new/", views.founding_new, name="founding_new"),
    path("foundings/<int:pk>/", views.founding_detail, name="founding_detail"),
    path("foundings/<int:pk>/papers/<slug:kind>/", views.founding_paper, name="founding_paper"),
    path("foundings/<int:pk>/<slug:move>/", views.founding_move, name="founding_move"),
    path("rectifications/", views.rectification_list, name="rectification_list"),
    path("rectifications/new/", views.rectification_new, name="rectification_new"),
    path("rectifications/<int:pk>/", views.rectification_detail, name="rectification_detail"),
    path(
        "rectifications/<int:pk>/<slug:move>/", views.rectification_move, name="rectification_move"
    ),
]
