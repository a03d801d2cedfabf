"""Addresses of the workspace for enquiries and quotes."""

from django.urls import URLPattern, path

from workspace import enquiries

urlpatterns: list[URLPattern] = [
    path("groups/<slug:slug>/enquiries/", enquiries.enquiries, name="workspace-enquiries"),
    path("groups/<slug:slug>/quotes/new/", enquiries.make, name="workspace-quote-make"),
    path("groups/<slug:slug>/quotes/<str:number>/", enquiries.page, name="workspace-quote"),
]
