"""A small shop to look at: three groups, a few goods of theirs, one with everything a product page can show."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Listing, ProductType
from catalogue.photos import add_photo
from delivery.origins import ensure_origin
from media.models import Derivative
from producers.models import District, ProducerGroup
from provenance.lots import Step, create_lot
from provenance.marks import record_certificate
from provenance.models import Lot, Place
from provenance.stock import add_stock_lot
from search import facts
from tests.catalogue.factories import make_picture, record_of
from tests.producers.factories import make_group
from tests.search.goods import goods

CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


@dataclass
class Shop:
    """What the tests look at."""

    wool: ProducerGroup
    orchard: ProducerGroup
    berry: ProducerGroup
    stole: Listing
    apricots: Listing
    lot: Lot


def group_at(district: str, name: str, **fields: Any) -> ProducerGroup:
    """A group that sells and sends from its district."""
    given = {"village": "Phyang", "pin": "194101", "women_percent": 60, "members_count": 14, "year_founded": 2012, **fields}
    group = make_group(name, district=District.objects.get(code=district), **given)
    ensure_origin(group=group)
    return group


def open_shop() -> Shop:
    """Three groups of both sides; the stole comes from a lot with a journey, has a picture and a certificate."""
    wool = group_at("leh", "Wool Sisters", about="We keep goats.", history=[[2012, "Eleven women began."]])
    orchard = group_at("kargil", "Orchard Growers", village="Sankoo", pin="194301")
    berry = group_at("nubra", "Berry Sisters", village="Diskit", pin="194401")
    stole = goods(
        wool, "Undyed stole", type_code="pashmina_stole", category="stoles-and-shawls", price_paise=1_850_000, mrp_paise=1_980_000,
        summary="Woven by hand.", story="The fawn is the goat's own.", available_months=[10, 11, 12], handmade=True, hsn="62142020",
        declarations={"generic_name": "Pashmina stole", "care": "Wash cold.", "veg": True, "nutrition_per_100": {"energy_kcal": 12}},
        refresh=False,
    )  # fmt: skip
    lot = lot_of(stole)
    add_photo(listing=stole, picture=make_picture("Stole"), acting_user=None)
    today = timezone.localdate()
    year = timedelta(days=365)
    record_certificate(
        group=wool, mark="women_led", number="WL-1", issuer="Block office", valid_from=today - year, valid_to=today + year, acting_user=None
    )
    apricots = goods(orchard, "Sun-dried apricots", price_paise=64_000, net_quantity=500, net_unit="g")
    goods(berry, "Berry pulp", type_code="sbt_pulp", category="sea-buckthorn", price_paise=52_000)
    facts.refresh([stole.pk])
    return Shop(wool, orchard, berry, stole, apricots, lot)


def lot_of(listing: Listing, *, code: str = "L-20931", best_before: date | None = None) -> Lot:
    """A lot with two recorded steps, and six pieces of the listing from it."""
    village = Place.objects.get(code="nyoma")
    day = timezone.localdate() - timedelta(days=60)
    steps = [
        Step(stage="combed", happened_on=day - timedelta(days=90), done_by="Two families", place=village, note="Fawn goats only"),
        Step(stage="woven", happened_on=day, done_by="Weaver at loom two", place=village),
    ]
    lot = create_lot(
        group=listing.group, product_type=listing.product_type, place=village, made_on=day, quantity=6, unit="piece", acting_user=None,
        best_before=best_before, steps=steps, code=code,
    )  # fmt: skip
    add_stock_lot(stock_record=record_of(listing), lot=lot, quantity=6, acting_user=None)
    return lot


def make_sizes(listing: Listing) -> None:
    """Rows for the ready-made sizes of the listing's pictures; the files themselves are not looked at here."""
    sizes = [("avif", 320, 240), ("avif", 640, 480), ("jpeg", 640, 480)]
    Derivative.objects.bulk_create(
        Derivative(picture=image.picture, format=kind, width=width, height=height, name=f"derivatives/{image.pk}-{width}.{kind}", size=9)
        for image in listing.product.images.all()
        for kind, width, height in sizes
    )
    facts.refresh([listing.pk])


def many_goods(group: ProducerGroup, count: int) -> None:
    """More listings of one group."""
    kind = ProductType.objects.get(code="apricot_dried")
    assert kind.is_food
    made = [goods(group, f"Dried apricots {number}", price_paise=40_000 + number, refresh=False) for number in range(count)]
    facts.refresh([listing.pk for listing in made])


def get(path: str, **more: Any) -> HttpResponse:
    """A page as a visitor without a cookie sees it."""
    return Client().get(path, **more)


def text_of(answer: HttpResponse) -> str:
    """The words of a page, in one line."""
    without_tags = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", without_tags).strip()


def queries_of(path: str) -> list[str]:
    """The statements of one page from cold caches, transaction control left out; what a process keeps of types is cold too."""
    cache.clear()
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as context:
        answer = Client().get(path)
    assert answer.status_code == 200, path
    return [query["sql"] for query in context.captured_queries if not query["sql"].startswith(CONTROL)]


class Outline(HTMLParser):
    """What an assistive program reads of a page: headings, pictures, fields and their names, landmarks."""

    VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.labelled: set[str] = set()
        self.inside_label: list[dict[str, str | None]] = []
        self.unbalanced: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag == "label" and values.get("for"):
            self.labelled.add(str(values["for"]))
        if "label" in self.open and tag in ("input", "select", "textarea"):
            self.inside_label.append(values)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.unbalanced.append(f"</{tag}> closes <{self.open[-1] if self.open else ''}>")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [values for tag, values in self.tags if tag in names]

    def unnamed_fields(self) -> list[dict[str, str | None]]:
        """Fields that a person would have to guess."""
        fields = [values for values in self.all("input", "select", "textarea") if values.get("type") not in ("hidden", "submit")]
        return [
            values
            for values in fields
            if not (values.get("aria-label") or values.get("id") in self.labelled or values in self.inside_label)
        ]
