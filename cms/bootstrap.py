"""Make what Wagtail needs to answer: the language, the site, the home page, the policies."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, PolicyIndexPage, PolicyPage

DATA = Path(__file__).resolve().parent / "data"
PORTS = {"http": 80, "https": 443}


def load_pages() -> int:
    """Make the pages that are missing and point the site at BASE_URL. Pages that exist stay as editors have left them.

    Returns the number of pages below the root. A second run writes nothing.
    """
    document = json.loads((DATA / "policies.json").read_text(encoding="utf-8"))
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    home = _home(document["home"])
    _site(home)
    index = _policy_index(home, document["index"])
    present = set(index.get_children().values_list("slug", flat=True))
    for row in document["policies"]:
        if row["slug"] not in present:
            _policy(index, row, document)
    return Page.objects.filter(depth__gt=1).count()


def _home(row: dict[str, str]) -> HomePage:
    home = HomePage.objects.order_by("path").first()
    if home is not None:
        return home
    root = Page.objects.get(depth=1)
    # Wagtail's first migration leaves a welcome page in our place.
    for welcome in root.get_children().filter(slug="home", content_type__model="page"):
        welcome.delete()
    root.refresh_from_db()
    return root.add_child(
        instance=HomePage(title=row["title"], slug="home", headline=row["headline"], lead=row["lead"], action_label=row["action_label"])
    )


def _site(home: HomePage) -> None:
    """One default site, at the host and port of BASE_URL, under the name of the shop; likewise Django's own row for mails."""
    address = urlsplit(settings.BASE_URL)
    host = address.hostname or "localhost"
    wanted: dict[str, Any] = {
        "hostname": host,
        "port": address.port or PORTS[address.scheme],
        "site_name": settings.SHOP_NAME,
        "root_page_id": home.pk,
    }
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(site, field, value)
        site.save()
    row = DjangoSite.objects.filter(pk=settings.SITE_ID).first() or DjangoSite(pk=settings.SITE_ID)
    if (row.domain, row.name) != (address.netloc, settings.SHOP_NAME[:50]):
        row.domain, row.name = address.netloc, settings.SHOP_NAME[:50]
        row.save()


def _policy_index(home: HomePage, row: dict[str, str]) -> PolicyIndexPage:
    index = PolicyIndexPage.objects.child_of(home).first()
    if index is not None:
        return index
    return home.add_child(instance=PolicyIndexPage(title=row["title"], slug=row["slug"], intro=row["intro"]))


def _policy(index: PolicyIndexPage, row: dict[str, str], document: dict[str, Any]) -> None:
    body = (DATA / "policies" / f"{row['slug']}.html").read_text(encoding="utf-8")
    index.add_child(
        instance=PolicyPage(
            title=row["title"],
            slug=row["slug"],
            body=body,
            responsible=document["responsible"],
            reviewed_on=date.fromisoformat(document["as_of"]),
        )
    )
