from django.urls import path

app_name = "unions"
urlpatterns: list = []
