"""Whole ways of money in a random history, each step taken or left out: what single acts picked at random seldom reach one after the other."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import timezone

from orders import at_door, checkout
from orders.models import ProducerOrder
from orders.stand_ins import answering, asking, finding, shown
from orders.stand_ins.errors import StandInChanged, StandInRefused
from payments.advances import deciding
from payments.models import Advance, CashHandIn, CashReceipt, Earning, Payment, Payout, Transfer
from payments.payouts import batches, outcomes
from tests.orders import factories as make
from tests.orders import histories_aftersale as aftersale
from tests.orders import histories_door as door
from tests.orders import histories_households as households
from tests.orders import histories_modes as modes
from tests.orders import histories_refund_files as refund_files
from tests.orders import history_acts as acts
from tests.orders.steps import arrive
from tests.payments import at_door as doors
from tests.payments import payees, splits

if TYPE_CHECKING:
    from tests.orders.histories import History

REFUSALS = (StandInRefused, StandInChanged)
Act = Callable[["History"], None]


def _walk(history: "History", *steps: tuple[Act, float]) -> None:
    """The steps one after the other, each taken as often as its chance says. One that is refused does not end the way."""
    for step, chance in steps:
        if history.random.random() < chance:
            history.attempt(step)


def to_the_group(history: "History") -> None:
    """A sale is shared, paid out, and paid to a household; payments and payouts are taken back, now and then."""
    _walk(
        history,
        (households.share, 0.8),
        (households.share, 0.8),
        (_pay_out_everything, 1),
        (households.pay_household, 0.8),
        (households.pay_household, 0.5),
        (households.take_back, 0.8),
        (households.take_back, 0.8),
        (_bounce, 0.4),
        (households.shop_advances, 0.4),
        (_bounce_an_advance, 0.5),
    )


def _pay_out_everything(history: "History") -> None:
    acts._make_due(history)
    for status in ("due", "proposed"):
        for payout in Payout.objects.filter(status=status).order_by("pk"):
            acts._step_of(history, payout)
    batch = batches.make(acting_user=history.shelf.staff)
    batches.record_sent(batch, reference=f"FILE{batch.pk}", acting_user=history.shelf.staff)
    for payout in Payout.objects.filter(batch=batch).order_by("pk"):
        outcomes.settle(payout, reference=f"PAID{payout.pk}", acting_user=history.shelf.staff)
        history.cash_paise -= payout.amount_paise


def _bounce(history: "History") -> None:
    payout = history.pick(Payout.objects.filter(status="settled"))
    if payout:
        outcomes.bounce(payout, reason="bank_trouble", acting_user=history.shelf.staff)
        history.cash_paise += payout.amount_paise


def _bounce_an_advance(history: "History") -> None:
    held = history.pick(Advance.objects.filter(status=Advance.Status.PAID))
    if held:
        deciding.bounced(held, note="account closed", acting_user=history.shelf.staff)
        history.cash_paise += held.amount_paise


def back_to_the_shopper(history: "History") -> None:
    """An order is paid with another sum than was asked, and money goes back: what is too much, and refunds, some of which come back."""
    _walk(
        history,
        (acts.place, 1),
        (acts.pay_wrongly, 0.9),
        (acts.pay, 0.9),
        (acts.send_back, 0.9),
        (acts.refund, 0.8),
        (acts.send_refund, 0.9),
        (acts.send_refund, 0.7),
        (refund_files.refund_file, 0.9),
        (refund_files.refund_file, 0.5),
    )


def straight_to_the_group(history: "History") -> None:
    """A sale is paid to its group, which owes the shop its fee, and sends back what is too much."""
    _walk(history, (modes.sell_straight, 1), (modes.pay_fee, 0.9), (modes.pay_fee, 0.5), (modes.group_sends_back, 0.5))


def cash_home(history: "History") -> None:
    """A part is paid at the door; its cash is counted, counted again and banked, or written off, and turns up after all."""
    _walk(
        history,
        (_paid_at_door, 1),
        (door.write_cash_off, 0.7),
        (door.find_cash, 0.9),
        (door.go_on_with_cash, 0.5),
        (_count_all, 0.7),
        (door.go_on_with_cash, 0.9),
        (door.go_on_with_cash, 0.9),
    )


def _paid_at_door(history: "History") -> None:
    listing = history.random.choice(history.shelf.listings)
    near = make.Address(line1="By the bridge", line2="", city="Here", pin=listing.group.pin, state="Ladakh")
    with doors.offered(listing.group):
        placed = doors.place(listing, address=near)
    at_door.taken(doors.bring(placed, listing.group), acting_user=history.shelf.members[listing.group_id])


def _count_all(history: "History") -> None:
    """A group brings all that it has; the second person comes to the same sum, mostly."""
    receipt = history.pick(CashReceipt.objects.filter(hand_in=None))
    if receipt:
        made = door.counting.count(
            group=receipt.group, receipts=[receipt.number], amount_paise=receipt.amount_paise, acting_user=history.shelf.staff
        )
        if history.random.random() < 0.8:
            door.counting.check(made, amount_paise=made.amount_paise, acting_user=history.shelf.second)
            door.counting.bank(CashHandIn.objects.get(pk=made.pk), reference=f"DEP{made.pk}", acting_user=history.shelf.staff)
            history.cash_paise += made.amount_paise


def through_the_gateway(history: "History") -> None:
    """A sale through the licensed gateway is delivered; its shares are made, lessened and released."""
    _walk(
        history,
        (_sold_by_gateway, 1),
        (_make_shares, 0.9),
        (aftersale.give_back_a_line, 0.4),
        (modes.gateway_acts, 1),
        (_release_shares, 0.8),
        (acts.refund, 0.4),
        (modes.gateway_acts, 1),
        (door.settle_gateway, 0.4),
        (door.pay_taxes, 0.7),
    )


def _sold_by_gateway(history: "History") -> None:
    listing = history.random.choice(history.shelf.listings)
    with payees.modes(payees.row(modes.LICENSED_GATEWAY, tcs=True, tds=True)):
        splits.make_linked(listing.group)
        placed = make.place(make.make_basket(listing), provider="split", method="online")
    Payment.objects.filter(pk=placed.payment.pk).update(gateway_id=f"plink_{placed.payment.pk}")
    payment = Payment.objects.get(pk=placed.payment.pk)
    checkout.complete(payment, reference=payment.gateway_id, source="webhook")
    history.cash_paise += payment.amount_paise
    part, user = make.part_of(placed, listing.group), history.shelf.members[listing.group_id]
    acts.fulfilment.accept(part, acting_user=user)
    acts.packing.pack(part, acting_user=user)
    acts.handover.hand_over(part, carrier="own", acting_user=user)
    arrive(part)


def _make_shares(history: "History") -> None:
    for transfer in Transfer.objects.filter(status="due").select_related("allocation__payment").order_by("pk"):
        modes.make_share(history, transfer)


def _release_shares(history: "History") -> None:
    Earning.objects.filter(mode=modes.LICENSED_GATEWAY).update(pay_on=timezone.localdate())
    for transfer in Transfer.objects.exclude(status="due").select_related("allocation__payment").order_by("pk"):
        modes.make_share(history, transfer)


def another_group(history: "History") -> None:
    """Another group sends in place of one that does not answer; the shopper agrees, mostly. Sometimes it goes on to its delivery."""
    cap = history.shelf.caps[0]
    placed = make.make_paid_order(cap)
    history.cash_paise += placed.payment.amount_paise
    part = make.part_of(placed, cap.group)
    options = finding.options(ProducerOrder.objects.select_related("order", "group", "ship_to").get(pk=part.pk))
    if not options:
        return
    chosen = history.random.choice(options).quoted.group.slug
    asked = asking.ask(part, group_slug=chosen, reason="Nobody takes the telephone", acting_user=history.shelf.staff)
    seen = shown.open_stand_ins(placed.order.number)[0].seen
    said = "yes" if history.random.random() < 0.8 else "no"
    answering.answer(asked, said, seen=seen)
    asked.refresh_from_db()
    if asked.new_part and history.random.random() < 0.5:
        user = history.shelf.members[asked.new_part.group_id]
        acts.fulfilment.accept(asked.new_part, acting_user=user)
        acts.packing.pack(asked.new_part, acting_user=user)


ACTS: dict[Act, int] = {
    to_the_group: 3,
    back_to_the_shopper: 3,
    straight_to_the_group: 1,
    cash_home: 3,
    through_the_gateway: 2,
    another_group: 1,
}
