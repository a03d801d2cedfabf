"""Checkout: an order is placed before money moves, released when the money is there, and given up when it never comes.

``place``, ``confirm`` and ``complete`` are the only ways into these states. Browser, staff, statement and webhook all call them;
calling one twice changes nothing. No payment provider is called inside a transaction.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import audit, faults
from orders import at_door_rules, attempts, events, letters, links, order_rows, stock
from orders.contacts import Address, Contact, check_state
from orders.errors import BasketEmpty, PlaceRefused, QuoteChanged, SoldOut
from orders.expiry import expire_due
from orders.gifts import NONE, Gift, Gifts, check_days, pins_of
from orders.models import CheckoutAttempt
from orders.oscar.basket.finding import locked_basket
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order
from orders.quote_lines import state_in, state_of
from orders.quotes import Quote, quote
from orders.release import complete, confirm, release_unpaid, shopper_paid
from orders.routing import route_order
from orders.terms import Terms
from orders.vouchers import uses
from orders.vouchers.errors import UsedUp
from payments import charges, providers, queries, settlement
from payments.models import Payment

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["Address", "Contact", "Gift", "Placed", "complete", "confirm", "expire_due", "place", "placed_before", "shopper_paid"]


@dataclass(frozen=True)
class Placed:
    """An order that stands. ``link_token`` opens its page; it is ``None`` only where the link was revoked since.

    ``payments`` are what is waited for: one, or one for each group where shoppers pay the groups. ``payment`` is the first of them.
    """

    order: Order
    link_token: str | None
    payments: list[Payment]
    is_new: bool

    @property
    def payment(self) -> Payment:
        return self.payments[0]


@dataclass(frozen=True)
class _Wish:
    """What one press of "Place order" asks for."""

    basket: Basket
    key: str
    quote_hash: str
    contact: Contact
    address: Address
    provider: str
    method: str
    consent_text: str
    user: "User | None"
    language: str
    code: str
    gifts: Gifts
    terms: Terms | None


@dataclass(frozen=True)
class _Ahead:
    """A quote that was taken before the lock on the basket, and what it was taken from."""

    quote: Quote
    day: date
    state: list[tuple[Any, ...]]


class _OrderedAlready(Exception):
    """The basket was ordered by another request while this one waited for it."""


def place(
    *,
    basket: Basket,
    key: str,
    quote_hash: str,
    contact: Contact,
    address: Address,
    provider: str,
    method: str,
    consent_text: str,
    user: "User | None" = None,
    language: str = "en",
    code: str = "",
    gifts: Gifts = NONE,
    terms: Terms | None = None,
    is_first: bool = False,
) -> Placed:
    """Place the order of a basket: receipt, stock, order, producer orders, parcels and the awaited payment, or nothing at all.

    ``key`` is the checkout page's own (``attempts.new_key``); the same key again answers with the same order and acts no more.
    ``quote_hash`` is the quote the shopper agreed to, ``code`` the voucher in it, if there is one; ``gifts`` are parts that go elsewhere,
    by group, ``terms`` what was agreed with the buyer beforehand. ``is_first``:
    ``placed_before`` was asked and knew nothing. Raises ``SoldOut``, ``QuoteChanged``,
    ``BasketEmpty``, ``NotDelivered``, ``PlaceRefused`` or ``BadContact``; the basket is then as it was.
    """
    earlier = None if is_first else placed_before(key)
    if earlier is not None:
        return earlier
    whose = (contact.tidied(), address.tidied(), provider, method, consent_text.strip(), user, language, code)
    given = {group_id: gift.tidied() for group_id, gift in gifts.items()}
    wish = _checked(_Wish(basket, key, quote_hash, *whose, given, terms))
    ahead = _quoted_ahead(wish)
    try:
        with transaction.atomic():
            placed = _place(wish, ahead)
    except UsedUp as refusal:  # others had its last use, or it was stopped, since the quote
        raise QuoteChanged(_quoted_now(basket, wish)) from refusal
    except (IntegrityError, _OrderedAlready):
        known = attempts.find(key) or attempts.find_by_basket(basket)
        if known is None:  # the constraint that refused was another one than the receipt's
            raise
        return _again(known)
    faults.point("orders.place.after_commit")
    return placed


def placed_before(key: str) -> Placed | None:
    """The order of a checkout page that was already sent once; ``None`` for a key that placed nothing."""
    attempt = attempts.find(key)
    return _again(attempt) if attempt else None


def _checked(wish: _Wish) -> _Wish:
    """The wish, refused here where no look at the basket is needed."""
    providers.for_mode(wish.provider, wish.method, settlement.mode_on(timezone.localdate()).code)
    if not wish.consent_text:
        raise PlaceRefused("no_consent", _("Please agree to the terms first."))
    if wish.basket.pk is None:
        raise BasketEmpty
    for pin in {wish.address.pin, *pins_of(wish.gifts).values()}:
        check_state(wish.contact.gstin, pin)
    return wish


def _again(attempt: CheckoutAttempt) -> Placed:
    order = attempt.order
    if order is None:
        raise ValueError("An attempt without order has nothing to show again.")
    return Placed(order=order, link_token=links.token_for(order), payments=queries.present_payments(order.number), is_new=False)


def _quoted_ahead(wish: _Wish) -> _Ahead:
    """The quote, worked out while nobody waits: it is half the work of placing, and others sell while it is done."""
    day, quoted = timezone.localdate(), _quoted_now(wish.basket, wish)
    return _Ahead(quoted, day, state_in(quoted.lines))


def _place(wish: _Wish, ahead: _Ahead) -> Placed:
    """Everything that placing writes. A process that dies anywhere in here leaves nothing behind."""
    attempt = attempts.open_attempt(key=wish.key, basket=wish.basket, quote_hash=wish.quote_hash)
    faults.point("orders.place.after_receipt")
    basket = locked_basket(wish.basket.pk)
    if basket.status != Basket.OPEN:
        raise _OrderedAlready
    agreed = _agreed_quote(basket, wish, ahead)
    mode = _agreed_mode(agreed)
    is_at_door = _is_at_door(agreed, wish)
    order, lines = order_rows.write_order(basket=basket, quote=agreed, contact=wish.contact, address=wish.address, user=wish.user)
    record = order_rows.write_record(order, agreed, wish.contact, wish.consent_text, wish.language)
    faults.point("orders.place.after_order")
    producer_orders = route_order(order, agreed, lines, wish.gifts)
    faults.point("orders.place.after_routing")
    payments = charges.open_payments(
        order_number=order.number,
        provider=wish.provider,
        method=wish.method,
        totals={part.number: part.total_paise for part in producer_orders},
        groups={part.number: part.group_id for part in producer_orders},
        key=f"order:{order.number}",
        mode=mode,
        subsidies={part.number: part.subsidy_paise for part in producer_orders},
    )
    faults.point("orders.place.after_payment")
    _hold(agreed)  # late: whoever buys the same goods waits from here until the commit
    faults.point("orders.place.after_stock")
    if agreed.voucher:
        uses.claim(order, agreed.voucher, mobile=wish.contact.mobile, discount_paise=agreed.discount_paise)
    _close(attempt, order, payments)
    basket.submit()
    link = links.add_link(order)
    _tell(order, payments, wish)
    code = agreed.voucher.code if agreed.voucher else ""
    letters.placed(record, payments, link, code=code, discount_paise=agreed.discount_paise)
    stock.announce(line.listing.pk for line in agreed.lines)
    if is_at_door:
        release_unpaid(order, payments[0])
    faults.point("orders.place.before_commit")
    return Placed(order=order, link_token=links.token_of(link), payments=payments, is_new=True)


def _agreed_quote(basket: Basket, wish: _Wish, ahead: _Ahead) -> Quote:
    """Today's quote of the locked basket, if it is the one the shopper agreed to and nothing stands in its way.

    The quote taken ahead, unless something moved meanwhile. What is left may have moved: holding the pieces finds that out.
    """
    is_fresh = (ahead.day, ahead.state) == (timezone.localdate(), state_of(basket))
    quoted = ahead.quote if is_fresh else _quoted_now(basket, wish)
    if not quoted.groups:
        raise BasketEmpty
    short = [line for line in quoted.lines if line.left < line.quantity]
    if short:
        raise SoldOut(short)
    refusal = next((group.refusal for group in quoted.groups if group.refusal), None)
    if refusal:
        raise refusal
    if quoted.problems:
        raise PlaceRefused(quoted.problems[0].code, quoted.problems[0].words)
    if quoted.hash != wish.quote_hash:
        raise QuoteChanged(quoted)
    check_days(quoted, wish.gifts)
    return quoted


def _quoted_now(basket: Basket, wish: _Wish) -> Quote:
    pins = pins_of(wish.gifts)
    return quote(basket, wish.address.pin, code=wish.code, mobile=wish.contact.mobile, pins=pins, terms=wish.terms)


def _agreed_mode(agreed: Quote) -> settlement.Mode:
    """The settlement mode that the shopper was shown; another one since midnight makes another quote."""
    mode = settlement.mode_on(timezone.localdate())
    if mode.code != agreed.mode:
        raise QuoteChanged(agreed)
    return mode


def _is_at_door(agreed: Quote, wish: _Wish) -> bool:
    """Whether the order is paid at the door. Raises ``PlaceRefused`` where it can not be."""
    if not providers.get(wish.provider).can.on_delivery:
        return False
    if not at_door_rules.may_be_paid_there(agreed):
        raise PlaceRefused("not_at_door", _("This order can not be paid at the door. Please choose another way."))
    return True


def _hold(agreed: Quote) -> None:
    try:
        stock.hold(agreed.lines)
    except stock.Short as refusal:  # somebody else bought it between the quote and this line
        raise SoldOut([refusal.line]) from refusal


def _close(attempt: CheckoutAttempt, order: Order, payments: list[Payment]) -> None:
    """The receipt now answers with this order."""
    total, until = sum(payment.amount_paise for payment in payments), max(payment.expires_at for payment in payments)
    attempts.close(attempt, order, total_paise=total, expires_at=until)


def _tell(order: Order, payments: list[Payment], wish: _Wish) -> None:
    """History and journal. The groups are told nothing before the money is there."""
    numbers = ", ".join(payment.number for payment in payments)
    kind = "placed_at_door" if providers.get(wish.provider).can.on_delivery else "placed"
    events.tell(order, kind, after="awaiting", by_user=wish.user, payment=numbers, mode=payments[0].mode)
    audit.record(
        action="orders.placed",
        subject=order,
        acting_user=wish.user,
        actor="" if wish.user else "shopper",
        after={
            "number": order.number,
            "total_paise": sum(payment.amount_paise for payment in payments),
            "payment": numbers,
            "method": wish.method,
            "mode": payments[0].mode,
        },
    )
