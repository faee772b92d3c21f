from django.urls import path

from governance.views import offices as views

urlpatterns = [
    path("", views.office_list, name="office_list"),
    path("new/", views.office_new, name="office_new"),
    path("adopt/", views.office_adopt, name="office_adopt"),
    path("sign-ins/", views.sign_in_list, name="sign_in_list"),
    path("<int:pk>/", views.office_detail, name="office_detail"),
    path("<int:pk>/edit/", views.office_edit, name="office_edit"),
    path("<int:pk>/end/", views.office_end, name="office_end"),
    path("<int:pk>/void/", views.office_void, name="office_void"),
    path("<int:pk>/sign-in/", views.sign_in_new, name="sign_in_new"),
]
