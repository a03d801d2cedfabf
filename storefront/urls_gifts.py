"""Addresses of parts that go to somebody else."""

from django.urls import URLPattern, path

from storefront.buying import gifts

urlpatterns: list[URLPattern] = [
    path("checkout/gifts/", gifts.page, name="checkout-gifts"),
    path("o/<str:token>/gifts/<str:number>/address/", gifts.change, name="order-gift-address"),
]
