"""Addresses for machines; they are the same in every language."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from storefront import machine, webhooks

urlpatterns: list[URLPattern | URLResolver] = [
    path("webhooks/stripe/", webhooks.stripe, name="stripe-webhook"),
    path("webhooks/split/", webhooks.split, name="split-webhook"),
    path("healthz", machine.healthz, name="healthz"),
    path("readyz", machine.readyz, name="readyz"),
    path("robots.txt", machine.robots, name="robots"),
    path("sitemap.xml", require_safe(index), {"sitemaps": machine.SITEMAPS, "sitemap_url_name": "sitemap-part"}, name="sitemap"),
    path("sitemap-<section>.xml", require_safe(sitemap), {"sitemaps": machine.SITEMAPS}, name="sitemap-part"),
]
