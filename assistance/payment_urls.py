from django.urls import path

from assistance.views import payment_steps, payments

urlpatterns = [
    path("", payments.payment_due, name="payment_due"),
    path("new/", payments.payment_new, name="payment_new"),
    path("batches/", payments.payment_list, name="payment_list"),
    path("batches/<int:pk>/", payments.payment_detail, name="payment_detail"),
    path("batches/<int:pk>/file/", payments.payment_file, name="payment_file"),
    path("batches/<int:pk>/sheet/", payments.payment_sheet, name="payment_sheet"),
    path("batches/<int:pk>/sign/", payments.payment_sign, name="payment_sign"),
    path("items/<int:pk>/result/", payment_steps.payment_result, name="payment_result"),
    path("items/<int:pk>/undo/", payment_steps.payment_undo, name="payment_undo"),
    path("lines/<int:pk>/account/", payment_steps.payment_account, name="payment_account"),
    path("lines/<int:pk>/drop/", payment_steps.payment_drop, name="payment_drop"),
]
