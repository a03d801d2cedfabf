"""The addresses of staff's screens under /admin/, and where the menu leads."""

from django.urls import URLPattern, path

from orders.staff import acts, find, order, payments, refunds

urlpatterns: list[URLPattern] = [
    path("payments/awaiting/", payments.payments, name="payments_awaiting"),
    path("payments/awaiting/<str:number>/", payments.confirm, name="payments_confirm"),
    path("payments/awaiting/<str:number>/reject/", payments.reject, name="payments_reject"),
    path("payments/awaiting/<str:number>/back/", payments.send_back, name="payments_send_back"),
    path("orders/", find.orders, name="staff_orders"),
    path("orders/<str:number>/", order.page, name="staff_order"),
    path("orders/<str:number>/act/", acts.act, name="staff_act"),
    path("orders/<str:number>/address/", acts.change_address, name="staff_address"),
    path("payments/refunds/", refunds.refunds, name="refunds_due"),
    path("payments/refunds/<str:number>/sent/", refunds.sent, name="refunds_sent"),
]
