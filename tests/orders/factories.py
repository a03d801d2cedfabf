"""Groups, goods, baskets and orders for tests, made in a few rows. Plain functions; every argument has a default."""

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from oscar.apps.address.models import Country

from accounts.models import User
from catalogue.models import Listing, Product, ProductClass, ProductType
from delivery import reference as delivery_reference
from delivery.models import Zone
from delivery.origins import ensure_origin
from journal.inserting import insert_one
from money.paise import to_rupees
from orders import attempts, checkout, grievances
from orders.contacts import Address, Contact
from orders.models import Grievance, ProducerOrder
from orders.oscar.basket.models import Basket, Line
from orders.oscar.order.models import Order
from orders.quotes import quote
from payments import reference as payments_reference
from payments import refunds
from payments.models import Payment, Refund, StatementCredit, StatementFile, TaxRate
from payments.settlement import PAY_EACH_GROUP
from producers.models import District, Membership, ProducerGroup
from producers.oscar.models import Partner, StockRecord

DELHI = "110001"
LEH = "194101"
ASHA = Contact(name="Asha Verma", mobile="+919812345678", email="asha@example.com")
HOME = Address(line1="12 Janpath", line2="", city="New Delhi", pin=DELHI, state="Delhi")
CONSENT = "I agree to the terms of sale."

_counter = itertools.count(1)


def reference() -> None:
    """The reference data that buying needs, where the database does not hold it yet."""
    Country.objects.get_or_create(
        iso_3166_1_a2="IN", defaults={"iso_3166_1_a3": "IND", "iso_3166_1_numeric": "356", "printable_name": "India", "name": "India"}
    )
    if not Zone.objects.exists():
        delivery_reference.load()
    if not TaxRate.objects.exists():
        payments_reference.load()


def make_group(slug: str = "", *, pin: str = LEH, tax_status: str = "regular", **fields: Any) -> ProducerGroup:
    """An approved group with an origin. Its hub follows from its pincode."""
    reference()
    slug = slug or f"group-{next(_counter)}"
    district, _created = District.objects.get_or_create(
        code="test-district", valid_from=date(2020, 1, 1), defaults={"name": "Test district", "rollup": District.Rollup.LEH}
    )
    given = {
        "name": slug.replace("-", " ").title(),
        "kind": ProducerGroup.Kind.COOPERATIVE,
        "status": ProducerGroup.Status.APPROVED,
        "district": district,
        "village": "Phey",
        "address": "Phey, Leh",
        "legal_name": slug,
        "gstin": "38AAAAA0001A1ZY" if tax_status == "regular" else "",
        **fields,
    }
    partner = Partner.objects.create(name=given["name"], code=slug)
    group = ProducerGroup.objects.create(slug=slug, oscar_partner=partner, pin=pin, tax_status=tax_status, **given)
    ensure_origin(group=group)
    return group


def make_member(group: ProducerGroup, role: str = Membership.Role.OWNER, email: str = "") -> User:
    """A person with a login and a role in the group."""
    user = User.objects.create_user(email=email or f"member-{next(_counter)}@example.com")
    Membership.objects.create(user=user, group=group, role=role)
    return user


def make_type(code: str = "test_goods", *, is_food: bool = False, shelf_life_days: int | None = None) -> ProductType:
    """A product type with its Oscar class."""
    held = ProductType.objects.filter(code=code).select_related("product_class").first()
    if held:
        return held
    product_class = ProductClass.objects.create(name=code, slug=code, requires_shipping=True, track_stock=True)
    return ProductType.objects.create(
        product_class=product_class,
        code=code,
        name=code,
        family="tests",
        hsn="6214",
        is_food=is_food,
        shelf_life_days=shelf_life_days,
        source="tests",
        as_of=date(2026, 1, 1),
    )


def make_listing(group: ProducerGroup, title: str = "", *, stock: int = 10, price_paise: int = 100_000, **fields: Any) -> Listing:
    """A live listing with its product and stock record. ``fields`` are the listing's own; handmade wool unless said otherwise."""
    number = next(_counter)
    product_type = fields.pop("product_type", None) or make_type()
    product = Product.objects.create(product_class=product_type.product_class, title=title or f"Goods {number}", structure="standalone")
    given = {
        "slug": f"goods-{number}",
        "title": product.title,
        "status": Listing.Status.LIVE,
        "net_quantity": Decimal(1),
        "net_unit": "piece",
        "mrp_paise": price_paise,
        "weight_g": 200,
        "dispatch_days": 2,
        "handmade": True,
        "is_food": False,
        "hsn": "62142020",
        **fields,
    }
    listing = Listing.objects.create(product=product, group=group, product_type=product_type, **given)
    StockRecord.objects.create(
        product=product,
        partner=group.oscar_partner,
        partner_sku=f"sku-{number}",
        price=to_rupees(price_paise),
        price_currency="INR",
        num_in_stock=stock,
        num_allocated=0,
    )
    return listing


def make_food(group: ProducerGroup, title: str = "Dried apricots", **fields: Any) -> Listing:
    """A live listing of dried fruit."""
    food = {"is_food": True, "handmade": False, "hsn": "081310", "product_type": make_type("test_food", is_food=True, shelf_life_days=365)}
    return make_listing(group, title, **{"price_paise": 42_000, "weight_g": 270, **food, **fields})


