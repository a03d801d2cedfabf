"""Addresses that are put together are those that Django makes."""

import pytest
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import override
from pytest_django import Settings

from journal import addresses


def page(request: object) -> None:
    """Never asked."""


urlpatterns = [
    path("one/<slug:slug>/", page, name="one"),
    path("<int:number>/x/", page, name="two"),
    path("x/<slug:slug>/", page, name="two"),
    path("x/<slug:slug>/", page, name="three"),
    path("<int:number>/x/", page, name="three"),
    path("<int:number>/y/", page, name="four"),
]


@pytest.mark.parametrize("value", ["undyed-stole", "A_1", "7"])
def test_they_are_the_same_in_every_language(value: str) -> None:
    for language in ("en", "hi", "ur", "en"):
        with override(language):
            for name in ("product", "category", "group", "lot"):
                assert addresses.path(name, value) == reverse(name, args=[value])


def test_what_is_no_slug_is_left_to_django() -> None:
    for value in ("a/b", "", "ä"):
        with pytest.raises(NoReverseMatch):
            addresses.path("product", value)


def test_a_name_that_stands_for_more_than_a_slug_is_left_to_django(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    for name, value in (("one", "a"), ("two", "7"), ("two", "a"), ("three", "7"), ("three", "a"), ("four", "7")):
        assert addresses.path(name, value) == reverse(name, args=[value])
    with pytest.raises(NoReverseMatch):
        addresses.path("four", "a")
