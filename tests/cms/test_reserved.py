"""A page can not take an address that a view answers to; the list of such addresses is read from the URLconf."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import get_resolver, include, path, re_path
from wagtail.models import Page

from cms.models import HomePage, PolicyIndexPage, PolicyPage, ShopPage
from cms.reserved import _first_segments, reserved_slugs


def view(request: Any) -> HttpResponse:
    return HttpResponse()


def test_the_first_part_of_every_kind_of_route_is_found() -> None:
    patterns = [
        path("", view),
        path("healthz", view),
        path("search/", include([path("words/", view)])),
        path("", include([path("c/<slug:slug>/", view), path("", include([path("p/<slug:slug>/", view)]))])),
        re_path(r"^api/v2/", view),
        re_path(r"^robots\.txt$", view),
        re_path(r"^((?:[\w\-]+/)*)$", view),
    ]
    assert set(_first_segments(patterns)) == {"healthz", "search", "c", "p", "api", "robots"}


def test_the_shops_own_routes_and_languages_are_reserved() -> None:
    assert {"admin", "workspace", "media", "static", "en", "hi", "ur"} <= reserved_slugs()
    assert "policies" not in reserved_slugs()


def test_no_route_swallows_every_first_part() -> None:
    """A route such as ``<slug>/`` at the top would hide every page of the CMS."""
    resolver = get_resolver()
    match = resolver.resolve("/a-page-nobody-made/")
    assert match.url_name == "wagtail_serve"


@pytest.mark.django_db
def test_a_page_below_home_can_not_take_a_routed_address() -> None:
    home = HomePage.objects.get()
    PolicyIndexPage.objects.get().delete()
    home.refresh_from_db()
    with pytest.raises(ValidationError, match="already uses this address") as refused:
        home.add_child(instance=PolicyIndexPage(title="Desk", slug="workspace"))
    assert list(refused.value.message_dict) == ["slug"]
    home.refresh_from_db()
    assert home.add_child(instance=PolicyIndexPage(title="Desk", slug="desk")).url == "/desk/"


@pytest.mark.django_db
def test_a_form_is_told_before_the_page_has_a_place() -> None:
    with pytest.raises(ValidationError, match="already uses this address"):
        PolicyIndexPage(title="Desk", slug="workspace").clean()


@pytest.mark.django_db
def test_deeper_pages_may_have_any_slug() -> None:
    page = PolicyPage(title="Media", slug="media", body="<p>x</p>", reviewed_on=date(2026, 11, 22))
    page.clean()
    assert PolicyIndexPage.objects.get().add_child(instance=page).url == "/policies/media/"


def test_every_page_type_of_ours_is_guarded() -> None:
    ours = [model for model in apps.get_models() if issubclass(model, Page) and not model.__module__.startswith("wagtail")]
    assert ours
    assert all(issubclass(model, ShopPage) for model in ours)
