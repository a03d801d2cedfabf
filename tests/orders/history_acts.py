"""What people do in a random history of money, each act on a row picked at random; ``tests.orders.histories`` plays them."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from orders import cancelling, checkout, deliveries, expiry, fulfilment, handover, offline, packing, refunding
from orders.models import Parcel, ProducerOrder
from payments import card_refunds
from payments.gateway import SentRefund
from payments.models import Allocation, CommissionRule, Earning, Payment, Payout, PayoutBatch, Refund
from payments.payouts import batches, deciding, due, outcomes
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.steps import bring

if TYPE_CHECKING:
    from tests.orders.histories import History


# What groups receive and send themselves is played by tests.orders.histories_modes.
_OURS = Payment.objects.exclude(provider__in=("direct", "split"))
_BY_GROUP = Q(allocation__payment__provider="direct", bearer="group")


def place(history: "History") -> None:
    chosen = history.random.sample(history.shelf.listings, history.random.randint(1, 4))
    basket = make.make_basket(*((listing, history.random.randint(1, 2)) for listing in chosen))
    way = {"provider": "stripe", "method": "card"} if history.random.random() < 0.4 else {}
    placed = make.place(basket, **way)
    if way:
        Payment.objects.filter(pk=placed.payment.pk).update(gateway_id=f"pi_{placed.payment.pk}")


def sell(history: "History") -> None:
    """An order that goes the whole ordinary way to its delivery."""
    listing = history.random.choice(history.shelf.listings)
    placed = make.place_order(listing)
    history.cash_paise += placed.payment.amount_paise
    bring(placed, listing.group, "delivered")


def pay(history: "History") -> None:
    """The exact rest, in time or late, by card or as a line of the statement."""
    payment = history.pick(_OURS.exclude(status=Payment.Status.PAID))
    if payment is None:
        return
    if payment.provider == "stripe":
        checkout.complete(payment, reference=payment.gateway_id, source="webhook")
        history.cash_paise += payment.amount_paise
    else:
        _came(history, payment, None)


def pay_wrongly(history: "History") -> None:
    """Another amount than was asked for: a part of it, or too much."""
    payment = history.pick(Payment.objects.filter(provider="offline").exclude(status=Payment.Status.PAID))
    if payment:
        _came(history, payment, history.random.randint(1, payment.amount_paise * 2))


def _came(history: "History", payment: Payment, amount: int | None) -> None:
    reference = history.reference(payment, "came")
    before = _on_statement(payment)
    offline.money_came(payment, reference=reference, amount_paise=amount, acting_user=history.shelf.staff)
    history.cash_paise += _on_statement(payment) - before


def _on_statement(payment: Payment) -> int:
    return sum(payment.bank_entries.values_list("amount_paise", flat=True))


def send_back(history: "History") -> None:
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


def expire(history: "History") -> None:
    payment = history.pick(Payment.objects.filter(status=Payment.Status.AWAITING))
    if payment:
        Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
        expiry.expire_due()


def call_off(history: "History") -> None:
    payment = history.pick(Payment.objects.filter(status=Payment.Status.AWAITING))
    if payment:
        order = ProducerOrder.objects.filter(order__number=payment.order_number).first().order
        cancelling.cancel_unpaid(order, reason="called", acting_user=history.shelf.staff)


def go_on(history: "History") -> None:
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


def decline(history: "History") -> None:
    part = history.pick(ProducerOrder.objects.select_related("order", "group"))
    if part:
        fulfilment.decline(part, reason="damaged", acting_user=history.shelf.members[part.group_id])


def cancel(history: "History") -> None:
    part = history.pick(ProducerOrder.objects.select_related("order", "group"))
    if part:
        cancelling.cancel_part(part, reason="called", acting_user=history.shelf.staff)


def refund(history: "History") -> None:
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


def send_refund(history: "History") -> None:
    """To the card by the gateway, which may fail at once or later; otherwise by staff from the bank."""
    every = Refund.objects.select_related("allocation__payment").exclude(_BY_GROUP)
    on_cards = every.filter(allocation__payment__provider="stripe", status="sent", failure="")
    owed = history.pick(on_cards if history.random.random() < 0.3 and on_cards.exists() else every)
    if owed is None:
        return
    payment = owed.allocation.payment
    before = _gone(owed)
    if payment.provider in ("stripe", "split") and owed.status in ("due", "sent") and not owed.failure:
        status = history.random.choice(["succeeded", "failed"] if owed.status == "sent" else ["succeeded", "succeeded", "failed"])
        card_refunds.record(SentRefund(f"re_{owed.pk}", status, owed.amount_paise, owed.number, payment.gateway_id, ""))
    else:
        reference = history.reference(owed, "sent")
        refunding.refund_sent(owed, reference=reference, sent_at=timezone.now(), acting_user=history.shelf.staff)
    history.cash_paise += before - _gone(owed)


def _gone(owed: Refund) -> int:
    found = Refund.objects.get(pk=owed.pk)
    return found.amount_paise if found.status == "sent" else 0


def change_fee(history: "History") -> None:
    """Another fee from today on: what was sold before keeps its own."""
    CommissionRule.objects.create(rate_bp=history.random.randrange(0, 3_000), valid_from=timezone.localdate())


def pay_out(history: "History") -> None:
    """Some steps of the groups' money, on or back: due, proposed, approved, in the bank's file, with the bank, paid or returned."""
    for step in (_make_due, _decide, _decide, _make_file, _hand_over_file, _hear_of_the_bank):
        if history.random.random() < 0.75:
            step(history)


def _make_due(history: "History") -> None:
    Earning.objects.update(pay_on=timezone.localdate())  # as if the days of return were over
    due.prepare_all()


def _decide(history: "History") -> None:
    payout = history.pick(Payout.objects.filter(status__in=("due", "proposed", "approved")))
    if payout is not None:
        _step_of(history, payout, chance=0.8)


def _step_of(history: "History", payout: Payout, chance: float = 1) -> None:
    """Proposed, approved, or (where it does not go on) refused."""
    if payout.status == "due":
        deciding.propose(payout, version=payout.version, acting_user=history.shelf.staff)
    elif payout.status == "proposed" and history.random.random() < chance:
        deciding.approve(payout, version=payout.version, acting_user=history.shelf.second)
    elif history.random.random() < 0.3:
        deciding.refuse(payout, reason="group_asked", acting_user=history.shelf.second)


def _make_file(history: "History") -> None:
    batches.make(acting_user=history.shelf.staff)


def _hand_over_file(history: "History") -> None:
    batch = history.pick(PayoutBatch.objects.filter(status=PayoutBatch.Status.MADE))
    if batch and history.random.random() < 0.8:
        batches.record_sent(batch, reference=f"FILE{batch.pk}", acting_user=history.shelf.staff)
    elif batch:
        batches.drop(batch, reason="never sent", acting_user=history.shelf.staff)


def _hear_of_the_bank(history: "History") -> None:
    """Paid, under its UTR; or sent back, sometimes after it was called paid."""
    payout = history.pick(Payout.objects.filter(status__in=("sent", "settled")))
    if payout is None:
        return
    if payout.status == "sent" and history.random.random() < 0.7:
        if outcomes.settle(payout, reference=f"PAID{payout.pk}", acting_user=history.shelf.staff):
            history.cash_paise -= payout.amount_paise
        return
    was_paid = payout.status == "settled"
    outcomes.bounce(payout, reason="bank_trouble", acting_user=history.shelf.staff)
    history.cash_paise += payout.amount_paise if was_paid else 0
