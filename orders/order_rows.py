"""Oscar's own rows of an order (order, address, lines, prices) and our record beside them, written in bulk."""

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.sites.models import Site
from django.utils import timezone
from oscar.apps.address.models import Country

from journal.inserting import insert, insert_one
from journal.numbers import new_number
from money.paise import to_rupees
from orders.contacts import Address, Contact
from orders.models import OrderRecord
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Line, LinePrice, Order, ShippingAddress
from orders.quotes import LineQuote, Quote
from payments import tax

if TYPE_CHECKING:
    from accounts.models import User

STATUS = "placed"  # Oscar's status never moves: what happens to an order is derived from its producer orders
SHIPPING_CODE = "by-group"


def new_order_number() -> str:
    """The number a shopper sees: random, with a check character."""
    return new_number("LB")


def write_order(*, basket: Basket, quote: Quote, contact: Contact, address: Address, user: "User | None") -> tuple[Order, list[Line]]:
    """Oscar's rows for a quote, the lines in the quote's order. Prices include tax, which Oscar's columns tell apart."""
    order = Order(
        number=new_order_number(),
        basket=basket,
        site=Site.objects.get_current(),
        user=user,
        guest_email="" if user else contact.email,
        total_incl_tax=to_rupees(quote.total_paise),
        total_excl_tax=to_rupees(quote.total_paise - quote.tax_inside_paise),
        shipping_incl_tax=to_rupees(quote.delivery_paise),
        shipping_excl_tax=to_rupees(quote.delivery_paise - sum(group.delivery_tax_paise for group in quote.groups)),
        shipping_address=write_address(contact, address),
        shipping_method="Each group sends its own parcels",
        shipping_code=SHIPPING_CODE,
        status=STATUS,
        date_placed=timezone.now(),
    )
    return insert_one(order), write_lines(order, quote.lines)


@cache
def _india() -> Country:
    """The one country that is sent to, for the text by which Oscar's dashboard finds an address."""
    return Country.objects.get(pk="IN")


def write_address(contact: Contact, address: Address) -> ShippingAddress:
    """A new address row of an order."""
    row = ShippingAddress(
        first_name=contact.name,
        line1=address.line1,
        line2=address.line2,
        line4=address.city,
        state=address.state,
        postcode=address.pin,
        phone_number=contact.mobile,
        country=_india(),
    )
    row._update_search_text()  # as Oscar does when it saves one
    return insert_one(row)


def write_record(order: Order, quote: Quote, contact: Contact, consent_text: str, language: str) -> OrderRecord:
    """Our facts of the order: whom to reach and what was agreed."""
    record = OrderRecord(
        order=order,
        contact_name=contact.name,
        contact_mobile=contact.mobile,
        contact_email=contact.email,
        buyer_firm=contact.firm,
        buyer_gstin=contact.gstin,
        language=language,
        goods_paise=quote.goods_paise,
        delivery_paise=quote.delivery_paise,
        total_paise=quote.total_paise,
        consent_text=consent_text,
        consented_at=order.date_placed,
    )
    return insert_one(record)


def write_lines(order: Order, quoted: list[LineQuote]) -> list[Line]:
    """Order lines in the order of the quote, each with its one price."""
    lines = insert(_line(order, line) for line in quoted)
    insert(
        LinePrice(
            order=order,
            line=line,
            quantity=quote.quantity,
            price_incl_tax=line.unit_price_incl_tax,
            price_excl_tax=line.unit_price_excl_tax,
            tax_code=line.tax_code,
        )
        for line, quote in zip(lines, quoted, strict=True)
    )
    return lines


def _line(order: Order, quote: LineQuote) -> Line:
    partner = quote.stock_record.partner
    net = to_rupees(quote.line_paise - quote.tax_paise)
    gross = to_rupees(quote.line_paise)
    full = quote.line_paise + quote.discount_paise
    return Line(
        order=order,
        partner=partner,
        partner_name=partner.name,
        partner_sku=quote.stock_record.partner_sku,
        stockrecord=quote.stock_record,
        product_id=quote.product_id,
        title=full_title(quote),
        upc=quote.stock_record.product.upc,
        quantity=quote.quantity,
        line_price_incl_tax=gross,
        line_price_excl_tax=net,
        line_price_before_discounts_incl_tax=to_rupees(full),
        line_price_before_discounts_excl_tax=to_rupees(full - tax.inside(full, quote.tax_bp) if quote.is_taxed else full),
        unit_price_incl_tax=to_rupees(quote.unit_price_paise),
        unit_price_excl_tax=_net_unit(quote),
        tax_code=str(quote.tax_bp),
        status=STATUS,
        num_allocated=quote.quantity,
    )


def _net_unit(quote: LineQuote) -> Decimal:
    return to_rupees(quote.unit_price_paise - tax.inside(quote.unit_price_paise, quote.tax_bp))


def full_title(quote: LineQuote) -> str:
    """The listing's title with what sets the variant apart."""
    return f"{quote.title}, {quote.variant}" if quote.variant else quote.title
