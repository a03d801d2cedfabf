"""Addresses of asking for a price and of paying a quote."""

from django.urls import URLPattern, path

from storefront.enquiries import asking, paying

urlpatterns: list[URLPattern] = [
    path("groups/<slug:slug>/enquire/", asking.of_group, name="group-enquire"),
    path("enquire/", asking.of_shop, name="enquire"),
    path("quotes/<str:token>/", paying.quote, name="quote"),
]
