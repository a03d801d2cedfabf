"""Addresses of the workspace, under ``/workspace/``."""

from django.urls import URLPattern, URLResolver, path

from workspace import inbox, parts

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.home, name="workspace"),
    path("groups/<slug:slug>/", inbox.group, name="workspace-group"),
    path("orders/<str:number>/", parts.part, name="workspace-order"),
    path("orders/<str:number>/accept/", parts.accept, name="workspace-accept"),
    path("orders/<str:number>/decline/", parts.decline, name="workspace-decline"),
]
