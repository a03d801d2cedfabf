"""Somebody asks a group of the demo for many pieces, and a quote of another one waits for its payment."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from catalogue.models import Listing
from marketplace.demo.people import SHOPPER
from orders import attempts
from orders.enquiries import asking, proposing
from orders.enquiries.asking import Wanted
from orders.enquiries.proposing import Offer, Piece
from orders.models import Enquiry, Proposal
from producers.members import people_in_charge
from producers.oscar.models import StockRecord

_TO_ANSWER, _QUOTED = "halman-apricots-sun-dried", "undyed-pashmina-stole"
_PIN, _MARK = "560001", "Demo:"


def load_enquiries() -> None:
    """Make what is missing: one enquiry to answer, one that is answered with a quote. Marked as demo in their words."""
    asker = User.objects.filter(email=SHOPPER).first()
    listings = {listing.slug: listing for listing in Listing.objects.filter(slug__in=(_TO_ANSWER, _QUOTED)).select_related("group")}
    if asker is None or len(listings) < 2:
        return
    _ask(asker, listings[_TO_ANSWER], "Demo: 120 packs for a wedding in Bengaluru, in boxes of two, by the middle of the month?")
    _quote(asker, listings[_QUOTED])


def _ask(asker: User, listing: Listing, words: str) -> None:
    if Enquiry.objects.filter(listing=listing, words__startswith=_MARK).exists():
        return
    wanted = Wanted(words, _PIN, asker.get_full_name() or "Demo", asker.email or "")
    asking.ask(wanted, key=attempts.new_key(), language="en", group=listing.group, listing=listing, user=asker)


def _quote(asker: User, listing: Listing) -> None:
    if Proposal.objects.filter(group=listing.group, note__startswith=_MARK).exists():
        return
    makers = people_in_charge(listing.group)
    record = StockRecord.objects.filter(product_id=listing.product_id).first()
    if not makers or record is None:
        return
    today, price = timezone.localdate(), int((record.price or 0) * 100)
    pieces = [Piece(record, 2, price * 95 // 100)]
    offer = Offer(
        pieces, _PIN, packed_by=today + timedelta(days=30), lapses_on=today + timedelta(days=14), note="Demo: five percent less for two."
    )
    proposing.propose(offer, key=attempts.new_key(), group=listing.group, acting_user=makers[0])
