from django.urls import path

from linqi_union.manual import views

app_name = "manual"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.task, name="task"),
]
