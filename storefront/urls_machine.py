"""Addresses for machines; they are the same in every language."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import URLPattern, URLResolver, path

from storefront import machine

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", machine.healthz, name="healthz"),
    path("readyz", machine.readyz, name="readyz"),
    path("robots.txt", machine.robots, name="robots"),
    path("sitemap.xml", index, {"sitemaps": machine.SITEMAPS, "sitemap_url_name": "sitemap-part"}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": machine.SITEMAPS}, name="sitemap-part"),
]
