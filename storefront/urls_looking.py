"""Addresses of looking: lists, products, groups, search, labels. Home, policies and stories are pages of the CMS."""

from django.urls import URLPattern, URLResolver, path

from storefront import light
from storefront.looking import groups, lists, patterns, product, ranking, suggesting, trace

urlpatterns: list[URLPattern | URLResolver] = [
    path("products/", lists.products, name="products"),
    path("c/<slug:slug>/", lists.category, name="category"),
    path("p/<slug:slug>/", product.page, name="product"),
    path("groups/", groups.index, name="groups"),
    path("groups/<slug:slug>/", groups.page, name="group"),
    path("search/", lists.find, name="search"),
    path("search/suggest/", suggesting.suggest, name="search-suggest"),
    path("t/", trace.ask, name="trace"),
    path("t/<str:code>/", trace.lot, name="lot"),
    path("patterns/", patterns.page, name="patterns"),
    path("light/", light.switch, name="light-pages"),
    path("how-we-rank/", ranking.page, name="how-we-rank"),
]
