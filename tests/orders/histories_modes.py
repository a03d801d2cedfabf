"""Acts of a random history in which shoppers pay each group by itself: the settlement mode changes from one order to the next."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import timezone

from orders import checkout, direct
from payments import direct as books
from payments import transfers
from payments.ledger.accounts import ACCOUNTS
from payments.ledger.balances import balances
from payments.models import Allocation, Earning, Payment, Refund, Transfer, TransferReversal
from payments.settlement import LICENSED_GATEWAY, NODAL, PAY_EACH_GROUP
from payments.split_gateway import SentReversal, SentTransfer
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders.steps import arrive
from tests.payments import payees, splits
from tests.payments.papers import carry_out

if TYPE_CHECKING:
    from tests.orders.histories import History


def place_each(history: "History") -> None:
    """An order whose groups are paid by themselves, with or without tax at source."""
    chosen = history.random.sample(history.shelf.listings, history.random.randint(1, 4))
    with payees.each_group(tds=history.random.random() < 0.5):
        for listing in chosen:
            payees.make_payable(listing.group)
        make.place(make.make_basket(*((listing, 1) for listing in chosen)))


def pay_group(history: "History") -> None:
    """What one group was asked for: exactly, in part or too much, in time or late."""
    payment = history.pick(Payment.objects.filter(mode=PAY_EACH_GROUP).exclude(status=Payment.Status.PAID))
    if payment is None:
        return
    amount = None if history.random.random() < 0.7 else history.random.randint(1, payment.amount_paise * 2)
    member = history.shelf.members[payment.payee_group_id]
    direct.money_came(payment, reference=history.reference(payment, "upi"), amount_paise=amount, acting_user=member)


def sell_straight(history: "History") -> None:
    """A sale paid straight to its group that goes the whole ordinary way."""
    listing = history.random.choice(history.shelf.listings)
    with payees.each_group(tds=True):
        payees.make_payable(listing.group)
        placed = make.place_order(listing)
    member = history.shelf.members[listing.group_id]
    direct.money_came(placed.payment, reference=history.reference(placed.payment, "upi"), amount_paise=None, acting_user=member)
    arrive(carry_out(make.part_of(placed, listing.group)))


def group_sends_back(history: "History") -> None:
    """A group sends what it owes a shopper, or what was too much."""
    member = history.shelf.members
    refund = history.pick(Refund.objects.filter(allocation__payment__mode=PAY_EACH_GROUP, bearer="group"))
    if refund and history.random.random() < 0.7:
        person = member[refund.allocation.group_id]
        direct.refund_sent(refund, reference=history.reference(refund, "gone"), sent_at=timezone.now(), acting_user=person)
        return
    payment = history.pick(Payment.objects.filter(mode=PAY_EACH_GROUP, bank_entries__amount_paise__gt=0).distinct())
    if payment is None:
        return
    received = sum(payment.bank_entries.values_list("amount_paise", flat=True))
    spare = received - (0 if payment.status in ("expired", "failed") else payment.amount_paise)
    person = member[payment.payee_group_id]
    direct.money_sent_back(payment, amount_paise=spare, reference=history.reference(payment, "rest"), acting_user=person)


def pay_fee(history: "History") -> None:
    """A group pays fees that it owes: all, some, or more than it owes."""
    group = history.pick(ProducerGroup.objects.filter(pk__in=history.shelf.members))
    owing = books.owing_paise(group)
    amount = history.random.choice([owing, max(1, owing // 2), owing + 1])
    reference = f"FEE{group.pk}N{history.random.randrange(10_000)}"
    before = group.fee_receipts.count()
    books.record_fee(group=group, amount_paise=amount, reference=reference, acting_user=history.shelf.staff)
    if group.fee_receipts.count() > before:
        history.cash_paise += amount


def place_split(history: "History") -> None:
    """An order through the licensed gateway, with taxes at source; often paid at once."""
    chosen = history.random.sample(history.shelf.listings, history.random.randint(1, 3))
    with payees.modes(payees.row(LICENSED_GATEWAY, tcs=True, tds=True)):
        for listing in chosen:
            splits.make_linked(listing.group)
        placed = make.place(make.make_basket(*((listing, 1) for listing in chosen)), provider="split", method="online")
    Payment.objects.filter(pk=placed.payment.pk).update(gateway_id=f"plink_{placed.payment.pk}")
    if history.random.random() < 0.7:
        _pay_split(history, Payment.objects.get(pk=placed.payment.pk))


def pay_split(history: "History") -> None:
    """The gateway took the money, in time or late."""
    payment = history.pick(Payment.objects.filter(provider="split").exclude(status=Payment.Status.PAID))
    if payment:
        _pay_split(history, payment)


def _pay_split(history: "History", payment: Payment) -> None:
    checkout.complete(payment, reference=payment.gateway_id, source="webhook")
    history.cash_paise += payment.amount_paise


def gateway_acts(history: "History") -> None:
    """The gateway makes a share, takes something of one back or refuses to, or releases one."""
    transfer = history.pick(Transfer.objects.select_related("allocation__payment"))
    asked = TransferReversal.objects.filter(transfer__gateway_id__gt="").exclude(status="off")
    reversal = history.pick(asked.select_related("transfer__allocation__payment"))
    if reversal and history.random.random() < 0.6:
        _take_back(history, reversal)
        return
    if transfer is None:
        return
    Earning.objects.filter(mode=LICENSED_GATEWAY).update(pay_on=timezone.localdate())
    make_share(history, transfer)


def _take_back(history: "History", reversal: TransferReversal) -> None:
    """The gateway takes it from the group, unless the group has been paid."""
    if reversal.status == "due" and reversal.transfer.status in ("released", "settled") and history.random.random() < 0.4:
        transfers._refused(reversal, "INSUFFICIENT_BALANCE")
        return
    if reversal.status == "due":
        history.cash_paise += reversal.amount_paise
    transfers._reversed(reversal, SentReversal(f"rv_{reversal.pk}", reversal.number, reversal.amount_paise))


def make_shares(history: "History", payment: Payment) -> None:
    """The gateway does all that it was asked to for one payment."""
    Earning.objects.filter(order_number=payment.order_number).update(pay_on=timezone.localdate())
    for _time in range(2):  # made, then released
        for transfer in Transfer.objects.filter(allocation__payment=payment).select_related("allocation__payment").order_by("pk"):
            make_share(history, transfer)
            for reversal in transfer.reversals.filter(status="due", failure="").select_related("transfer__allocation__payment"):
                reversal.transfer.refresh_from_db(fields=["status"])
                _take_back(history, reversal)


def make_share(history: "History", transfer: Transfer) -> None:
    """The gateway says how a share stands: kept for its group, or released where its day has come."""
    goes = transfer.status != "due" and transfers.is_due(transfer, timezone.localdate())
    is_kept = not (goes or transfer.status in ("released", "settled"))
    if transfer.status == "due":
        history.cash_paise -= transfer.amount_paise
    transfers.record(
        SentTransfer(f"trf_{transfer.pk}", transfer.number, transfer.account_id, transfer.amount_paise, 0, is_kept, False, False, "")
    )


ACTS: dict[Callable[["History"], None], int] = {place_each: 3, pay_group: 5, sell_straight: 1, group_sends_back: 3, pay_fee: 2}
ACTS |= {place_split: 3, pay_split: 1, gateway_acts: 8}


def check() -> None:
    """What the shop's books say of money that is not its own sums to nothing by group; nothing of it is paid out by the shop."""
    sums: dict[int | None, int] = {}
    for (account, group), paise in balances().items():
        if account.startswith("direct."):
            sums[group] = sums.get(group, 0) + ACCOUNTS[account].sign * paise
    assert set(sums.values()) <= {0}
    assert not Earning.objects.exclude(mode=NODAL).filter(payout_lines__isnull=False).exists()
    for part in Allocation.objects.filter(transfers__isnull=False).distinct():
        assert sum(transfer.left_paise for transfer in part.transfers.all()) == transfers.target_paise(part)
    for transfer in Transfer.objects.all():
        asked = transfer.reversals.exclude(status="off")
        assert 0 <= transfer.reversed_paise == sum(asked.values_list("amount_paise", flat=True)) <= transfer.amount_paise
