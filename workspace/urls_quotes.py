"""Addresses of the workspace for enquiries, quotes and the slips of gifts."""

from django.urls import URLPattern, path

from workspace import enquiries, slips

urlpatterns: list[URLPattern] = [
    path("orders/<str:number>/slip/", slips.slip, name="workspace-slip"),
    path("groups/<slug:slug>/enquiries/", enquiries.enquiries, name="workspace-enquiries"),
    path("groups/<slug:slug>/quotes/new/", enquiries.make, name="workspace-quote-make"),
    path("groups/<slug:slug>/quotes/<str:number>/", enquiries.page, name="workspace-quote"),
]
