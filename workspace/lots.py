"""The lots of one listing: what is left of each, pieces that come in, pieces that go out."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from catalogue.errors import StockTooLow
from catalogue.models import Listing
from journal.receipts import KeyReused
from money.words import grouped
from provenance.errors import LotRefused, LotWithdrawn, NotEnoughInLots, PiecesPromised
from provenance.own_lots import OwnLot, OwnProduct, fitting_lots, products_of
from provenance.pieces import Booked, add_pieces, take_out
from workspace import reach
from workspace.lots_forms import WHY, AddForm, TakeForm

ATTEMPT_LENGTH = 40


@dataclass
class Shown:
    """The page with what was typed. ``take`` is the bound form of the lot that ``row`` names, ``problems`` what is wrong over all."""

    listing: Listing
    products: list[OwnProduct]
    add: AddForm
    take: TakeForm | None = None
    row: str = ""
    problems: list[dict[str, str]] = field(default_factory=list)

    @property
    def can_add(self) -> bool:
        """Fresh food that is picked for the order has no lots, and goods that were withdrawn get no more pieces."""
        is_fresh = self.listing.is_food and not any(product.is_kept for product in self.products)
        return bool(self.products) and not is_fresh and self.listing.status != Listing.Status.WITHDRAWN

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The products with their lots as the template draws them."""
        return [{"product": product, "lots": self._lots(product)} for product in self.products]

    def _lots(self, product: OwnProduct) -> list[dict[str, Any]]:
        return [self._lot(product, lot) for lot in product.lots if lot.pieces or row_of(product, lot) == self.row]

    def _lot(self, product: OwnProduct, lot: OwnLot) -> dict[str, Any]:
        row = row_of(product, lot)
        is_open = row == self.row
        return {"own": lot, "row": row, "form": self.take if is_open and self.take else TakeForm(auto_id=f"{row}_%s"), "is_open": is_open}


def row_of(product: OwnProduct, lot: OwnLot) -> str:
    """The name of one lot of one product on the page."""
    return f"take-{product.record.pk}-{lot.lot.pk}"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lots(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at the lots, or book pieces in or out."""
    listing = reach.listing_or_404(request, slug)
    products = products_of(listing)
    is_adding = request.method == "POST" and not request.POST.get("row")
    form = AddForm(request.POST if is_adding else None, listing=listing, products=products, lots=fitting_lots(listing))
    shown = Shown(listing, products, form)
    if request.method != "POST":
        return _page(request, shown)
    return _add(request, shown) if is_adding else _take(request, shown)


def _add(request: HttpRequest, shown: Shown) -> HttpResponse:
    form = shown.add
    if not form.is_valid():
        return _page(request, shown)
    try:
        booked = add_pieces(
            listing=shown.listing,
            stock_record=form.chosen_product.record,
            lot=form.chosen_lot,
            quantity=form.cleaned_data["quantity"],
            **_who(request, shown),
        )
    except (LotRefused, LotWithdrawn):
        form.add_error("lot", _("Pieces can not be put into this lot any more. Choose another one."))
    except KeyReused:
        shown.problems.append(_used())
    else:
        return _done(request, shown, _came_in(booked))
    return _page(request, shown)


def _take(request: HttpRequest, shown: Shown) -> HttpResponse:
    found = {row_of(product, lot): (product, lot) for product in shown.products for lot in product.lots}
    row = request.POST["row"]
    if row not in found:
        shown.problems.append({"words": _("This lot is not among those of this listing."), "href": ""})
        return _page(request, shown)
    product, own = found[row]
    shown.row, shown.take = row, TakeForm(request.POST, auto_id=f"{row}_%s")
    if shown.take.is_valid():
        try:
            booked = take_out(
                listing=shown.listing,
                stock_record=product.record,
                lot=own.lot,
                quantity=shown.take.cleaned_data["quantity"],
                reason=str(WHY[shown.take.cleaned_data["reason"]]),
                **_who(request, shown),
            )
        except NotEnoughInLots as refusal:
            shown.take.add_error("quantity", _("%(number)d pieces are left in this lot.") % {"number": refusal.found})
        except PiecesPromised as refusal:
            shown.take.add_error("quantity", _promised(refusal))
        except StockTooLow as refusal:
            shown.take.add_error("quantity", _("%(promised)d pieces are promised to orders.") % {"promised": refusal.promised})
        except KeyReused:
            shown.problems.append(_used())
        else:
            return _done(request, shown, _went_out(booked))
    return _page(request, shown)


def _who(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """Who acts, for whom, and the key of the form that was sent. A post without a key is one of its own."""
    attempt = request.POST.get("attempt", "")[:ATTEMPT_LENGTH] or secrets.token_urlsafe(12)
    stamp = reach.stamp(request, shown.listing.group)
    return {"attempt": f"{attempt}:{shown.row}", "acting_user": signed_in(request), "on_behalf_of": stamp}


def _used() -> dict[str, str]:
    return {"words": _("This page was sent before with other numbers. Look at what is in the lots now, then send it again."), "href": ""}


def _came_in(booked: Booked) -> str:
    said = ngettext("%(pieces)s piece was added to lot %(code)s.", "%(pieces)s pieces were added to lot %(code)s.", booked.quantity)
    if booked.changed < booked.quantity:
        said += " " + _("The stock counted %(known)s of them already.")
    return _said(said, booked, booked.quantity - booked.changed)


def _went_out(booked: Booked) -> str:
    said = ngettext("%(pieces)s piece was taken out of lot %(code)s.", "%(pieces)s pieces were taken out of lot %(code)s.", booked.quantity)
    return _said(said, booked)


def _said(words: str, booked: Booked, known: int = 0) -> str:
    numbers = {"pieces": grouped(booked.quantity), "code": booked.lot_code, "known": grouped(known), "stock": grouped(booked.stock)}
    return (words + " " + _("In stock now: %(stock)s.")) % numbers


def _promised(refusal: PiecesPromised) -> str:
    words = _("Orders need what is left: %(most)d can be taken out of this lot. Decline an order that you can not send.")
    return words % {"most": refusal.most}


def _done(request: HttpRequest, shown: Shown, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("workspace-lots", args=[shown.listing.slug]), status=303)


def _page(request: HttpRequest, shown: Shown) -> HttpResponse:
    wrong = bool(shown.problems or shown.add.errors or (shown.take and shown.take.errors))
    attempt = request.POST.get("attempt", "")[:ATTEMPT_LENGTH]
    if not attempt or shown.problems:
        attempt = secrets.token_urlsafe(12)
    context = {"shown": shown, "listing": shown.listing, "attempt": attempt, "wrong": wrong}
    return reach.page(request, "workspace/lots.html", shown.listing.group, context, status=422 if wrong else 200)
