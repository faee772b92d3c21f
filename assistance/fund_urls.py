from django.urls import path

from assistance.views import funds

urlpatterns = [
    path("", funds.fund_list, name="fund_list"),
    path("new/", funds.fund_new, name="fund_new"),
    path("sheet/", funds.fund_sheet, name="fund_sheet"),
    path("<int:pk>/", funds.fund_detail, name="fund_detail"),
    path("<int:pk>/allocate/", funds.fund_allocate, name="fund_allocate"),
]
