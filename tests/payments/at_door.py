"""Orders that are paid at the door, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from orders import attempts, checkout, fulfilment, handover, packing
from orders.models import ProducerOrder
from orders.quotes import quote
from payments.cash import counting, rules
from payments.models import CashHandIn, CashReceipt
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders.steps import fresh, member_of
from tests.payments.payout_steps import staff

LEH_HOME = make.Address(line1="Fort Road 3", line2="", city="Leh", pin=make.LEH, state="Ladakh")


@contextmanager
def offered(*groups: ProducerGroup, most_paise: int = 50_000_000) -> Iterator[None]:
    """The shop takes cash at the door, by these groups."""
    rule = rules.Rule(
        date(2020, 1, 1), is_offered=True, groups=frozenset(group.slug for group in groups), most_paise=most_paise, hand_in_days=14
    )
    with patch.object(rules, "rules", lambda: (rule,)):
        yield


def place(*listings: object, address: make.Address = LEH_HOME, code: str = "") -> checkout.Placed:
    basket = make.make_basket(*listings)
    return checkout.place(
        basket=basket,
        key=attempts.new_key(),
        quote_hash=quote(basket, address.pin, code=code).hash,
        contact=make.ASHA,
        address=address,
        provider="cash",
        method="door",
        consent_text=make.CONSENT,
        code=code,
    )


def bring(placed: checkout.Placed, group: ProducerGroup) -> ProducerOrder:
    """The group's part, on its way with the group's own people."""
    part, user = make.part_of(placed, group), member_of(group)
    fulfilment.accept(part, acting_user=user)
    packing.pack(part, acting_user=user)
    handover.hand_over(part, carrier="own", acting_user=user)
    return fresh(part)


def hand_in(group: ProducerGroup, *receipts: CashReceipt) -> CashHandIn:
    """Counted by two."""
    total = sum(receipt.amount_paise for receipt in receipts)
    made = counting.count(group=group, receipts=[row.number for row in receipts], amount_paise=total, acting_user=staff("counter"))
    return counting.check(made, amount_paise=total, acting_user=staff("second"))
