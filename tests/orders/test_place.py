"""Placing an order: everything or nothing, what is frozen, and what is refused."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sites.models import Site
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalogue.models import Listing
from delivery.errors import NotDelivered, UnknownPin
from journal.models import AuditEntry, Effect
from notices.models import Notice
from orders import attempts, checkout
from orders.contacts import Address, Contact
from orders.errors import BadContact, BasketEmpty, PlaceRefused, QuoteChanged, SoldOut
from orders.models import CheckoutAttempt, LineRecord, OrderEvent, OrderLink, OrderRecord, Parcel, ParcelLine, ProducerOrder
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Line, LinePrice, Order, ShippingAddress
from orders.quotes import quote
from payments.errors import UnknownProvider
from payments.models import Allocation, CommissionRule, Payment, TaxRate
from payments.providers.offline import transfer_note
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord
from tests.orders import factories as make

WRITTEN = (
    CheckoutAttempt, Order, Line, LinePrice, ShippingAddress, OrderRecord, ProducerOrder, LineRecord, Parcel, ParcelLine,
    Payment, Allocation, OrderEvent, OrderLink, Notice, Effect, AuditEntry,
)  # fmt: skip


def _written() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in WRITTEN}


def test_an_order_of_three_groups_is_split_in_the_same_moment(db: None) -> None:
    market = make.make_market()
    basket = market.basket
    agreed = quote(basket, make.DELHI)
    placed = make.place(basket)
    order = placed.order
    parts = list(ProducerOrder.objects.filter(order=order).order_by("pk"))
    assert [part.group_id for part in parts] == [market.wool.pk, market.fruit.pk, market.berry.pk]
    assert {part.status for part in parts} == {"held"}
    assert [part.total_paise for part in parts] == [group.total_paise for group in agreed.groups]
    assert [part.commission_paise for part in parts] == [group.commission_paise for group in agreed.groups]
    assert [part.dispatch_days for part in parts] == [3, 2, 2]
    assert all(part.released_at is None and part.due_at is None for part in parts)
    assert sum(part.total_paise for part in parts) == placed.payment.amount_paise == agreed.total_paise
    allocations = dict(Allocation.objects.values_list("producer_order_number", "authorised_paise"))
    assert allocations == {part.number: part.total_paise for part in parts}
    assert order.record.total_paise == agreed.total_paise
    assert str(order.total_incl_tax) == f"{agreed.total_paise // 100}.{agreed.total_paise % 100:02d}"
    assert placed.is_new


def test_line_4_the_facts_of_the_sale_are_frozen_on_each_line(db: None) -> None:
    market = make.make_market()
    placed = make.place_order((market.apricots, 2))
    record = LineRecord.objects.get()
    later = {"price": "1.00"}
    StockRecord.objects.update(**later)
    Listing.objects.update(title="Renamed", mrp_paise=1, weight_g=1, hsn="9999")
    TaxRate.objects.update(rate_bp=4000)
    CommissionRule.objects.update(rate_bp=9000)
    record.refresh_from_db()
    assert (record.title, record.unit_price_paise, record.mrp_paise, record.line_paise) == ("Dried apricots", 42_000, 42_000, 84_000)
    assert (record.hsn, record.tax_bp, record.tax_paise) == ("081310", 500, 4_000)
    assert (record.commission_paise, record.commission_rule.rate_bp) == (4_200, 9_000)
    assert (record.ordered, record.weight_g, record.is_food) == (2, 270, True)
    parcel = Parcel.objects.get()
    assert (record.promised_from, record.promised_to) == (parcel.promised_from, parcel.promised_to)
    assert (parcel.weight_g, parcel.contents) == (540, "food")
    assert list(ParcelLine.objects.values_list("parcel", "line", "quantity")) == [(parcel.pk, record.pk, 2)]
    assert placed.payment.amount_paise == 84_000 + parcel.charge_paise


def test_oscars_own_rows_tell_the_same_story(db: None) -> None:
    market = make.make_market()
    placed = make.place_order(market.stole, (market.apricots, 2))
    lines = list(Line.objects.filter(order=placed.order).order_by("pk"))
    assert [(line.title, line.quantity, str(line.line_price_incl_tax), line.num_allocated) for line in lines] == [
        ("Pashmina stole", 1, "18500.00", 1),
        ("Dried apricots", 2, "840.00", 2),
    ]
    assert [str(line.line_price_excl_tax) for line in lines] == ["17619.05", "800.00"]
    assert [line.partner_id for line in lines] == [market.wool.oscar_partner_id, market.fruit.oscar_partner_id]
    assert LinePrice.objects.filter(order=placed.order).count() == 2
    address = placed.order.shipping_address
    assert (address.first_name, str(address.phone_number), address.line4, address.postcode) == (
        "Asha Verma",
        "+919812345678",
        "New Delhi",
        "110001",
    )
    assert placed.order.guest_email == "asha@example.com"
    assert placed.order.status == "placed"


def test_stock_is_held_and_the_basket_is_done(db: None) -> None:
    market = make.make_market(stock=5)
    basket = make.make_basket((market.stole, 2))
    make.place(basket)
    record = make.stock_of(market.stole)
    assert (record.num_in_stock, record.num_allocated) == (5, 2)
    assert Basket.objects.get(pk=basket.pk).status == Basket.SUBMITTED


def test_the_shopper_is_told_and_the_groups_are_not(db: None) -> None:
    market = make.make_market()
    for group in (market.wool, market.fruit, market.berry):
        make.make_member(group)
    placed = make.place(market.basket)
    [notice] = Notice.objects.all()
    assert (notice.kind, notice.to, notice.subject_number) == ("order_placed", "asha@example.com", placed.order.number)
    assert transfer_note(placed.payment) in notice.body
    assert not Effect.objects.filter(kind="orders.tell_groups").exists()


def test_an_order_without_mail_address_is_told_to_the_number_on_it(db: None) -> None:
    make.place_order(make.make_listing(make.make_group()), contact=Contact("Asha", "9812345678"))
    notice = Notice.objects.get()
    assert (notice.kind, notice.to, notice.mobile) == ("order_placed", "", "+919812345678")
    assert OrderRecord.objects.get().contact_mobile == "+919812345678"


def test_a_shopper_with_an_account_is_told_there_when_the_order_names_no_address(db: None) -> None:
    user = User.objects.create_user(email="account@example.com")
    make.place_order(make.make_listing(make.make_group()), contact=Contact("Asha", "9812345678"), user=user)
    assert Notice.objects.get().to == "account@example.com"


def test_the_receipt_history_and_journal_name_the_order(db: None) -> None:
    placed = make.place_order(make.make_listing(make.make_group()))
    attempt = CheckoutAttempt.objects.get()
    assert (attempt.order, attempt.status, attempt.total_paise) == (placed.order, "placed", placed.payment.amount_paise)
    assert attempt.expires_at == placed.payment.expires_at
    assert placed.payment.expires_at - placed.payment.created_at == timedelta(hours=48)
    assert OrderEvent.objects.get().kind == "placed"
    entry = AuditEntry.objects.get(action="orders.placed")
    assert (entry.actor, entry.after["number"]) == ("shopper", placed.order.number)


def test_a_logged_in_shopper_owns_the_order(db: None) -> None:
    user = User.objects.create_user(email="asha@example.com")
    placed = make.place_order(make.make_listing(make.make_group()), user=user)
    assert placed.order.user == user
    assert AuditEntry.objects.get(action="orders.placed").acting_user == user


def test_numbers_are_random_and_checkable(db: None) -> None:
    from journal.numbers import is_number

    group = make.make_group()
    numbers = [make.place_order(make.make_listing(group)).order.number for _ in range(5)]
    assert len(set(numbers)) == 5
    assert all(is_number(number, "LB") for number in numbers)


# --- the same press twice --------------------------------------------------------------------------------------------------


def test_the_same_key_again_is_the_same_order_and_the_same_link(db: None) -> None:
    basket = make.make_basket(make.make_listing(make.make_group(), stock=1))
    key = attempts.new_key()
    first = make.place(basket, key=key)
    before = _written()
    again = make.place(basket, key=key, quote_hash="")
    empty = make.place(Basket(), key=key, quote_hash="")
    for repeated in (again, empty):
        assert (repeated.order, repeated.link_token, repeated.payment, repeated.is_new) == (
            first.order,
            first.link_token,
            first.payment,
            False,
        )
    assert _written() == before


def test_another_tab_with_another_key_finds_the_order_of_the_basket(db: None) -> None:
    basket = make.make_basket(make.make_listing(make.make_group()))
    stale = Basket.objects.get(pk=basket.pk)
    first = make.place(basket)
    before = _written()
    again = make.place(stale)
    assert (again.order, again.is_new) == (first.order, False)
    assert _written() == before


def test_a_revoked_link_is_not_handed_out_again(db: None) -> None:
    from orders import links

    basket = make.make_basket(make.make_listing(make.make_group()))
    key = attempts.new_key()
    placed = make.place(basket, key=key)
    links.revoke(placed.order)
    assert make.place(basket, key=key).link_token is None


def test_a_key_that_could_be_guessed_is_not_accepted(db: None) -> None:
    basket = make.make_basket(make.make_listing(make.make_group()))
    with pytest.raises(ValueError, match="new_key"):
        make.place(basket, key="checkout-1")


# --- refused: nothing is written and nothing changes -------------------------------------------------------------------------


def _short(basket: Basket, listing: Listing) -> dict[str, Any]:
    StockRecord.objects.filter(product=listing.product_id).update(num_allocated=10)
    return {}


def _dearer(basket: Basket, listing: Listing) -> dict[str, Any]:
    agreed = quote(basket, make.DELHI).hash
    StockRecord.objects.filter(product=listing.product_id).update(price="1000.01")
    return {"quote_hash": agreed}


def _paused(basket: Basket, listing: Listing) -> dict[str, Any]:
    Listing.objects.filter(pk=listing.pk).update(status=Listing.Status.PAUSED)
    return {}


def _home_only(basket: Basket, listing: Listing) -> dict[str, Any]:
    listing.group.tax_status = "enrolled"
    listing.group.save()
    return {}


def _emptied(basket: Basket, listing: Listing) -> dict[str, Any]:
    basket.lines.all().delete()
    return {}


REFUSALS: list[tuple[Callable[[Basket, Listing], dict[str, Any]], type[Exception]]] = [
    (_short, SoldOut),
    (_dearer, QuoteChanged),
    (_paused, PlaceRefused),
    (_home_only, NotDelivered),
    (_emptied, BasketEmpty),
    (lambda *_: {"quote_hash": "0" * 64}, QuoteChanged),
    (lambda *_: {"quote_hash": ""}, QuoteChanged),
    (lambda *_: {"consent_text": "  "}, PlaceRefused),
    (lambda *_: {"provider": "stripe"}, UnknownProvider),
    (lambda *_: {"method": "cash"}, UnknownProvider),
    (lambda *_: {"contact": Contact("", "9812345678")}, BadContact),
    (lambda *_: {"contact": Contact("Asha", "12345")}, BadContact),
    (lambda *_: {"contact": Contact("Asha", "9812345678", "no mail")}, BadContact),
    (lambda *_: {"address": Address("12 Janpath", "", "", make.DELHI, "Delhi")}, BadContact),
]


@pytest.mark.parametrize(("prepare", "refusal"), REFUSALS)
def test_what_is_refused_leaves_no_trace(db: None, prepare: Callable[[Basket, Listing], dict[str, Any]], refusal: type[Exception]) -> None:
    listing = make.make_listing(make.make_group())
    basket = make.make_basket(listing)
    given = prepare(basket, listing)
    before, stock = _written(), StockRecord.objects.values_list("num_in_stock", "num_allocated").get()
    with pytest.raises(refusal):
        make.place(basket, **given)
    assert _written() == before
    assert StockRecord.objects.values_list("num_in_stock", "num_allocated").get() == stock
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN


def test_a_pincode_that_is_none_is_refused(db: None) -> None:
    basket = make.make_basket(make.make_listing(make.make_group()))
    nowhere = Address("12 Janpath", "", "New Delhi", "999", "Delhi")
    with pytest.raises(UnknownPin):
        make.place(basket, address=nowhere, quote_hash="x")


def test_a_changed_quote_comes_with_the_one_that_holds_now_and_can_be_agreed_to_with_the_same_key(db: None) -> None:
    listing = make.make_listing(make.make_group())
    basket, key = make.make_basket(listing), attempts.new_key()
    agreed = quote(basket, make.DELHI).hash
    StockRecord.objects.update(price="999.00")
    with pytest.raises(QuoteChanged) as change:
        make.place(basket, key=key, quote_hash=agreed)
    assert change.value.quote.goods_paise == 99_900
    assert make.place(basket, key=key, quote_hash=change.value.quote.hash).is_new


def test_a_price_that_rises_between_the_quote_and_the_press_is_never_charged(db: None) -> None:
    listing = make.make_listing(make.make_group(), price_paise=50_000)
    basket = make.make_basket(listing)
    agreed = quote(basket, make.DELHI)
    StockRecord.objects.update(price="500.01")
    with pytest.raises(QuoteChanged):
        make.place(basket, quote_hash=agreed.hash)
    assert not Payment.objects.exists()


MOVED: dict[str, Callable[[Basket, Listing], object]] = {
    "price": lambda basket, stole: StockRecord.objects.filter(product=stole.product).update(price=1),
    "pieces": lambda basket, stole: basket.lines.update(quantity=2),
    "line": lambda basket, stole: basket.lines.get(product=stole.product).delete(),
    "listing": lambda basket, stole: Listing.objects.filter(pk=stole.pk).update(status=Listing.Status.WITHDRAWN),
    "edit": lambda basket, stole: Listing.objects.filter(pk=stole.pk).update(weight_g=9_000, version=2),
    "group": lambda basket, stole: ProducerGroup.objects.filter(pk=stole.group_id).update(status="suspended"),
}


@pytest.mark.parametrize("moved", MOVED)
def test_what_moves_while_the_lock_is_awaited_is_seen(db: None, monkeypatch: pytest.MonkeyPatch, moved: str) -> None:
    """The quote is worked out before the lock on the basket; here something changes in between."""
    market = make.make_market()
    basket, open_attempt = market.basket, attempts.open_attempt

    def late(**fields: Any) -> CheckoutAttempt:
        MOVED[moved](basket, market.stole)
        return open_attempt(**fields)

    monkeypatch.setattr(attempts, "open_attempt", late)
    with pytest.raises((QuoteChanged, PlaceRefused)):
        make.place(basket)
    assert not Order.objects.exists()


def test_who_is_short_of_stock_is_named(db: None) -> None:
    group = make.make_group()
    enough, gone, few = make.make_listing(group), make.make_listing(group, "Gone", stock=0), make.make_listing(group, "Few", stock=1)
    with pytest.raises(SoldOut) as refusal:
        make.place_order(enough, gone, (few, 2), quote_hash="x")
    assert [(line.title, line.left) for line in refusal.value.lines] == [("Gone", 0), ("Few", 1)]


# --- what it costs -------------------------------------------------------------------------------------------------------------


def _statements(seen: CaptureQueriesContext) -> list[str]:
    control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return [query["sql"] for query in seen.captured_queries if not query["sql"].startswith(control)]


def _place(basket: Basket, agreed: str) -> checkout.Placed:
    """As the view does it: one call."""
    return checkout.place(
        basket=basket,
        key=attempts.new_key(),
        quote_hash=agreed,
        contact=make.ASHA,
        address=make.HOME,
        provider="offline",
        method="upi",
        consent_text=make.CONSENT,
    )


def test_placing_five_lines_of_three_groups_takes_at_most_50_statements(db: None) -> None:
    """The whole request may take 70."""
    basket = make.make_market().basket
    agreed = quote(basket, make.DELHI).hash
    Site.objects.clear_cache()
    with CaptureQueriesContext(connection) as seen:
        assert _place(basket, agreed).is_new
    assert len(_statements(seen)) <= 50


@pytest.mark.sqlite
def test_placing_holds_the_write_lock_for_less_than_200_ms(committed_db: None) -> None:
    """Counted in processor time, so that a busy machine does not decide: nothing in the transaction waits for anybody else."""
    market = make.make_market(stock=100)
    times = []
    for _attempt in range(4):
        basket = market.basket
        agreed = quote(basket, make.DELHI).hash
        started = time.thread_time()
        _place(basket, agreed)
        times.append(time.thread_time() - started)
    assert min(times) < 0.2, times
