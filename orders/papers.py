"""Tax papers of a part: asked for when its first parcel leaves, withdrawn when none is underway any more (docs/tax.md)."""

from dataclasses import replace

from django.utils import timezone, translation

from delivery.pins import state_of
from orders import reasons
from orders.models import LineRecord, OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import ShippingAddress
from orders.sold_lines import key_of
from payments import invoices, refund_lines
from payments.invoices import BuyerFacts, Part, SoldLine
from payments.models import TaxPaper
from payments.papers.page import PaperPage, page_of
from payments.proportion import in_proportion
from payments.refund_lines import Left
from payments.sellers import one_line
from payments.sold_lines import DELIVERY

# What a credit note says when a hand-over is taken back. English: it is printed on a paper of Indian tax law.
TAKEN_BACK = "The hand-over was taken back: the goods did not leave."
_AT_HOME = (Parcel.Status.OPEN, Parcel.Status.PACKED, Parcel.Status.CANCELLED)


def issue_for(part: ProducerOrder) -> TaxPaper | None:
    """The paper for the whole part, in the transaction of its first hand-over. Later parcels travel under the same paper.

    An invoice is due before or at the time at which goods are removed for supply (CGST Act s. 31(1)(a)); after the first parcel has
    left, nothing is added to or taken from a part but by a credit note. What is owed back before is not on it.
    """
    part = ProducerOrder.objects.select_related("order__record", "group", "ship_to").get(pk=part.pk)
    left = refund_lines.left_of(part.number)
    records = list(LineRecord.objects.filter(producer_order=part).select_related("tax_rate").order_by("pk"))
    return invoices.issue(
        Part(
            producer_order_number=part.number,
            order_number=part.order.number,
            group=part.group,
            buyer=_buyer(part.order.record, part.ship_to, is_gift=part.ship_to_id != part.order.shipping_address_id),
            lines=[sold for record in records if (sold := _sold(record, left.get(key_of(record)))) is not None],
            delivery_paise=left[DELIVERY].paise if DELIVERY in left else 0,
            sold_paise=part.total_paise,
            commission_paise=part.commission_paise,
            sold_on=timezone.localdate(part.order.date_placed),
        )
    )


def withdraw_for(part: ProducerOrder) -> None:
    """A hand-over was taken back. While another parcel of the part is underway, the paper stands."""
    if not Parcel.objects.filter(producer_order=part).exclude(status__in=_AT_HOME).exists():
        invoices.withdraw(part.number, reason=TAKEN_BACK)


def to_read(paper: TaxPaper) -> PaperPage:
    """A paper as its shopper reads it, with the reason of a refund in words. English, as the rest of the paper."""
    shown = page_of(paper)
    with translation.override("en"):
        return replace(shown, reason=str(reasons.words(shown.reason) or shown.reason))


def for_group(paper: TaxPaper) -> PaperPage:
    """The same for the group: it knows its own part, and not the order that the part belongs to."""
    return replace(to_read(paper), order_number="")


def _buyer(record: OrderRecord, row: ShippingAddress, *, is_gift: bool) -> BuyerFacts:
    """Name and address of the delivery, the firm's name where one buys. The pincode says the state: that is the place of supply.

    Of a part that goes to somebody else the buyer is who pays; the address begins with who receives it.
    """
    _name, code = state_of(row.postcode)
    address = one_line(row.first_name if is_gift else "", row.line1, row.line2, row.line4, row.state, row.postcode)
    return BuyerFacts(
        name=record.buyer_firm or (record.contact_name if is_gift else row.first_name),
        address=address,
        state_code=code,
        gstin=record.buyer_gstin,
    )


def _sold(record: LineRecord, left: Left | None) -> SoldLine | None:
    """The pieces of a line that are sent, for what is not owed back of them; ``None`` where nothing is sent or paid for."""
    sent = record.ordered - record.declined - record.cancelled
    if not sent or left is None:
        return None
    return SoldLine(
        key=key_of(record),
        title=f"{record.title}, {record.size_text}" if record.size_text else record.title,
        hsn=record.hsn,
        quantity=sent,
        amount_paise=left.paise,
        rate_bp=record.tax_bp,
        commission_paise=left.fee(left.paise),
        handmade=record.tax_rate.handmade if record.tax_rate else None,
        discount_paise=in_proportion(record.discount_paise, left.paise, record.line_paise),
        subsidy_paise=left.subsidy(left.paise),
    )
