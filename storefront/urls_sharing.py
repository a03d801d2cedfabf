"""Addresses that are found and shared: seasons and feeds."""

from django.urls import URLPattern, URLResolver, path

from storefront.sharing import feeds, seasons

urlpatterns: list[URLPattern | URLResolver] = [
    path("seasons/", seasons.year, name="seasons"),
    path("seasons/all.ics", seasons.calendar_file, name="seasons-file"),
    path("seasons/<int:month>/", seasons.month, name="season"),
    path("seasons/<int:month>/season.ics", seasons.calendar_file, name="season-file"),
    path("feeds/listings.rss", feeds.listings, name="feed-listings"),
    path("feeds/goods.xml", feeds.merchant_xml, name="feed-goods-xml"),
    path("feeds/goods.csv", feeds.merchant_csv, name="feed-goods-csv"),
]
