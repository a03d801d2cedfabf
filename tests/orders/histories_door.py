"""Acts of a random history with cash at the door, and with what the shop pays to gateways and the government."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

from django.utils import timezone

from orders import at_door
from orders.errors import DeliveryRefused, HandOverRefused, PlaceRefused
from orders.models import ProducerOrder
from payments.cash import counting, receipts, turning_up, writing_off
from payments.cash.errors import CashRefused
from payments.cash.errors import NotAsSeen as CashNotAsSeen
from payments.dues import deposits, settlements
from payments.dues.errors import DueRefused
from payments.models import CashHandIn, CashReceipt, CashWriteOff, GatewaySettlement, TaxDeposit
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.payments import at_door as door

if TYPE_CHECKING:
    from tests.orders.histories import History

REFUSALS = (CashRefused, CashNotAsSeen, DueRefused, DeliveryRefused, HandOverRefused, PlaceRefused)


def place_at_door(history: "History") -> None:
    """Goods of one group, to the pincode of its hub; sometimes above the cap."""
    listing = history.random.choice(history.shelf.listings)
    near = make.Address(line1="By the bridge", line2="", city="Here", pin=listing.group.pin, state="Ladakh")
    with door.offered(listing.group, most_paise=history.random.choice([300_000, 50_000_000])):
        door.place((listing, history.random.randint(1, 2)), address=near)


def say_at_door(history: "History") -> None:
    """A part on its way is paid, or nobody takes it."""
    owed = receipts.open_parts().values("producer_order_number")
    part = history.pick(ProducerOrder.objects.filter(number__in=owed).select_related("order", "group"))
    if part is None:
        return
    user = history.shelf.members[part.group_id]
    if history.random.random() < 0.7:
        at_door.taken(part, acting_user=user)
    else:
        at_door.refused(part, can_be_sold=history.random.random() < 0.5, acting_user=user)


def count_cash(history: "History") -> None:
    """A group brings some of what it has; sometimes another sum is counted."""
    group = history.pick(ProducerGroup.objects.filter(cash_receipts__isnull=False).distinct())
    if group is None:
        return
    brought = [row for row in CashReceipt.objects.filter(group=group).order_by("pk") if history.random.random() < 0.7]
    amount = sum(row.amount_paise for row in brought) + history.random.choice([0, 0, 0, 100])
    counting.count(group=group, receipts=[row.number for row in brought], amount_paise=amount, acting_user=history.shelf.staff)


def go_on_with_cash(history: "History") -> None:
    """Counted again, given back, or brought to the bank."""
    found = history.pick(CashHandIn.objects.all())
    if found is None:
        return
    if found.status == CashHandIn.Status.CHECKED:
        counting.bank(found, reference=f"DEP{found.pk}", acting_user=history.shelf.staff)
        history.cash_paise += found.amount_paise
    elif history.random.random() < 0.8:
        counting.check(found, amount_paise=found.amount_paise, acting_user=history.shelf.second)
    else:
        counting.drop(found, note="one note was missing", acting_user=history.shelf.second)


def write_cash_off(history: "History") -> None:
    """Cash that is waited for no more: one person says so, another agrees or not; sometimes it was counted meanwhile."""
    receipt = history.pick(CashReceipt.objects.all())
    if receipt is None:
        return
    bearer = history.random.choice(CashWriteOff.Bearer.values)
    with patch.object(receipts, "last_day", lambda: timezone.localdate() + timedelta(days=1)):
        found = writing_off.propose(receipt, bearer=bearer, reason="the jeep was robbed", acting_user=history.shelf.staff)
    if history.random.random() < 0.7:
        writing_off.approve(found, acting_user=history.shelf.second)
    else:
        writing_off.refuse(found, note="it will come", acting_user=history.shelf.second)


def find_cash(history: "History") -> None:
    """Some of the cash that was written off turns up, sometimes more than that; it is counted again, or not."""
    gone = history.pick(CashWriteOff.objects.filter(status=CashWriteOff.Status.APPROVED).select_related("receipt"))
    if gone is None:
        return
    missing = turning_up.missing_paise(gone)
    amount = history.random.choice([missing, missing, max(1, missing // 2), missing + 1])
    made = turning_up.count(gone, amount_paise=amount, acting_user=history.shelf.staff)
    if history.random.random() < 0.7:
        counting.check(made, amount_paise=amount, acting_user=history.shelf.second)
    else:
        counting.drop(made, note="it was another shop's", acting_user=history.shelf.second)


def settle_gateway(history: "History") -> None:
    """The gateway pays out some of what stands with it, and keeps a fee."""
    standing = settlements.standing()
    if not standing:
        return
    provider = history.random.choice(sorted(standing))
    had = max(0, standing[provider])
    fee = history.random.randint(0, had // 50)
    before = GatewaySettlement.objects.count()
    settlements.record(
        provider=provider,
        paid_paise=history.random.randint(0, had - fee),
        fee_paise=fee,
        reference=f"SET{history.random.randrange(100_000)}",
        settled_on=timezone.localdate(),
        acting_user=history.shelf.staff,
    )
    history.cash_paise -= fee * (GatewaySettlement.objects.count() - before)


def pay_taxes(history: "History") -> None:
    """Some of the taxes at source goes to the government; the second person agrees, or not."""
    kind = history.random.choice(TaxDeposit.Kind.values)
    amount = max(1, history.random.randint(0, max(1, deposits.left_to_pay(kind))))
    today = timezone.localdate()
    made = deposits.propose(
        kind=kind,
        month=today,
        amount_paise=amount,
        challan=f"CH{history.random.randrange(10_000)}",
        paid_on=today,
        acting_user=history.shelf.staff,
    )
    if made.status != TaxDeposit.Status.PROPOSED:
        return
    if history.random.random() < 0.8:
        deposits.approve(made, acting_user=history.shelf.second)
        history.cash_paise -= amount
    else:
        deposits.refuse(made, note="another sum", acting_user=history.shelf.second)


ACTS: dict[Callable[["History"], None], int] = {
    place_at_door: 3,
    say_at_door: 4,
    count_cash: 2,
    go_on_with_cash: 3,
    write_cash_off: 1,
    find_cash: 1,
    settle_gateway: 1,
    pay_taxes: 1,
}


def check() -> None:
    """What is counted is what its receipts say, and each receipt is all that was left of its part when it was paid."""
    for row in CashHandIn.objects.filter(write_off=None).exclude(status=CashHandIn.Status.DROPPED).prefetch_related("receipts"):
        assert sum(receipt.amount_paise for receipt in row.receipts.all()) == row.amount_paise
    for receipt in CashReceipt.objects.select_related("allocation"):
        refunds = receipt.allocation.refunds.all()
        taken_off = sum(refund.amount_paise for refund in refunds if receipts.is_taken_off(refund))
        assert receipt.amount_paise == receipt.allocation.captured_paise - taken_off
