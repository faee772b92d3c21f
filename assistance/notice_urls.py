from django.urls import path

from assistance.views import notices

urlpatterns = [
    path("", notices.notice_list, name="notice_list"),
    path("new/", notices.notice_new, name="notice_new"),
    path("objections/<int:pk>/", notices.objection_detail, name="objection_detail"),
    path("<int:pk>/", notices.notice_detail, name="notice_detail"),
    path("<int:pk>/print/", notices.notice_print, name="notice_print"),
    path("<int:pk>/withdraw/", notices.notice_withdraw, name="notice_withdraw"),
    path("<int:pk>/object/", notices.objection_new, name="objection_new"),
]
