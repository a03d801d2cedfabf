"""Enquiries and quotes for tests, made by the acts themselves."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from catalogue.models import Listing
from orders import attempts
from orders.checkout import Placed
from orders.contacts import Address, Contact
from orders.enquiries import asking, paying, proposing
from orders.enquiries.asking import Wanted
from orders.enquiries.proposing import Offer, Piece
from orders.models import Enquiry, Proposal
from producers.models import ProducerGroup
from tests.orders import factories as make

WANTED = Wanted("Two hundred jars for a wedding, call 98765 43210", make.DELHI, "Hotel Lotus", "buyer@hotel.example")


def make_enquiry(group: ProducerGroup | None, listing: Listing | None = None) -> Enquiry:
    """Somebody asks."""
    return asking.ask(WANTED, key=attempts.new_key(), language="en", group=group, listing=listing)


def offer_of(*pieces: tuple[Listing, int, int], **changed: Any) -> Offer:
    """What a quote says: listing, how many, paise for one."""
    today = timezone.localdate()
    typed = [Piece(make.stock_of(listing), quantity, price) for listing, quantity, price in pieces]
    given = {"pin": make.DELHI, "packed_by": today + timedelta(days=20), "lapses_on": today + timedelta(days=7), **changed}
    return Offer(typed, **given)


def make_proposal(maker: User, group: ProducerGroup | None, *pieces: tuple[Listing, int, int], **changed: Any) -> Proposal:
    """A quote."""
    enquiry = changed.pop("enquiry", None)
    return proposing.propose(offer_of(*pieces, **changed), key=attempts.new_key(), group=group, enquiry=enquiry, acting_user=maker)


def order(proposal: Proposal, *, key: str = "", contact: Contact = make.ASHA, address: Address = make.HOME) -> Placed:
    """Press the button behind the link."""
    quoted = proposing.quote_of(proposal)
    return paying.order(
        proposal,
        key=key or attempts.new_key(),
        quote_hash=quoted.hash,
        contact=contact,
        address=address,
        provider="offline",
        method="upi",
        consent_text=make.CONSENT,
    )
