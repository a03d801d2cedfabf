"""One product: what it is, who made it, what it costs, when it arrives, and where it comes from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.dates import MONTHS_3
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from accounts.throttles import visitor
from catalogue.models import Listing, ListingSlug, Season
from catalogue.queries import Heading, navigation
from catalogue.seasons import from_column
from catalogue.texts import text
from catalogue.voices import shown as voices
from delivery import pins
from delivery.errors import NotDelivered
from delivery.parcels import PlannedLine, plan, ready_days, shelf_life, volume
from delivery.promise import Promise, promise
from journal import addresses
from orders.returns import policies
from payments import payees
from producers.calendar import Calendar, calendar_of, from_columns
from search import exposure
from storefront.buying.limits import PIN_CHECK
from storefront.looking.journey import stages
from storefront.looking.linked_data import product_data, share_picture
from storefront.looking.lists import CARD_SIZES, home_path, language
from storefront.looking.product_facts import details
from storefront.looking.product_reading import ProductReading, find, present_slug, read
from storefront.looking.shared import shared_page
from storefront.looking.states import State, state_of
from storefront.looking.trail import Link

MOST_AT_ONCE = 10


@dataclass(frozen=True)
class Delivery:
    """The answer for a pincode: a promise, or why there is none. Empty when none was asked for."""

    typed: str = ""
    place: str = ""
    promise: Promise | None = None
    error: str | LazyText = ""
    is_throttled: bool = False


@shared_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The product at this address; a former address leads to the present one for good."""
    try:
        listing = find(slug)
    except Listing.DoesNotExist:
        return _moved(slug)
    today = timezone.localdate()
    reading = read(listing, language=language(), on=today)
    if not reading.choices:
        raise Http404
    is_asked = bool(request.GET.get("pin"))
    calendar = calendar_of(listing.group, today) if is_asked else from_columns(listing)
    season = from_column(listing)
    delivery = _delivery(request, reading, calendar, season)
    context = {**_context(request, reading, delivery, today), "state": _state(reading, calendar, season, today), "season": season}
    response = render(request, "storefront/looking/product.html", context)
    response.viewed = listing.group.slug, listing.slug  # type: ignore[attr-defined]  # page_cache.py counts it when it shows the page again
    exposure.note_view(listing.group.slug, listing.slug)
    if delivery.is_throttled:
        response.status_code = 429
        add_never_cache_headers(response)
    return response


def _moved(slug: str) -> HttpResponse:
    try:
        return HttpResponsePermanentRedirect(reverse("product", args=[present_slug(slug)]))
    except ListingSlug.DoesNotExist:
        raise Http404 from None


def _delivery(request: HttpRequest, reading: ProductReading, calendar: Calendar, season: Season | None) -> Delivery:
    """What sending one piece to the pincode in the address costs, and when it arrives."""
    typed = request.GET.get("pin", "").strip()[:12]
    if not typed:
        return Delivery()
    if not PIN_CHECK.hit(visitor(request)):
        return Delivery(typed, error=_("Too many pincodes were tried from here. Please wait a minute."), is_throttled=True)
    try:
        info = pins.lookup(typed)
        parcels = plan([_planned(reading, season)])
        origin = getattr(reading.listing.group, "origin", None)
        if origin is None:
            raise NotDelivered("no_origin", _("This group can not send parcels at the moment."))
        place = ", ".join(dict.fromkeys(part for part in (info.name, info.district, info.state) if part))
        return Delivery(typed, place, promise(origin, info.pin, parcels, known={reading.listing.group_id: calendar})[0])
    except NotDelivered as refusal:
        return Delivery(typed, error=refusal.reason)


def _state(reading: ProductReading, calendar: Calendar, season: Season | None, today: date) -> State:
    """How it stands with having the thing, the days of its group taken in."""
    away, pause = calendar.away_on(today), calendar.pause_on(today)
    return state_of(
        reading.listing,
        reading.most_left,
        today,
        sold_at_stall=reading.sold_at_stall,
        packed_from=away.back_on if away else None,
        sold_from=pause.back_on if pause else None,
        season=season,
    )


