"""A shop's random history of money: orders are placed, paid (exactly, in part, too much, late, by card), declined, called off, sent,
delivered, refunded, paid to the groups, in any sequence and often twice. What must be true whatever happened is checked on the way and at the end.
"""

import random
from collections.abc import Callable
from typing import Any

from accounts.models import User
from catalogue.models import Listing
from orders.errors import NotPossible, ShrinkRefused, SoldOut
from orders.models import ProducerOrder
from orders.reconciling import reconcile
from orders.returns.errors import ReturnRefused
from payments.errors import AmountMissing, NotThatMuch, PaidAlready, ReferenceUsed, RefundRefused, SentAlready
from payments.ledger.balances import balances
from payments.ledger.verifying import verify
from payments.models import Allocation, Earning, Journal, Payment, Refund
from payments.payouts.errors import NotAsSeen, NothingToSend, SamePerson
from payments.refund_lines import borne_by_shop, fee_left, subsidy_left
from tests.orders import factories as make
from tests.orders import histories_aftersale as aftersale
from tests.orders import histories_disputes as disputes
from tests.orders import histories_door as door
from tests.orders import histories_households as households
from tests.orders import histories_modes as modes
from tests.orders import histories_refund_files as refund_files
from tests.orders import histories_vouchers as vouchers
from tests.orders import histories_ways as ways
from tests.orders import history_acts as acts
from tests.orders.steps import member_of
from tests.payments.payout_steps import give_account

# What the shop says to somebody who comes too late, twice, or wants too much. Nothing has happened then.
REFUSALS = (
    NotPossible, SoldOut, AmountMissing, NotThatMuch, PaidAlready, ReferenceUsed, RefundRefused, SentAlready,
    NotAsSeen, NothingToSend, SamePerson, ShrinkRefused, ReturnRefused,
    *households.REFUSALS,
    *refund_files.REFUSALS,
    *door.REFUSALS,
    *ways.REFUSALS,
    *disputes.REFUSALS,
)  # fmt: skip


_ACTS: dict[Callable[["History"], None], int] = {
    acts.place: 4,
    acts.pay: 4,
    acts.pay_wrongly: 4,
    acts.send_back: 4,
    acts.expire: 1,
    acts.call_off: 1,
    acts.go_on: 12,
    acts.decline: 1,
    acts.cancel: 1,
    acts.refund: 3,
    acts.send_refund: 5,
    acts.change_fee: 1,
    acts.pay_out: 6,
    **aftersale.ACTS,
    **households.ACTS,
    **refund_files.ACTS,
    **modes.ACTS,
    **vouchers.ACTS,
    **door.ACTS,
    **ways.ACTS,
    **disputes.ACTS,
}


class Shelf:
    """Goods of three groups, few of each, and the people of the shop. Made once for many histories."""

    def __init__(self) -> None:
        groups = [make.make_group(pin=pin) for pin in ("194202", "194301", "194401")]
        prices = (1_850_000, 64_050, 99_999, 30_001, 12_345, 70_007)
        self.listings: list[Listing] = [
            make.make_listing(groups[place % 3], price_paise=price, stock=12) for place, price in enumerate(prices)
        ]
        self.members = {group.pk: member_of(group) for group in groups}
        self.staff = User.objects.create_user("history@example.com", is_staff=True)
        self.second = User.objects.create_user("history-second@example.com", is_staff=True)
        self.caps = [make.make_listing(group, "Wool cap", price_paise=90_000 - place, stock=12) for place, group in enumerate(groups)]
        for group in groups:
            give_account(group, owner=self.members[group.pk])


def play(shelf: Shelf, seeds: list[int], steps: int) -> None:
    """Histories of one shop, one after the other; the books are looked at when the last has ended. A failure names the seed it came in."""
    histories = [History(shelf, seed) for seed in seeds]
    for history in histories:
        try:
            history.play(steps, is_first=history is histories[0])
            if history is histories[-1]:
                check(sum(each.cash_paise for each in histories))
        except Exception as failure:
            failure.add_note(f"HISTORY={history.seed}: {', '.join(history.told)}")
            raise


class History:
    """One history, the same for the same seed. ``cash_paise`` is counted here, from what the acts themselves say came and went."""

    def __init__(self, shelf: Shelf, seed: int) -> None:
        self.shelf, self.seed, self.random = shelf, seed, random.Random(seed)  # noqa: S311 - a history to play again, nothing secret
        self.cash_paise = 0
        self.told: list[str] = []

    def play(self, steps: int, *, is_first: bool = True) -> None:
        """So many acts. The first history of a shop begins with goods that are sold and goods that are on order."""
        begin = (acts.place, acts.pay, acts.sell) if is_first else ()
        for act in (*begin, *self.random.choices(list(_ACTS), weights=list(_ACTS.values()), k=steps)):
            self.do(act)

    def do(self, act: Callable[["History"], None]) -> None:
        """One act, sometimes sent twice. One that is refused has done nothing."""
        again = 1 + (self.random.random() < 0.2)
        self.told.append(act.__name__)
        state = self.random.getstate()
        for _time in range(again):
            self.random.setstate(state)  # the very same act, as a press that was sent twice
            self.attempt(act)

    def attempt(self, act: Callable[["History"], None]) -> None:
        """An act, or a step of one. What it counted is forgotten where it is refused."""
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


def check(cash_paise: int) -> None:
    """Parts are the charge, the ledger balances and is whole, nothing is negative or over-refunded, and nothing is left to reconcile."""
    for payment in Payment.objects.prefetch_related("allocations__refunds"):
        parts = list(payment.allocations.all())
        assert sum(part.authorised_paise - part.moved_paise for part in parts) == payment.amount_paise
        for part in parts:
            owed = sum(refund.amount_paise for refund in part.refunds.all())
            assert part.captured_paise == (part.authorised_paise if payment.status == "paid" else 0)
            assert 0 <= part.refunded_paise == owed <= part.captured_paise - part.moved_paise
    faults = verify().faults
    assert faults == [], faults
    stands = balances()
    assert sum(paise for (account, _group), paise in stands.items() if account.startswith("funds.")) == cash_paise
    _check_earnings()
    aftersale.check()
    households.check()
    refund_files.check()
    modes.check()
    vouchers.check()
    door.check()
    disputes.check()
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
        every = list(earning.changes.all())
        changes = [change for change in every if change.move_id is None]  # what came back of a lost dispute: disputes.check
        left = allocation.kept_paise + borne_by_shop(number) + subsidy_left(number)
        assert earning.gross_paise + sum(change.gross_paise for change in changes) == left >= 0
        fee = earning.commission_paise - sum(change.commission_paise for change in changes)
        assert fee == fee_left(number, fee_paise=part.commission_paise, sold_paise=part.total_paise)
        withheld = earning.tcs_paise + earning.tds_paise - sum(change.tcs_paise + change.tds_paise for change in changes)
        assert earning.net_paise + sum(change.net_paise for change in changes) == left - fee - withheld
        assert left - fee >= 0 <= withheld
        assert earning.net_paise + sum(change.net_paise for change in every) >= 0
