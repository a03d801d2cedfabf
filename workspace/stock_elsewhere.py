"""One tap: a piece was sold at the stall. The buttons are part of the sheet of stock, and stand on the page of a listing too."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.people import signed_in
from catalogue.own_listings import SheetRow, listing_rows
from journal.receipts import KeyReused
from orders.holding import Holding, holding
from producers.models import ProducerGroup
from provenance.elsewhere import sell_elsewhere, take_back, to_take_back
from provenance.errors import PiecesPromised, TooLateToTakeBack
from provenance.models import SoldElsewhere
from workspace import reach

ATTEMPT_LENGTH = 40


@dataclass
class Tap:
    """What a tap came to: the row it was on, and what stands in the way."""

    key: int = 0
    problem: str = ""
    first: list[Holding] = field(default_factory=list)


@dataclass(frozen=True)
class Counter:
    """A product on the page of its listing, with the sale that can still be taken back."""

    row: SheetRow
    sale: SoldElsewhere | None


def tap(request: HttpRequest, group: ProducerGroup, rows: Iterable[SheetRow]) -> Tap:
    """Do what "Sold elsewhere" or "Take back" asks for, if one of them was pressed beside one of these rows."""
    by_key = {str(row.record.pk): row for row in rows}
    pressed = request.POST.get("sold") or request.POST.get("back") or ""
    row = by_key.get(pressed)
    if row is None:
        return Tap()
    done = _sell(request, group, row) if request.POST.get("sold") else _take_back(request, group, row)
    done.key = row.record.pk
    return done


def _sell(request: HttpRequest, group: ProducerGroup, row: SheetRow) -> Tap:
    attempt = request.POST.get("attempt", "")[:ATTEMPT_LENGTH] or secrets.token_urlsafe(12)
    try:
        sold = sell_elsewhere(
            listing=row.listing,
            stock_record=row.record,
            attempt=f"{attempt}:{row.record.pk}",
            acting_user=signed_in(request),
            on_behalf_of=reach.stamp(request, group),
        )
    except PiecesPromised:
        first = holding(row.record.pk)
        return Tap(problem=_("An order came first: these pieces are promised.") if first else _("There is none left."), first=first)
    except KeyReused:
        return Tap(problem=_("This page was sent before. Look at the number now, then press again."))
    words = ngettext("Sold elsewhere. %(stock)d piece is left.", "Sold elsewhere. %(stock)d pieces are left.", sold.stock)
    messages.success(request, words % {"stock": sold.stock} + " " + _("You can take it back for ten minutes."))
    return Tap()


def _take_back(request: HttpRequest, group: ProducerGroup, row: SheetRow) -> Tap:
    sale = to_take_back([row.record.pk]).get(row.record.pk)
    try:
        if sale and take_back(sale=sale, listing=row.listing, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, group)):
            messages.success(request, _("Taken back: the piece is in stock again."))
            return Tap()
    except TooLateToTakeBack:
        pass
    return Tap(problem=_("The ten minutes are over. Write the number that you have."))


def counters(rows: list[SheetRow]) -> list[Counter]:
    """The rows with their sale of the last ten minutes. One query."""
    sales = to_take_back([row.record.pk for row in rows])
    return [Counter(row, sales.get(row.record.pk)) for row in rows]


@never_cache
@login_required
@require_POST
def from_listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The same buttons on the page of a listing; where an order came first, the sheet says which."""
    listing = reach.listing_or_404(request, slug)
    done = tap(request, listing.group, listing_rows(listing))
    if done.problem:
        messages.error(request, " ".join([done.problem, *(each.number for each in done.first)]))
    return HttpResponseRedirect(reverse("workspace-listing", args=[listing.slug]), status=303)
