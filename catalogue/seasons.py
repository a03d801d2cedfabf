"""Goods sold before they are there: a group opens a season, says that the harvest comes later, or that it is in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.kept_stock import register_keeper
from catalogue.models import Listing, Product, Season
from catalogue.prices import change_stock
from catalogue.signals import listing_changed
from journal import audit
from producers.oscar.models import StockRecord

if TYPE_CHECKING:
    from accounts.models import User

AHEAD_DAYS = 400
MOST_PIECES = 100_000
_SHOWN = ("id", "listing_id", "opens_on", "closes_on", "ships_from", "ships_to", "pieces", "grams", "version")
_GRAMS = {"g": 1, "kg": 1_000}


class SeasonRefused(Exception):
    """It can not be sold ahead like this. ``field`` is the one that is wrong."""

    def __init__(self, field: str, words: str | Promise) -> None:
        super().__init__(str(words))
        self.field = field
        self.words = words


@dataclass(frozen=True)
class Window:
    """The days of a season."""

    opens_on: date
    closes_on: date
    ships_from: date
    ships_to: date


def open_seasons(listing_ids: Collection[int]) -> dict[int, Season]:
    """The running season of each of these listings that has one. One query."""
    return {season.listing_id: season for season in Season.objects.filter(listing__pk__among=listing_ids, ended_at__isnull=True)}


def open_season_column() -> Subquery:
    """The running season of each listing of a query, beside it: one statement instead of two. ``from_column`` reads it."""
    running = Season.objects.filter(listing=OuterRef("pk"), ended_at__isnull=True)
    return Subquery(running.values(row=JSONObject(**{name: name for name in _SHOWN}))[:1], output_field=JSONField())


def from_column(listing: Listing) -> Season | None:
    """The season that ``open_season_column`` found beside a listing, as ``open_season``. Raises ``KeyError`` where it was not asked."""
    row = vars(listing)["open_season"]
    kept = Season._meta.concrete_fields
    return Season(**{field.attname: field.to_python(row[field.attname]) for field in kept if field.attname in row}) if row else None


def takes_orders(season: Season, on: date) -> bool:
    """Whether the listing is sold on this day."""
    return season.opens_on <= on <= season.closes_on


def begin(
    *,
    listing: Listing,
    window: Window,
    acting_user: "User",
    pieces: int | None = None,
    kilograms: int | None = None,
    on_behalf_of: str = "",
) -> Season:
    """Sell ahead. The capacity is in pieces, or in kilograms of goods that are weighed. Raises ``SeasonRefused``."""
    _check(window, timezone.localdate())
    with transaction.atomic():
        held = Listing.objects.select_for_update(of=("self",)).select_related("product", "group").get(pk=listing.pk)
        if held.product.structure == Product.PARENT:
            raise SeasonRefused("", _("Goods with choices can not be sold ahead. Make a listing for the one size."))
        if Season.objects.filter(listing=held, ended_at__isnull=True).exists():
            raise SeasonRefused("", _("This is sold ahead already."))
        record = StockRecord.objects.select_for_update().get(product_id=held.product_id)
        promised = record.num_allocated or 0
        if (record.num_in_stock or 0) > promised:
            raise SeasonRefused("", _("Some of it is still in stock. Sell that first, or set the stock to none."))
        capacity = _pieces(held, pieces, kilograms)
        season = Season.objects.create(listing=held, pieces=capacity, grams=kilograms * 1_000 if kilograms else None, **_columns(window))
        change_stock(listing=held, stock=promised + capacity, acting_user=acting_user, on_behalf_of=on_behalf_of)
        _tell("listing.season", season, acting_user, on_behalf_of)
    return season


def end(season: Season, *, acting_user: "User", on_behalf_of: str = "") -> Season:
    """The harvest is in, or there will be none: nothing is sold ahead any more. What is not promised leaves the stock. Twice is once."""
    with transaction.atomic():
        if Season.objects.filter(pk=season.pk, ended_at__isnull=True).update(ended_at=timezone.now(), version=F("version") + 1):
            season.refresh_from_db()
            record = StockRecord.objects.select_for_update().get(product_id=season.listing.product_id)
            change_stock(listing=season.listing, stock=record.num_allocated or 0, acting_user=acting_user, on_behalf_of=on_behalf_of)
            _tell("listing.season_ended", season, acting_user, on_behalf_of)
    return season


def move(season: Season, *, ships_from: date, ships_to: date, acting_user: "User", on_behalf_of: str = "") -> Season:
    """The harvest comes later. In the caller's transaction, who tells the shoppers. Raises ``SeasonRefused`` for an earlier day."""
    if ships_to < ships_from:
        raise SeasonRefused("ships_to", _("The last day lies before the first."))
    if ships_from < season.ships_from or ships_to < season.ships_to:
        raise SeasonRefused("ships_from", _("A harvest can only be said to come later. If it is there sooner, send it sooner."))
    if (ships_to - timezone.localdate()).days > AHEAD_DAYS:
        raise SeasonRefused("ships_to", _("That is more than a year ahead. End the season and give the money back."))
    standing = Season.objects.filter(pk=season.pk, version=season.version, ended_at__isnull=True)
    if not standing.update(ships_from=ships_from, ships_to=ships_to, version=F("version") + 1):
        raise SeasonRefused("", _("Somebody else has changed it meanwhile. Please look again."))
    season.refresh_from_db()
    _tell("listing.season_moved", season, acting_user, on_behalf_of)
    return season


