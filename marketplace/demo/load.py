"""Loads the demo: invented groups with goods, lots, stories and orders, and people who may log in. A second run changes nothing."""

from typing import Any

from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from catalogue.models import Category, ProductType
from cms.models import HomePage
from marketplace.demo.addresses import load_addresses
from marketplace.demo.artwork import drawings, load_picture
from marketplace.demo.centre import load_centre
from marketplace.demo.desk import load_desk
from marketplace.demo.enquiries import load_enquiries
from marketplace.demo.goods import load_group, load_lot, load_product
from marketplace.demo.orders import listings_of, load_order
from marketplace.demo.pages import load_pages
from marketplace.demo.papers import Calendar, Row
from marketplace.demo.payouts import load_payouts
from marketplace.demo.people import load_people, load_staff
from marketplace.demo.progress import Progress
from marketplace.demo.rows import rows
from marketplace.demo.sought import load_sought
from marketplace.demo.visits import load_visits
from marketplace.demo.voices import load_voices
from media.models import Picture
from producers.models import ProducerGroup
from provenance.models import Lot, Place
from search import facts

HERO = "hero-dusk"
# Steps through the products so that those next to each other in "newest" are of different groups.
MIXED_BY = 37


def load(progress: Progress) -> int:
    """Make what is missing of the demo; how many products are on sale afterwards, others of the shop included."""
    products, lots = rows("products"), rows("lots")
    calendar = Calendar.for_lots(lots, timezone.localdate())
    staff = load_staff()
    types = ProductType.objects.in_bulk(field_name="code")
    pictures = _pictures(progress)
    groups = {
        row["code"]: load_group(row, pictures[row["picture"]], products, types, calendar, staff=staff)
        for row in progress.over("Producer groups", rows("groups"))
    }
    load_people(list(groups.values()))
    load_addresses()
    load_visits(groups, staff)
    load_centre(groups, staff)
    places = Place.objects.in_bulk(field_name="code")
    kept = {row["code"]: load_lot(row, calendar, groups, places, types) for row in progress.over("Lots", lots)}
    _products(progress, products, groups, types, kept, pictures, staff)
    _category_pictures(pictures)
    _hero(pictures[HERO])
    load_pages(progress, groups, pictures)
    facts.refresh_all()  # an order keeps the picture that stands in the facts
    _orders(progress, staff)
    load_payouts(staff=staff)
    load_desk(staff=staff)
    load_voices()
    load_enquiries()
    load_sought()
    return facts.refresh_all()


def _pictures(progress: Progress) -> dict[str, Picture]:
    """All drawings. A picture refers to nothing, so Wagtail need not look for references in each of them."""
    with disable_reference_index_auto_update():
        return {drawing.name: load_picture(drawing) for drawing in progress.over("Pictures", drawings())}


def _products(
    progress: Progress,
    products: list[dict[str, Any]],
    groups: dict[str, ProducerGroup],
    types: dict[str, ProductType],
    lots: dict[str, Lot],
    pictures: dict[str, Picture],
    staff: User,
) -> None:
    for number, row in enumerate(progress.over("Products", products)):
        own_lots = [lots[code] for code in row["lots"]]
        load_product(
            row,
            number * MIXED_BY % len(products),
            groups[row["group"]],
            types[row["type"]],
            own_lots,
            [pictures[name] for name in (row["picture"], *row.get("more_pictures", ()))],
            staff=staff,
        )


def _orders(progress: Progress, staff: User) -> None:
    planned = rows("orders")
    listings = listings_of(planned)
    for row in progress.over("Orders", planned):
        load_order(row, listings, staff=staff)


def _category_pictures(pictures: dict[str, Picture]) -> None:
    """Each heading shows one of its products. One that has a picture keeps it."""
    headings: list[Row] = [heading for top in rows("categories") for heading in (top, *top["children"])]
    for heading in headings:
        Category.objects.filter(code=heading["slug"], image="").update(image=pictures[heading["picture"]].file.name)
        Category.objects.filter(code=heading["slug"], image=None).update(image=pictures[heading["picture"]].file.name)


def _hero(picture: Picture) -> None:
    """The head of the front page, where editors have not chosen another."""
    home = HomePage.objects.order_by("path").first()
    if home is not None and home.hero_id is None:
        home.hero = picture
        home.save_revision().publish()
