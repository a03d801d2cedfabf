"""Enquiries and quotes as pages show them: to who makes them, and to who pays."""

from dataclasses import dataclass
from urllib.parse import quote as in_address

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from money.paise import to_rupees
from orders.enquiries import asking, letters, links
from orders.models import Enquiry, OrderRecord, Proposal, ProposalLine
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

SHOWN = 60  # the newest; older ones are over


@dataclass(frozen=True)
class Row:
    """A quote in a list."""

    proposal: Proposal
    state: str | Promise
    look: str


@dataclass(frozen=True)
class OfMaker:
    """What a group, or the staff, have to answer and have made."""

    open: list[Enquiry]
    answered: list[Enquiry]
    quotes: list[Row]


@dataclass(frozen=True)
class ForMaker:
    """One quote as its maker sees it. ``text`` is what is copied; it holds the link."""

    proposal: Proposal
    state: str | Promise
    look: str
    lines: list[ProposalLine]
    text: str
    whatsapp: str
    short: list[str]


def of_maker(group: ProducerGroup | None) -> OfMaker:
    """Three queries."""
    found = list(asking.of_group(group)[:SHOWN])
    open_ones = [each for each in found if each.status == Enquiry.Status.OPEN]
    quotes = Proposal.objects.filter(group=group).select_related("order__record", "enquiry").order_by("-made_at")[:SHOWN]
    return OfMaker(
        open=sorted(open_ones, key=lambda each: each.asked_at),
        answered=[each for each in found if each.status != Enquiry.Status.OPEN],
        quotes=[Row(each, *state(each)) for each in quotes],
    )


def state(proposal: Proposal) -> tuple[str | Promise, str]:
    """How a quote stands, in words, and the look of the word."""
    if proposal.status == Proposal.Status.WITHDRAWN:
        return _("Taken back"), ""
    if proposal.order:
        status = proposal.order.record.payment_status
        if status in (OrderRecord.PaymentStatus.AWAITING, OrderRecord.PaymentStatus.PART_PAID):
            return _("Ordered, waits for the money"), "act"
        return (_("Given up: not paid"), "alert") if status == OrderRecord.PaymentStatus.CANCELLED else (_("Ordered"), "good")
    return (_("Lapsed"), "") if proposal.is_lapsed else (_("Waits for the payment"), "act")


def for_maker(proposal: Proposal) -> ForMaker:
    """With the plain text for WhatsApp, and what is not there yet."""
    lines = list(ProposalLine.objects.filter(part__proposal=proposal).order_by("pk"))
    text = letters.words_of(proposal, links.url(proposal))
    return ForMaker(proposal, *state(proposal), lines, text, f"https://wa.me/?text={in_address(text)}", _short(proposal, lines))


def _short(proposal: Proposal, lines: list[ProposalLine]) -> list[str]:
    """Titles of which fewer are free than the quote needs."""
    if not proposal.is_open:
        return []
    records = StockRecord.objects.filter(product__in=[line.product_id for line in lines])
    free = {record.product_id: record.net_stock_level for record in records}
    return [line.title for line in lines if free.get(line.product_id, 0) < line.quantity]


def as_typed(proposal: Proposal) -> dict[str, object]:
    """The lines and words of a quote as the form holds them, for another one like it."""
    typed: dict[str, object] = {"pin": proposal.pin, "note": proposal.note}
    lines = list(ProposalLine.objects.filter(part__proposal=proposal).order_by("pk"))
    records = dict(StockRecord.objects.filter(product__in=[line.product_id for line in lines]).values_list("product_id", "pk"))
    for place, line in enumerate(lines):
        typed |= {
            f"goods_{place}": str(records[line.product_id]),
            f"quantity_{place}": line.quantity,
            f"price_{place}": to_rupees(line.unit_price_paise),
        }
    return typed