def _planned(reading: ProductReading, season: Season | None) -> PlannedLine:
    listing, first = reading.listing, reading.first
    return PlannedLine(
        key=first.product_id,
        quantity=1,
        weight_g=first.weight_g,
        is_food=listing.is_food,
        is_liquid=listing.is_liquid,
        is_fragile=listing.is_fragile,
        freezes=listing.freezes,
        volume_mm3=volume(listing.packed_mm),
        ships=(season.ships_from, season.ships_to) if season else None,
        ready_days=ready_days(listing.dispatch_days, listing.made_to_order_days),
        shelf_life_days=shelf_life(listing.hsn, listing.product_type.shelf_life_days),
    )


def _context(request: HttpRequest, reading: ProductReading, delivery: Delivery, today: date) -> dict[str, Any]:
    listing, tongue = reading.listing, language()
    reviews, questions = voices.of_page(listing)
    returns = policies.for_goods(listing.product_type, reading.first.price_paise, today)
    headings = _headings(listing)
    crumbs = [Link(_("Home"), home_path()), *(Link(one.name, addresses.path("category", one.slug)) for one in headings)]
    crumbs.append(Link(text(listing, "title", tongue)))
    most = min(MOST_AT_ONCE, reading.most_left)
    pictures = reading.pictures
    chosen = _chosen_picture(request, len(pictures))
    return {
        "listing": listing,
        "group": listing.group,
        "title": text(listing, "title", tongue),
        "summary": text(listing, "summary", tongue),
        "story": text(listing, "story", tongue),
        "reading": reading,
        "first": reading.first,
        "pictures": pictures,
        "picture": pictures[chosen] if pictures else None,
        "chosen_picture": chosen,
        "delivery": delivery,
        "can_be_paid": payees.can_be_paid(listing.group_id, today),
        "withdrawn": reading.withdrawn,
        "quantities": range(1, most + 1),
        "return_policy": returns,
        "stages": stages(reading.steps),
        "details": details(reading),
        "split_parts": _split_parts(reading),
        "year": _year(listing, today),
        "map_places": " ".join(dict.fromkeys(step.place.code for step in reading.steps if step.place)) or listing.place_code,
        "crumbs": crumbs,
        "current_family": headings[0].slug if headings else "",
        "sizes": CARD_SIZES,
        "reviews": reviews,
        "questions": questions,
        "linked_data": product_data(
            reading, title=text(listing, "title", tongue), crumbs=crumbs, path=request.path, rating=reviews.rating, returns=returns
        ),
        "share_picture": share_picture(pictures[0] if pictures else None),
    }


def _headings(listing: Listing) -> list[Heading]:
    """The headings above a product, outermost first: the deepest row of them, found in the tree that the frame has loaded."""
    facts = getattr(listing, "facts", None)
    paths = sorted(facts.category_paths, key=len) if facts else []
    found: list[Heading] = []
    level = navigation(language())
    while level and paths:
        here = next((heading for heading in level if paths[-1].startswith(heading.path)), None)
        if here is None:
            break
        found.append(here)
        level = here.children
    return found


def _chosen_picture(request: HttpRequest, count: int) -> int:
    """Which picture is large, from the address: pictures can be looked through without any script."""
    asked = request.GET.get("picture", "")
    return int(asked) - 1 if asked.isascii() and asked.isdigit() and 1 <= int(asked[:3]) <= count else 0


def _split_parts(reading: ProductReading) -> list[dict[str, Any]]:
    """The parts of the bar, each with its start and width in percent of the price."""
    receives = reading.receives
    if receives is None:
        return []
    rows = [
        ("group", _("To %(group)s, who made and packed it") % {"group": reading.listing.group.name}, receives.group_paise),
        ("fee", _("Fee of the shop, %(percent)s%%") % {"percent": receives.fee_percent}, receives.fee_paise),
    ]
    parts, start = [], 0.0
    for key, label, paise in rows:
        width = paise * 100 / receives.price_paise
        parts.append({"key": key, "label": label, "paise": paise, "start": f"{start:.2f}", "width": f"{width:.2f}"})
        start += width
    return parts


def _year(listing: Listing, today: date) -> list[dict[str, Any]]:
    """Twelve months, lit where the product is in season; nothing for what is there all year."""
    months = set(listing.available_months)
    if not months or len(months) == len(MONTHS_3):
        return []
    return [
        {"label": str(label).capitalize(), "is_in_season": month in months, "is_now": month == today.month}
        for month, label in MONTHS_3.items()
    ]
