"""The first pages: made once, at the right address, and then left to editors."""

import pytest
from django.contrib.sites.models import Site as DjangoSite
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import Locale, Page, Site

from cms.bootstrap import load_pages
from cms.models import HomePage, PolicyIndexPage, PolicyPage

pytestmark = pytest.mark.django_db


def test_the_site_has_a_home_page_and_five_policies() -> None:
    home = HomePage.objects.get()
    assert (home.depth, home.live, home.action_path) == (2, True, "/products/")
    assert PolicyIndexPage.objects.get().url == "/policies/"
    assert list(PolicyPage.objects.order_by("path").values_list("slug", flat=True)) == [
        "returns",
        "delivery",
        "privacy",
        "terms",
        "grievance",
    ]
    assert PolicyPage.objects.get(slug="returns").url == "/policies/returns/"
    assert Page.objects.count() == 11
    assert Locale.objects.get().language_code == "en"


def test_the_site_stands_at_base_url_and_mails_name_it() -> None:
    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site, site.root_page.specific) == ("127.0.0.1", 8000, True, HomePage.objects.get())
    assert DjangoSite.objects.get_current().domain == "127.0.0.1:8000"


def test_loading_again_writes_nothing_and_keeps_what_editors_changed() -> None:
    HomePage.objects.update(headline="Winter wool")
    PolicyPage.objects.filter(slug="terms").update(body="<p>Ours</p>")
    with CaptureQueriesContext(connection) as queries:
        assert load_pages() == 10
    assert {row["sql"].split()[0] for row in queries} == {"SELECT"}
    assert HomePage.objects.get().headline == "Winter wool"
    assert PolicyPage.objects.get(slug="terms").body == "<p>Ours</p>"


def test_a_policy_that_was_deleted_comes_back_and_a_new_address_is_taken_up(settings: Settings) -> None:
    PolicyPage.objects.get(slug="privacy").delete()
    settings.BASE_URL = "https://bazaar.example"
    load_pages()
    assert PolicyPage.objects.filter(slug="privacy").exists()
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("bazaar.example", 443)
    assert PolicyIndexPage.objects.get().full_url == "https://bazaar.example/policies/"


def test_every_policy_says_that_it_is_a_demonstration_and_who_answers() -> None:
    for policy in PolicyPage.objects.all():
        assert policy.body.startswith("<p>This is a demonstration")
        assert policy.officer.role == "grievance"
        assert policy.officer.is_demo
        assert policy.reviewed_on.isoformat() == "2026-11-22"
