"""Addresses of what belongs to one shopper."""

from django.urls import URLPattern, URLResolver, path

from storefront.account import addresses, data, wishes

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/wishes/", wishes.mine, name="account-wishes"),
    path("account/addresses/", addresses.mine, name="account-addresses"),
    path("account/addresses/add/", addresses.add, name="account-address-add"),
    path("account/addresses/<int:key>/", addresses.edit, name="account-address"),
    path("account/data/", data.page, name="account-data"),
    path("account/data/<str:token>/", data.file, name="account-data-file"),
    path("account/forget/<str:token>/", data.forget, name="account-forget"),
    path("p/<slug:slug>/wish/", wishes.wish, name="product-wish"),
    path("p/<slug:slug>/tell-me/", wishes.tell_me, name="product-tell-me"),
    path("tell-me/<str:token>/", wishes.confirm, name="tell-me"),
]
