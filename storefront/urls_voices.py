"""Addresses of what shoppers say and ask."""

from django.urls import URLPattern, URLResolver, path

from storefront.voices import asking, reading, reviewing

urlpatterns: list[URLPattern | URLResolver] = [
    path("o/<str:token>/review/<str:number>/", reviewing.page, name="order-review"),
    path("p/<slug:slug>/reviews/", reading.of_listing, name="product-reviews"),
    path("p/<slug:slug>/ask/", asking.ask, name="product-ask"),
    path("groups/<slug:slug>/reviews/", reading.of_group, name="group-reviews"),
    path("reviews/<str:number>/report/", asking.flag, name="review-flag"),
    path("questions/<str:token>/", asking.confirm, name="question-confirm"),
]
