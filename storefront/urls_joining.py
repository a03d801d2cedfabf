"""Addresses of groups that want to sell, and of people who are asked to join one."""

from django.urls import URLPattern, URLResolver, path

from storefront.joining import invited, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sell/", views.apply, name="sell"),
    path("sell/<str:token>/<slug:name>/", views.page, name="sell-page"),
    path("join/<str:token>/", invited.join, name="join"),
]