def _check(window: Window, today: date) -> None:
    if window.closes_on < max(window.opens_on, today):
        raise SeasonRefused("closes_on", _("Orders have to be taken for at least one day that is still to come."))
    if window.ships_to < window.ships_from:
        raise SeasonRefused("ships_to", _("The last day lies before the first."))
    if window.ships_from < max(window.opens_on, today):
        raise SeasonRefused("ships_from", _("It can not be sent before it is sold."))
    if (window.ships_to - today).days > AHEAD_DAYS:
        raise SeasonRefused("ships_to", _("That is more than a year ahead."))


def _pieces(listing: Listing, pieces: int | None, kilograms: int | None) -> int:
    """How many whole pieces there will be."""
    if kilograms and listing.net_unit in _GRAMS:
        pieces = int(kilograms * 1_000 // (listing.net_quantity * _GRAMS[listing.net_unit]))
    elif kilograms:
        raise SeasonRefused("kilograms", _("This is not sold by weight. Say how many pieces there will be."))
    if not pieces or pieces > MOST_PIECES:
        raise SeasonRefused("kilograms" if kilograms else "pieces", _("Say how much there will be."))
    return pieces


def _columns(window: Window) -> dict[str, Any]:
    return {name: getattr(window, name) for name in ("opens_on", "closes_on", "ships_from", "ships_to")}


def _tell(action: str, season: Season, acting_user: "User", on_behalf_of: str) -> None:
    after = {name: getattr(season, name).isoformat() for name in ("opens_on", "closes_on", "ships_from", "ships_to")}
    audit.record(
        action=action, subject=season.listing, acting_user=acting_user, on_behalf_of=on_behalf_of, after={**after, "pieces": season.pieces}
    )
    Listing.objects.filter(pk=season.listing_id).update(version=F("version") + 1)
    listing_changed.send(sender=Listing, listing_id=season.listing_id)


def kept_in_seasons(listings: Mapping[int, Listing]) -> set[int]:
    """Stock records whose number is the capacity of a season: nobody types another one over it on the sheet."""
    running = open_seasons({listing.pk for listing in listings.values()})
    return {key for key, listing in listings.items() if listing.pk in running}


def register() -> None:
    """Join the port of stock that is kept."""
    register_keeper("seasons", kept_in_seasons)
