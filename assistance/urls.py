from django.urls import include, path

app_name = "assistance"
urlpatterns: list = [
    path("", include("assistance.application_urls")),
    path("cases/", include("assistance.case_urls")),
    path("documents/", include("assistance.document_urls")),
    path("files/", include("assistance.file_urls")),
    path("funds/", include("assistance.fund_urls")),
    path("notices/", include("assistance.notice_urls")),
    path("payments/", include("assistance.payment_urls")),
    path("payouts/", include("assistance.money_urls")),
]