def stock_of(listing: Listing) -> StockRecord:
    """The stock record of a listing without variants, as it is now."""
    return StockRecord.objects.get(product_id=listing.product_id)


def make_basket(*listings: Listing | tuple[Listing, int]) -> Basket:
    """An open basket with these listings, one piece each or as many as said."""
    basket = insert_one(Basket())
    wanted = [each if isinstance(each, tuple) else (each, 1) for each in listings]
    records = {record.product_id: record for record in StockRecord.objects.filter(product__in=[each.product_id for each, _count in wanted])}
    for listing, quantity in wanted:
        record = records[listing.product_id]
        Line.objects.create(
            basket=basket,
            line_reference=f"{listing.product_id}_{record.pk}",
            product_id=listing.product_id,
            stockrecord=record,
            quantity=quantity,
            price_currency="INR",
            price_excl_tax=record.price,
            price_incl_tax=record.price,
        )
    return basket


def place(basket: Basket, *, address: Address = HOME, contact: Contact = ASHA, key: str = "", **fields: Any) -> checkout.Placed:
    """Place the order of a basket at today's quote."""
    quoted = quote(basket, address.pin, code=fields.get("code", ""), mobile=contact.tidied().mobile)
    given = {
        "key": key or attempts.new_key(),
        "quote_hash": quoted.hash,
        "provider": "direct" if quoted.mode == PAY_EACH_GROUP else "offline",
        "method": "upi",
        "consent_text": CONSENT,
        **fields,
    }
    return checkout.place(basket=basket, contact=contact, address=address, **given)


def place_order(*listings: Listing | tuple[Listing, int], **fields: Any) -> checkout.Placed:
    """An order that waits for its payment."""
    return place(make_basket(*listings), **fields)


def pay(placed: checkout.Placed, reference: str = "") -> Order:
    """The payment of a placed order arrives, as staff confirm it."""
    given = [reference or f"UTR{next(_counter):09d}" for _payment in placed.payments]
    for payment, one in zip(placed.payments, given, strict=True):
        order = checkout.complete(Payment.objects.get(pk=payment.pk), reference=one, source="staff")
    return order


def make_paid_order(*listings: Listing | tuple[Listing, int], **fields: Any) -> checkout.Placed:
    """An order that was paid and released to its groups."""
    placed = place_order(*listings, **fields)
    pay(placed)
    return placed


def owe_refund(placed: checkout.Placed, amount_paise: int = 10_000) -> Refund:
    """A refund that is due for the first part of a paid order."""
    part = ProducerOrder.objects.filter(order=placed.order).earliest("pk")
    key = f"test:{next(_counter)}"
    return refunds.owe_refund(producer_order_number=part.number, amount_paise=amount_paise, reason="damaged", key=key)


def make_credit(**fields: Any) -> StatementCredit:
    """A line of the bank statement that waits for a person."""
    number = next(_counter)
    user = User.objects.create_user(email=f"bank-{number}@example.com")
    file = StatementFile.objects.create(sha256=f"{number:064d}", name="statement.csv", credits=1, known=0, uploaded_by=user)
    given = {"line": 2, "reference": f"9{number:011d}", "booked_on": date(2026, 11, 2), "amount_paise": 5_000, "status": "waiting"}
    return StatementCredit.objects.create(file=file, **{**given, **fields})


def make_complaint(**fields: Any) -> Grievance:
    """A complaint about a broken jar, just opened."""
    said = {
        "name": "Asha Verma",
        "mobile": "",
        "email": "asha@example.com",
        "subject": "Broken jar",
        "words": "The jar came broken.",
        **fields,
    }
    return grievances.open_grievance(grievances.Complaint(**said), key=attempts.new_key())


def part_of(placed: checkout.Placed, group: ProducerGroup) -> ProducerOrder:
    """A group's part of an order."""
    return ProducerOrder.objects.get(order=placed.order, group=group)


@dataclass(frozen=True)
class Market:
    """Three groups with goods for one basket: wool, dried fruit, and pulp in glass."""

    wool: ProducerGroup
    fruit: ProducerGroup
    berry: ProducerGroup
    stole: Listing
    socks: Listing
    apricots: Listing
    kernels: Listing
    pulp: Listing

    @property
    def basket(self) -> Basket:
        """A fresh basket of five lines from three groups."""
        return make_basket(self.stole, (self.apricots, 2), self.pulp, self.socks, self.kernels)


@transaction.atomic
def make_market(stock: int = 10) -> Market:
    """Three groups at three hubs and five listings."""
    wool, fruit, berry = make_group(pin="194202"), make_group(pin="194301"), make_group(pin="194401")
    return Market(
        wool=wool,
        fruit=fruit,
        berry=berry,
        stole=make_listing(wool, "Pashmina stole", price_paise=1_850_000, stock=stock, weight_g=260, dispatch_days=3),
        socks=make_listing(wool, "Wool socks", price_paise=64_050, stock=stock, weight_g=120, hsn="6115"),
        apricots=make_food(fruit, "Dried apricots", stock=stock),
        kernels=make_food(fruit, "Apricot kernels", stock=stock, hsn="121299", price_paise=28_075),
        pulp=make_food(berry, "Sea buckthorn pulp", stock=stock, hsn="2009", weight_g=760, is_liquid=True, is_fragile=True),
    )
