"""A shop's random history of money: orders are placed, paid (exactly, in part, too much, late, by card), declined, called off, sent,
delivered, refunded, in any sequence and often twice. What must be true whatever happened is checked on the way and at the end.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.utils import timezone

from accounts.models import User
from catalogue.models import Listing
from orders import cancelling, checkout, deliveries, expiry, fulfilment, handover, offline, packing, refunding
from orders.errors import NotPossible, SoldOut
from orders.models import Parcel, ProducerOrder
from orders.reconciling import reconcile
from payments import card_refunds, comparing
from payments.errors import AmountMissing, NotThatMuch, PaidAlready, ReferenceUsed, RefundRefused
from payments.gateway import SentRefund
from payments.ledger.balances import balances
from payments.ledger.verifying import verify
from payments.models import Allocation, CommissionRule, Earning, Journal, Payment, Refund
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.steps import member_of

_Row = TypeVar("_Row")
# What the shop says to somebody who comes too late, twice, or wants too much. Nothing has happened then.
REFUSALS = (NotPossible, SoldOut, AmountMissing, NotThatMuch, PaidAlready, ReferenceUsed, RefundRefused)


class Shelf:
    """Goods of three groups, few of each, and the people of the shop. Made once for many histories."""

    def __init__(self) -> None:
        groups = [make.make_group(pin=pin) for pin in ("194202", "194301", "194401")]
        prices = (1_850_000, 64_050, 99_999, 30_001, 12_345, 70_007)
        self.listings: list[Listing] = [
            make.make_listing(groups[place % 3], price_paise=price, stock=6) for place, price in enumerate(prices)
        ]
        self.members = {group.pk: member_of(group) for group in groups}
        self.staff = User.objects.create_user("history@example.com", is_staff=True)


class History:
    """One history, the same for the same seed. ``cash_paise`` is counted here, from what the acts themselves say came and went."""

    def __init__(self, shelf: Shelf, seed: int) -> None:
        self.shelf, self.random = shelf, random.Random(seed)  # noqa: S311 - a history to play again, nothing secret
        self.cash_paise = 0
        self.told: list[str] = []

    def play(self, steps: int) -> None:
        """So many acts; every invariant holds at the end, the sums of the books now and then."""
        for act in (place, place, pay, pay):
            self.do(act)
        for step in range(steps):
            self.do(self.random.choices(list(_ACTS), weights=list(_ACTS.values()))[0])
            if step % 5 == 0:
                assert comparing.differences() == []
        check(self)

    def do(self, act: Callable[["History"], None]) -> None:
        """One act, sometimes sent twice. One that is refused has done nothing."""
        again = 1 + (self.random.random() < 0.2)
        self.told.append(act.__name__)
        state = self.random.getstate()
        for _time in range(again):
            self.random.setstate(state)  # the very same act, as a press that was sent twice
            before = self.cash_paise
            try:
                act(self)
            except REFUSALS as refusal:
                self.cash_paise = before
                self.told.append(type(refusal).__name__)

    def pick(self, rows: Any) -> Any:
        """One of the rows, or nothing."""
        found = list(rows.order_by("pk"))
        return self.random.choice(found) if found else None

    def reference(self, row: Payment | Refund, what: str) -> str:
        """The same for the same act on the same row, so that an act sent twice is recognised."""
        return f"{what}{row.pk}N{self.random.randrange(3)}".upper()


def place(history: History) -> None:
    chosen = history.random.sample(history.shelf.listings, history.random.randint(1, 4))
    basket = make.make_basket(*((listing, history.random.randint(1, 2)) for listing in chosen))
    way = {"provider": "stripe", "method": "card"} if history.random.random() < 0.4 else {}
    placed = make.place(basket, **way)
    if way:
        Payment.objects.filter(pk=placed.payment.pk).update(gateway_id=f"pi_{placed.payment.pk}")


def pay(history: History) -> None:
    """The exact rest, in time or late, by card or as a line of the statement."""
    payment = history.pick(Payment.objects.exclude(status=Payment.Status.PAID))
    if payment is None:
        return
    if payment.provider == "stripe":
        checkout.complete(payment, reference=payment.gateway_id, source="webhook")
        history.cash_paise += payment.amount_paise
    else:
        _came(history, payment, None)


def pay_wrongly(history: History) -> None:
    """Another amount than was asked for: a part of it, or too much."""
    payment = history.pick(Payment.objects.filter(provider="offline").exclude(status=Payment.Status.PAID))
    if payment:
        _came(history, payment, history.random.randint(1, payment.amount_paise * 2))


def _came(history: History, payment: Payment, amount: int | None) -> None:
    reference = history.reference(payment, "came")
    before = _on_statement(payment)
    offline.money_came(payment, reference=reference, amount_paise=amount, acting_user=history.shelf.staff)
    history.cash_paise += _on_statement(payment) - before


def _on_statement(payment: Payment) -> int:
    return sum(payment.bank_entries.values_list("amount_paise", flat=True))


def send_back(history: History) -> None:
    """What was too much, or came for an order that was given up."""
    with_money = Payment.objects.filter(provider="offline", bank_entries__amount_paise__gt=0).distinct()
    payment = history.pick(with_money.exclude(status="paid") if history.random.random() < 0.8 else with_money)
    if payment is None:
        return
    spare = _on_statement(payment) - (0 if payment.status in ("expired", "failed") else payment.amount_paise)
    amount = history.random.choice([spare, spare, spare + 1, max(1, spare // 2)])
    before = _on_statement(payment)
    offline.money_sent_back(payment, amount_paise=amount, reference=history.reference(payment, "back"), acting_user=history.shelf.staff)
    history.cash_paise += _on_statement(payment) - before


def expire(history: History) -> None:
    payment = history.pick(Payment.objects.filter(status=Payment.Status.AWAITING))
    if payment:
        Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
        expiry.expire_due()


def call_off(history: History) -> None:
    payment = history.pick(Payment.objects.filter(status=Payment.Status.AWAITING))
    if payment:
        order = ProducerOrder.objects.filter(order__number=payment.order_number).first().order
        cancelling.cancel_unpaid(order, reason="called", acting_user=history.shelf.staff)


def go_on(history: History) -> None:
    """The next step of a part on its ordinary way."""
    part = history.pick(
        ProducerOrder.objects.filter(status__in=("new", "accepted", "packed", "handed_over")).select_related("order", "group")
    )
    if part is None:
        return
    user = history.shelf.members[part.group_id]
    if part.status == "new":
        fulfilment.accept(part, acting_user=user)
    elif part.status == "accepted":
        packing.pack(part, acting_user=user)
    elif part.status == "packed":
        handover.hand_over(part, carrier="own", acting_user=user)
    else:
        parcel = history.pick(Parcel.objects.filter(producer_order=part).select_related("producer_order"))
        deliveries.arrived(parcel, source=history.random.choice(["shopper", "clock", "upload"]))


def decline(history: History) -> None:
    part = history.pick(ProducerOrder.objects.select_related("order", "group"))
    if part:
        fulfilment.decline(part, reason="damaged", acting_user=history.shelf.members[part.group_id])


def cancel(history: History) -> None:
    part = history.pick(ProducerOrder.objects.select_related("order", "group"))
    if part:
        cancelling.cancel_part(part, reason="called", acting_user=history.shelf.staff)


def refund(history: History) -> None:
    """Something of a part that is on its way or was delivered: a paisa, a share, all of it, or more than there is."""
    part = history.pick(Allocation.objects.filter(captured_paise__gt=0))
    if part is None:
        return
    left = part.captured_paise - part.refunded_paise
    amount = history.random.choice([1, max(1, left // 3), max(1, left), left + 1])
    owe_refund(
        producer_order_number=part.producer_order_number,
        amount_paise=amount,
        reason="damaged",
        key=f"history:{part.pk}:{history.random.randrange(4)}",
    )


def send_refund(history: History) -> None:
    """To the card by the gateway, which may fail at once or later; otherwise by staff from the bank."""
    owed = history.pick(Refund.objects.select_related("allocation__payment"))
    if owed is None:
        return
    payment = owed.allocation.payment
    before = _gone(owed)
    if payment.provider == "stripe" and owed.status in ("due", "sent") and not owed.failure:
        status = history.random.choice(["succeeded", "failed"] if owed.status == "sent" else ["succeeded", "succeeded", "failed"])
        card_refunds.record(SentRefund(f"re_{owed.pk}", status, owed.amount_paise, owed.number, payment.gateway_id, ""))
    else:
        reference = history.reference(owed, "sent")
        try:
            refunding.refund_sent(owed, reference=reference, sent_at=timezone.now(), acting_user=history.shelf.staff)
        except Exception as error:
            if type(error).__name__ != "SentAlready":
                raise
    history.cash_paise += before - _gone(owed)


def _gone(owed: Refund) -> int:
    found = Refund.objects.get(pk=owed.pk)
    return found.amount_paise if found.status == "sent" else 0


def change_fee(history: History) -> None:
    """Another fee from today on: what was sold before keeps its own."""
    CommissionRule.objects.create(rate_bp=history.random.randrange(0, 3_000), valid_from=timezone.localdate())


_ACTS: dict[Callable[[History], None], int] = {
    place: 4,
    pay: 4,
    pay_wrongly: 4,
    send_back: 4,
    expire: 1,
    call_off: 1,
    go_on: 12,
    decline: 1,
    cancel: 1,
    refund: 3,
    send_refund: 5,
    change_fee: 1,
}


def check(history: History) -> None:
    """Parts are the charge, the ledger balances and is whole, nothing is negative or over-refunded, and nothing is left to reconcile."""
    for payment in Payment.objects.prefetch_related("allocations__refunds"):
        parts = list(payment.allocations.all())
        assert sum(part.authorised_paise for part in parts) == payment.amount_paise
        for part in parts:
            owed = sum(refund.amount_paise for refund in part.refunds.all())
            assert part.captured_paise == (part.authorised_paise if payment.status == "paid" else 0)
            assert 0 <= part.refunded_paise == owed <= part.captured_paise
    assert verify().faults == []
    stands = balances()
    assert sum(paise for (account, _group), paise in stands.items() if account.startswith("funds.")) == history.cash_paise
    _check_earnings()
    before = Journal.objects.count()
    report = reconcile()
    assert (report.posted, report.wrong, Journal.objects.count()) == (0, [], before)


def _check_earnings() -> None:
    """Each delivered part has one earning: what came for it, less what went back, less the fee that was frozen when it was sold."""
    delivered = {part.number: part for part in ProducerOrder.objects.filter(status__in=("delivered", "closed"))}
    earnings = {earning.producer_order_number: earning for earning in Earning.objects.prefetch_related("changes")}
    assert set(delivered) == set(earnings)
    for number, earning in earnings.items():
        part = delivered[number]
        allocation = Allocation.objects.get(producer_order_number=number, payment__status="paid")
        changes = list(earning.changes.all())
        left = allocation.captured_paise - allocation.refunded_paise
        assert earning.gross_paise + sum(change.gross_paise for change in changes) == left >= 0
        fee = earning.commission_paise - sum(change.commission_paise for change in changes)
        assert abs(fee * part.total_paise - part.commission_paise * left) <= 2 * part.total_paise
        assert earning.net_paise + sum(change.net_paise for change in changes) == left - fee >= 0
