"""What a product page may truthfully say of having a thing: one state, with its words, and a day wherever one is known."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Listing, Season
from catalogue.seasons import takes_orders
from delivery.parcels import ready_days

FEW = 3
STALL_DAYS = 30  # what was sold at the stall longer ago explains nothing any more


@dataclass(frozen=True)
class State:
    """``code`` for templates and tests. ``words`` stand beside the button; ``title`` and ``more`` take its place."""

    code: str
    words: str = ""
    title: str = ""
    more: str = ""

    @property
    def is_for_sale(self) -> bool:
        return not self.title


def state_of(
    listing: Listing,
    left: int,
    today: date,
    *,
    sold_at_stall: date | None = None,
    packed_from: date | None = None,
    sold_from: date | None = None,
    season: Season | None = None,
) -> State:
    """The state of a listing of which ``left`` pieces are free.

    ``season``: it is sold ahead of its harvest. ``packed_from``: its group is away until the day before. ``sold_from``: and sells nothing
    meanwhile.
    """
    if listing.status == Listing.Status.PAUSED:
        return State("paused", title=_("Not for sale at present"), more=_("The group has taken it off sale for a while."))
    if left <= 0:
        return _gone(listing, today, sold_at_stall)
    if sold_from is not None and sold_from > today:
        title = _("Sold again from %(day)s") % {"day": date_format(sold_from, "j F")}
        return State("sold_from", title=title, more=_("The group is away and sells nothing meanwhile."))
    if season is not None:
        return _ahead(season, today)
    if packed_from is not None and packed_from > today:
        return State("packed_from", _("The group is away: packed from %(day)s") % {"day": date_format(packed_from, "j F")})
    if listing.made_to_order_days:
        ready = today + timedelta(days=ready_days(listing.dispatch_days, listing.made_to_order_days))
        return State("made_to_order", _("Made to order, ready to send by %(day)s") % {"day": date_format(ready, "j F")})
    if left <= FEW:
        return State("few", ngettext("Last one", "Last %(left)d", left) % {"left": left})
    days = listing.dispatch_days
    return State("in_stock", ngettext("Packed in %(days)d day", "Packed in %(days)d days", days) % {"days": days})


def _ahead(season: Season, today: date) -> State:
    """What is sold before it is there: on which days, and from when it is sent."""
    first, last = (date_format(day, "j F") for day in (season.opens_on, season.closes_on))
    if not takes_orders(season, today):
        title = _("Orders from %(day)s") % {"day": first} if today < season.opens_on else _("Orders are over")
        return State("out_of_orders", title=title, more=_("Orders are taken from %(first)s to %(last)s.") % {"first": first, "last": last})
    return State("ahead", _("Sent from %(day)s") % {"day": date_format(season.ships_from, "j F")})


def _gone(listing: Listing, today: date, sold_at_stall: date | None) -> State:
    """Nothing is left: why, and when there may be something again."""
    months = listing.available_months
    if months and today.month not in months:
        again = min(months, key=lambda month: (month - today.month) % 12)
        return State("out_of_season", title=_("Out of season"), more=_("Usually there again in %(month)s.") % {"month": MONTHS[again]})
    if sold_at_stall is not None and (today - sold_at_stall).days <= STALL_DAYS:
        more = _("The group sold the last ones at its stall on %(day)s.") % {"day": date_format(sold_at_stall, "j F")}
        return State("sold_at_stall", title=_("Sold out"), more=more)
    return State("sold_out", title=_("Sold out"), more=_("The group may make it again."))
