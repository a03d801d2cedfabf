"""Addresses that a shopper keeps in the account, offered at the checkout. A guest sees nothing of them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from orders import own_addresses
from orders.contacts import Address, Contact
from orders.errors import TooManyAddresses
from orders.own_addresses import OwnAddress
from storefront.buying import drafts, pincode


@dataclass(frozen=True)
class Offer:
    """One address to choose: a link that fills the form."""

    own: OwnAddress
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class Saved:
    """What the account keeps, which of it fills the form, and whether there is room for another."""

    offers: list[Offer]
    chosen: OwnAddress | None
    has_room: bool


NOTHING = Saved([], None, has_room=False)


def read(request: HttpRequest, asked: pincode.Pincode) -> Saved:
    """The chosen one is that of the link; before anything is typed, the default, or the one of the pincode that was asked for."""
    if not isinstance(request.user, User):
        return NOTHING
    kept = own_addresses.addresses_of(request.user)
    chosen = _chosen(request, kept, asked)
    page = reverse("checkout-address")
    offers = [Offer(own, f"{page}?{urlencode({'saved': own.key, 'pin': own.address.pin})}", own is chosen) for own in kept]
    return Saved(offers, chosen, has_room=len(kept) < own_addresses.MOST)


def _chosen(request: HttpRequest, kept: list[OwnAddress], asked: pincode.Pincode) -> OwnAddress | None:
    if request.method == "POST":
        return None
    wanted = request.GET.get("saved", "")
    if wanted:
        return next((own for own in kept if str(own.key) == wanted), None)
    if drafts.read(request) is not None:
        return None
    if asked.typed:
        return next((own for own in kept if own.address.pin == asked.pin), None)
    return next((own for own in kept if own.is_default), None)


def keep(user: User, contact: Contact, address: Address) -> None:
    """As the box asked for. Another tab may have taken the last room: the order goes on all the same."""
    try:
        own_addresses.keep(user=user, contact=contact, address=address)
    except TooManyAddresses:
        return
