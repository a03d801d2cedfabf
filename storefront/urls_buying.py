"""Addresses of buying: basket, checkout, the order's page, and the ways back to it."""

from django.urls import URLPattern, URLResolver, path

from storefront import certificate
from storefront.buying import (
    address,
    basket,
    cancel,
    card,
    choices,
    codes,
    finding,
    order,
    papers,
    parcels,
    pay,
    refund_to,
    returns,
    stand_ins,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("basket/", basket.page, name="basket"),
    path("basket/add/", basket.add, name="basket-add"),
    path("basket/code/", codes.use, name="basket-code"),
    path("basket/line/<int:line_id>/", basket.line, name="basket-line"),
    path("checkout/address/", address.page, name="checkout-address"),
    path("checkout/pay/", pay.page, name="checkout-pay"),
    path("o/<str:token>/", order.page, name="order"),
    path("o/<str:token>/pay/", card.page, name="order-card"),
    path("o/<str:token>/pay/other/", card.another_way, name="order-other-way"),
    path("o/<str:token>/paid/", order.paid, name="order-paid"),
    path("o/<str:token>/address/", order.change_address, name="order-address"),
    path("o/<str:token>/parcels/<str:number>/arrived/", parcels.arrived, name="parcel-arrived"),
    path("o/<str:token>/parcels/<str:number>/missing/", parcels.not_arrived, name="parcel-missing"),
    path("o/<str:token>/invoice/<str:number>/", papers.paper, name="order-paper"),
    path("o/<str:token>/invoice/<str:number>/pdf/", papers.as_pdf, name="order-paper-pdf"),
    path("o/<str:token>/cancel/", cancel.unpaid, name="order-cancel"),
    path("o/<str:token>/cancel/<str:number>/", cancel.part, name="order-cancel-part"),
    path("o/<str:token>/cancel/<str:number>/lines/", cancel.lines, name="order-cancel-lines"),
    path("o/<str:token>/choose/<int:key>/", choices.choose, name="order-choose"),
    path("o/<str:token>/other-group/<int:key>/", stand_ins.answer, name="order-stand-in"),
    path("o/<str:token>/return/<str:number>/", returns.ask, name="order-return"),
    path("o/<str:token>/returns/<str:number>/", returns.returned, name="order-returned"),
    path("o/<str:token>/photos/<int:photo_id>/", returns.photo, name="order-photo"),
    path("o/<str:token>/refund-to/", refund_to.page, name="order-refund-to"),
    path("o/<str:token>/link/", order.relink, name="order-relink"),
    path("certificate/<str:code>/", certificate.page, name="certificate"),
    path("orders/find/", finding.find, name="order-find"),
    path("account/", finding.account, name="account"),
    path("account/orders/<str:number>/", finding.account_order, name="account-order"),
]
