"""Routing: an order is split into one producer order a group, in the transaction that places it.

There is no moment at which an order exists unsplit. Facts of the sale are frozen here: nothing later is worked out from today's
prices, rates or rules.
"""

from journal.inserting import insert
from journal.numbers import new_number
from orders.gifts import NONE, Gift, Gifts
from orders.models import LineRecord, Parcel, ParcelLine, ProducerOrder
from orders.order_rows import full_title, write_address
from orders.oscar.order.models import Line, Order
from orders.quotes import GroupQuote, LineQuote, ParcelQuote, Quote
from orders.returns import policies

_Records = dict[int, LineRecord]  # by basket line


def route_order(order: Order, quote: Quote, lines: list[Line], gifts: Gifts = NONE) -> list[ProducerOrder]:
    """Write the producer orders, line records, parcels and their contents of an order. All wait (``held``) for the payment.

    The quote is the one the order was written from: ``lines`` are the order's, in the quote's order. ``gifts`` are parts that go
    elsewhere, or by a day; by group.
    """
    producer_orders = insert(_producer_order(order, group, gifts.get(group.group.id, Gift())) for group in quote.groups)
    records = _write_records(producer_orders, quote, lines)
    _write_parcels(producer_orders, quote, records)
    return producer_orders


def _producer_order(order: Order, group: GroupQuote, gift: Gift) -> ProducerOrder:
    elsewhere = write_address(gift.contact, gift.address).pk if gift.address else None
    return ProducerOrder(
        number=new_number("PO"),
        order=order,
        group_id=group.group.id,
        ship_to_id=elsewhere or order.shipping_address_id,
        needed_by=gift.needed_by,
        gift_note=gift.note,
        status=ProducerOrder.Status.HELD,
        goods_paise=group.goods_paise,
        delivery_paise=group.delivery_paise,
        total_paise=group.total_paise,
        commission_paise=group.commission_paise,
        subsidy_paise=group.subsidy_paise,
        dispatch_days=group.dispatch_days,
        pack_by=group.pack_by,
        held_at=order.date_placed,
    )


def _write_records(producer_orders: list[ProducerOrder], quote: Quote, lines: list[Line]) -> _Records:
    """One frozen record for each order line, by the basket line it came from."""
    owners = [owner for owner, group in zip(producer_orders, quote.groups, strict=True) for _line in group.lines]
    records = insert(_record(owner, line, quoted) for owner, line, quoted in zip(owners, lines, quote.lines, strict=True))
    return {quoted.line_id: record for quoted, record in zip(quote.lines, records, strict=True)}


def _record(producer_order: ProducerOrder, line: Line, quoted: LineQuote) -> LineRecord:
    if quoted.arrives_from is None or quoted.arrives_to is None:
        raise ValueError("A line is sold from a quote with a pincode only.")
    return LineRecord(
        line=line,
        producer_order=producer_order,
        title=full_title(quoted)[:200],
        slug=quoted.slug,
        unit_price_paise=quoted.unit_price_paise,
        mrp_paise=quoted.mrp_paise,
        line_paise=quoted.line_paise,
        discount_paise=quoted.discount_paise,
        subsidy_paise=quoted.subsidy_paise,
        picture=quoted.picture,
        picture_sha256=(quoted.picture or {}).get("sha256", ""),
        size_text=quoted.size_text,
        hsn=quoted.hsn,
        tax_rate=quoted.tax_rate,
        tax_bp=quoted.tax_bp,
        tax_paise=quoted.tax_paise,
        commission_rule=quoted.commission_rule,
        commission_paise=quoted.commission_paise,
        season=quoted.season,
        is_food=quoted.is_food,
        weight_g=quoted.weight_g,
        net_g=quoted.net_g,
        return_policy=policies.frozen(quoted.return_policy) if quoted.return_policy else {},
        promised_from=quoted.arrives_from,
        promised_to=quoted.arrives_to,
        ordered=quoted.quantity,
    )


def _write_parcels(producer_orders: list[ProducerOrder], quote: Quote, records: _Records) -> None:
    """The planned parcels with their frozen promises, and which pieces travel in which."""
    planned = [(owner, parcel) for owner, group in zip(producer_orders, quote.groups, strict=True) for parcel in group.parcels]
    parcels = insert(_parcel(owner, parcel) for owner, parcel in planned)
    insert(
        ParcelLine(parcel=row, line=records[line_id], quantity=pieces)
        for row, (_owner, parcel) in zip(parcels, planned, strict=True)
        for line_id, pieces in parcel.pieces
    )


def _parcel(producer_order: ProducerOrder, quoted: ParcelQuote) -> Parcel:
    if quoted.promise is None:
        raise ValueError("A parcel is written from a quote with a pincode only.")
    return Parcel(
        number=new_number("PA"),
        producer_order=producer_order,
        contents=Parcel.Contents.FOOD if quoted.is_food else Parcel.Contents.GOODS,
        weight_g=quoted.weight_g,
        charge_paise=quoted.promise.charge_paise,
        promised_from=quoted.promise.arrives_from,
        promised_to=quoted.promise.arrives_to,
        promise_note=quoted.promise.note[:160],
        joined_at=quoted.promise.joined_at,
    )
