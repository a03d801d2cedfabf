"""Addresses beside the pages that Wagtail serves."""

from django.urls import URLPattern, URLResolver, path

from cms import feeds

urlpatterns: list[URLPattern | URLResolver] = [path("feeds/stories.rss", feeds.stories, name="feed-stories")]
