"""The addresses of staff's screens under /admin/, and where the menu leads."""

from django.urls import URLPattern, path

from orders.staff import payments, refunds

urlpatterns: list[URLPattern] = [
    path("payments/awaiting/", payments.payments, name="payments_awaiting"),
    path("payments/awaiting/<str:number>/", payments.confirm, name="payments_confirm"),
    path("payments/awaiting/<str:number>/reject/", payments.reject, name="payments_reject"),
    path("payments/awaiting/<str:number>/back/", payments.send_back, name="payments_send_back"),
    path("payments/refunds/", refunds.refunds, name="refunds_due"),
    path("payments/refunds/<str:number>/sent/", refunds.sent, name="refunds_sent"),
]
