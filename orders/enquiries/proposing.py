"""Making a quote: lines at agreed prices, a day, a charge, the last day to pay. It holds nothing, and no price is above the MRP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Listing, Product
from catalogue.voices.masking import masked
from delivery.errors import UnknownPin
from delivery.pins import lookup
from journal import audit, receipts
from journal.numbers import new_number
from money.paise import to_rupees
from orders.enquiries import asking, letters, links
from orders.enquiries.errors import EnquiryRefused, NotOpen
from orders.enquiries.terms import terms_of
from orders.models import Enquiry, Proposal, ProposalLine, ProposalPart
from orders.oscar.basket.models import Basket, Line
from orders.quotes import Quote, quote
from orders.terms import Terms
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

if TYPE_CHECKING:
    from accounts.models import User

MOST_LINES = 12
MOST_PIECES = 10_000
NOTE_SIGNS = 600
LONGEST_OPEN = timedelta(days=60)
LONGEST_WAIT = timedelta(days=366)
# What is short today may be made by the time it is paid; everything else would still stand in the way.
_MAY_WAIT = ("sold_out", "few_left")
Status = Proposal.Status


@dataclass(frozen=True)
class Piece:
    """One line as it is typed."""

    stock_record: StockRecord
    quantity: int
    unit_price_paise: int


@dataclass(frozen=True)
class Offer:
    """What a quote says. ``delivery_paise`` empty is the ordinary charge; it can be agreed for one group only."""

    pieces: Sequence[Piece]
    pin: str
    packed_by: date
    lapses_on: date
    delivery_paise: int | None = None
    note: str = ""


def propose(
    offer: Offer, *, key: str, group: ProducerGroup | None, enquiry: Enquiry | None = None, acting_user: "User", on_behalf_of: str = ""
) -> Proposal:
    """Make a quote; with an ``enquiry`` its asker gets it by mail. ``group`` is empty where staff quote for several groups.

    The same ``key`` again is the same quote. Raises ``EnquiryRefused``, and ``NotOpen`` for an enquiry that was declined.
    """
    held = Proposal.objects.filter(key=key).first()
    if held is not None:
        return held
    _check(offer, group)
    with receipts.written_once(Proposal.objects.filter(key=key)) as kept:
        proposal = kept.row = _write(offer, key, group, enquiry, acting_user)
        if enquiry and enquiry.status == Enquiry.Status.OPEN:
            asking.close(enquiry, Enquiry.Status.QUOTED, acting_user=acting_user, on_behalf_of=on_behalf_of)
        elif enquiry and enquiry.status == Enquiry.Status.DECLINED:
            raise NotOpen
        after = {"number": proposal.number, "total_paise": proposal.total_paise, "lapses_on": offer.lapses_on.isoformat()}
        audit.record(action="orders.proposal.make", subject=proposal, acting_user=acting_user, on_behalf_of=on_behalf_of, after=after)
        letters.quoted(proposal)
    return kept.there


def withdraw(proposal: Proposal, *, acting_user: "User", on_behalf_of: str = "") -> None:
    """Nobody pays it any more. Raises ``NotOpen`` for one that was ordered or taken back."""
    with transaction.atomic():
        still_open = Proposal.objects.filter(pk=proposal.pk, status=Status.OPEN)
        if not still_open.update(status=Status.WITHDRAWN, ended_at=timezone.now()):
            raise NotOpen
        proposal.refresh_from_db()
        audit.record(action="orders.proposal.withdraw", subject=proposal, acting_user=acting_user, on_behalf_of=on_behalf_of)


def _check(offer: Offer, group: ProducerGroup | None) -> None:
    """What can be said without a look at the goods together. Raises ``EnquiryRefused``."""
    today = timezone.localdate()
    if not today <= offer.lapses_on <= today + LONGEST_OPEN:
        raise EnquiryRefused("lapses_on", _("Choose a day within the next 60 days."))
    if not offer.lapses_on <= offer.packed_by <= today + LONGEST_WAIT:
        raise EnquiryRefused("packed_by", _("Choose a day on or after the last day to pay, within a year."))
    if len(masked(offer.note)) > NOTE_SIGNS:
        raise EnquiryRefused("note", _("Write at most 600 letters."))
    if not 1 <= len(offer.pieces) <= MOST_LINES:
        raise EnquiryRefused("", _("Choose at least one of your goods."))
    if len({piece.stock_record.pk for piece in offer.pieces}) < len(offer.pieces):
        raise EnquiryRefused("", _("One of the goods is there twice. Please put it into one line."))
    try:
        lookup(offer.pin)
    except UnknownPin as refusal:
        raise EnquiryRefused("pin", refusal.reason) from None
    owners = {piece.stock_record.partner_id for piece in offer.pieces}
    if group and owners != {group.oscar_partner_id}:
        raise EnquiryRefused("", _("Choose among your own goods."))
    if offer.delivery_paise is not None and len(owners) > 1:
        raise EnquiryRefused("delivery", _("A charge can be agreed for goods of one group only. Leave it empty here."))
    for place, piece in enumerate(offer.pieces):
        _check_piece(place, piece)


def _check_piece(place: int, piece: Piece) -> None:
    if not 1 <= piece.quantity <= MOST_PIECES:
        raise EnquiryRefused(f"quantity_{place}", _("Write how many, from 1 to 10,000."))
    mrp = _mrp(piece.stock_record.product)
    if not 1 <= piece.unit_price_paise <= mrp:
        raise EnquiryRefused(f"price_{place}", _("Write a price for each, not above the MRP: that is the most anybody may ask."))


def _mrp(product: Product) -> int:
    variant = getattr(product, "variant", None)
    return int(variant.mrp_paise if variant else Listing.objects.get(product_id=product.pk).mrp_paise)


def _write(offer: Offer, key: str, group: ProducerGroup | None, enquiry: Enquiry | None, acting_user: "User") -> Proposal:
    """The basket, what it costs at these terms, and the rows that keep it."""
    basket = _basket(offer.pieces)
    quoted = _quoted(basket, offer)
    nonce, token_hash = links.fresh()
    proposal = Proposal.objects.create(
        number=new_number("QT"),
        key=key,
        nonce=nonce,
        token_hash=token_hash,
        enquiry=enquiry,
        group=group,
        basket=basket,
        pin=offer.pin,
        note=masked(offer.note),
        goods_paise=quoted.goods_paise,
        delivery_paise=quoted.delivery_paise,
        lapses_on=offer.lapses_on,
        made_by=acting_user,
    )
    for each in quoted.groups:
        part = ProposalPart.objects.create(
            proposal=proposal, group_id=each.group.id, packed_by=offer.packed_by, delivery_paise=each.delivery_paise
        )
        ProposalLine.objects.bulk_create(
            ProposalLine(
                part=part,
                product_id=line.product_id,
                title=(f"{line.title}, {line.variant}" if line.variant else line.title)[:200],
                quantity=line.quantity,
                unit_price_paise=line.unit_price_paise,
            )
            for line in each.lines
        )
    return proposal


def _basket(pieces: Sequence[Piece]) -> Basket:
    """A basket of nobody's, which is ordered through the link alone."""
    basket = Basket.objects.create()
    for piece in pieces:
        price = to_rupees(piece.unit_price_paise)
        Line.objects.create(
            basket=basket,
            line_reference=f"{piece.stock_record.product_id}_{piece.stock_record.pk}",
            product_id=piece.stock_record.product_id,
            stockrecord=piece.stock_record,
            quantity=piece.quantity,
            price_currency="INR",
            price_excl_tax=price,
            price_incl_tax=price,
        )
    return basket


def _quoted(basket: Basket, offer: Offer) -> Quote:
    """What it costs to send at the agreed charge, or the ordinary one. Raises ``EnquiryRefused`` for what no waiting mends."""
    by_product = {piece.stock_record.product_id: piece.unit_price_paise for piece in offer.pieces}
    groups = ProducerGroup.objects.filter(oscar_partner__in={piece.stock_record.partner_id for piece in offer.pieces})
    keys = list(groups.values_list("pk", flat=True))
    charge = {} if offer.delivery_paise is None else dict.fromkeys(keys, offer.delivery_paise)
    quoted = quote(basket, offer.pin, terms=Terms(by_product, dict.fromkeys(keys, offer.packed_by), charge))
    for problem in quoted.problems:
        if problem.code not in _MAY_WAIT:
            raise EnquiryRefused("pin" if problem.line_id is None else "", problem.words)
    return quoted


def quote_of(proposal: Proposal) -> Quote:
    """What a quote costs today: as agreed, but for what is not there yet or sold no more. Writes nothing."""
    return quote(proposal.basket, proposal.pin, terms=terms_of(proposal))
