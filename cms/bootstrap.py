"""Make what Wagtail needs to answer: the language, the site, the home page, officers, policies, the lists of stories and campaigns."""

import json
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site as DjangoSite
from wagtail.models import Locale, Page, Site, Workflow, WorkflowContentType

from cms import contracts
from cms.models import CampaignIndexPage, ContractPage, GroupStory, HomePage, Officer, PolicyIndexPage, PolicyPage, Reviewed, StoryIndexPage

DATA = Path(__file__).resolve().parent / "data"
IndexPage = TypeVar("IndexPage", PolicyIndexPage, StoryIndexPage, CampaignIndexPage)
PORTS = {"http": 80, "https": 443}


def load_pages() -> int:
    """Make the pages that are missing and point the site at BASE_URL. Pages that exist stay as editors have left them.

    Returns the number of pages below the root. A second run writes nothing.
    """
    document: dict[str, Any] = json.loads((DATA / "policies.json").read_text(encoding="utf-8"))
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    home = _home(document["home"])
    _site(home)
    officers = _officers(document["officers"])
    index = _index(home, PolicyIndexPage, document["index"])
    _policies(index, document, officers)
    _contract(index, document["contract"], date.fromisoformat(document["as_of"]), officers)
    _index(home, StoryIndexPage, document["stories"])
    _index(home, CampaignIndexPage, document["campaigns"])
    _workflow()
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


def _workflow() -> None:
    """Snippets go the way that pages go: an editor submits, a moderator publishes."""
    usual = Workflow.objects.filter(active=True).order_by("pk").first()
    for model in (GroupStory, Officer) if usual else ():
        WorkflowContentType.objects.get_or_create(content_type=ContentType.objects.get_for_model(model), defaults={"workflow": usual})


def _officers(rows: list[dict[str, str]]) -> dict[str, Officer]:
    """Who answers, by office. They are marked as demo until real people take their place."""
    known = {officer.role: officer for officer in Officer.objects.order_by("-pk")}
    for row in rows:
        if row["role"] not in known:
            known[row["role"]] = Officer.objects.create(
                **row, phone=settings.SHOP_CARE_PHONE, email=settings.SHOP_CARE_EMAIL or settings.DEFAULT_FROM_EMAIL, is_demo=True
            )
    return known


def _index(home: HomePage, kind: type[IndexPage], row: dict[str, str]) -> IndexPage:
    index = kind.objects.child_of(home).first()
    return index or home.add_child(instance=kind(title=row["title"], slug=row["slug"], intro=row["intro"]))


def _policies(index: PolicyIndexPage, document: dict[str, Any], officers: dict[str, Officer]) -> None:
    present = set(index.get_children().values_list("slug", flat=True))
    answering = {"officer": officers[Officer.Role.GRIEVANCE], "deputy": officers[Officer.Role.NODAL]}
    for row in document["policies"]:
        if row["slug"] not in present:
            body = (DATA / "policies" / f"{row['slug']}.html").read_text(encoding="utf-8")
            day, interval = date.fromisoformat(document["as_of"]), row.get("review_days", Reviewed.Interval.QUARTER)
            index.add_child(
                instance=PolicyPage(title=row["title"], slug=row["slug"], body=body, reviewed_on=day, review_days=interval, **answering)
            )
    # Policies from before there were officers.
    if PolicyPage.objects.filter(officer=None).exists():
        PolicyPage.objects.filter(officer=None).update(**answering)


def _contract(index: PolicyIndexPage, row: dict[str, Any], day: date, officers: dict[str, Officer]) -> None:
    """The first contract with groups. A shop that has one keeps its own."""
    if ContractPage.objects.exists():
        return
    body = (DATA / "policies" / f"{row['file']}.html").read_text(encoding="utf-8")
    page = ContractPage(
        title=row["title"],
        slug=row["slug"],
        body=body,
        language=row["language"],
        counts_from=date.fromisoformat(row["counts_from"]),
        reviewed_on=day,
        review_days=row["review_days"],
        officer=officers[Officer.Role.GRIEVANCE],
        deputy=officers[Officer.Role.NODAL],
    )
    contracts.keep(index.add_child(instance=page), acting_user=None)
