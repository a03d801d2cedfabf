"""Whatever people, clock and bank do in any order: every rupee that was earned is owed, on its way or paid, and stands in one place."""

import csv
import io
import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from money.paise import from_rupees
from payments.advances import deciding as advances
from payments.advances.errors import AdvanceRefused
from payments.models import Advance, Earning, EarningChange, Entry, Payout, PayoutBatch
from payments.payouts import bank_file, batches, deciding, due, outcomes, queries, statement
from payments.payouts.errors import NotAsSeen, NothingToSend
from payments.reconciling import Report, fill
from producers.models import ProducerGroup
from tests.environment import IS_LONG
from tests.payments.payout_steps import earn, give_account, in_order, make_ready_group, refund, staff

pytestmark = [pytest.mark.django_db, pytest.mark.long]
Status = Payout.Status
SEEDS, STEPS, A_LOOK_EVERY = range(6 if IS_LONG else 2), 140, 20
# How often each is drawn: mostly what makes money move, seldom what undoes it.
ACTS = {
    "earn": 12, "strike": 6, "propose": 9, "approve": 9, "make": 6, "hand_over": 7, "settle": 6,
    "refund": 2, "bounce": 2, "days_pass": 5, "refuse": 1, "change_account": 2, "drop": 0.5,
    "advance": 2, "advance_back": 0.5,
}  # fmt: skip


class Shop:
    """Three groups, four members of staff and a bank, all drawn by one seed."""

    def __init__(self, seed: int, clock: Any) -> None:
        self.draw, self.clock = random.Random(seed), clock  # noqa: S311 - the same history for the same seed
        self.groups = [make_ready_group() for _number in range(3)]
        self.staff = [staff() for _number in range(4)]
        self.steps = 0

    def one_of(self, *statuses: str) -> Payout | None:
        found = list(Payout.objects.filter(status__in=statuses).select_related("group", "account").order_by("pk"))
        return self.draw.choice(found) if found else None

    def person(self) -> Any:
        return self.draw.choice(self.staff)

    def earn(self) -> None:
        paise, fee = self.draw.randint(1, 90_000), self.draw.randint(0, 10)
        on = timezone.localdate() - timedelta(days=self.draw.randint(0, 12))
        earn(self.draw.choice(self.groups), paise, self.draw.choice([0, 5_050]), fee_paise=paise * fee // 100, on=on)

    def refund(self) -> None:
        earnings = [earning for earning in Earning.objects.order_by("pk") if kept_of(earning) > 0]
        if earnings:
            earning = self.draw.choice(earnings)
            refund(earning, self.draw.choice([kept_of(earning), *(self.draw.randint(1, kept_of(earning)) for _more in range(3))]))

    def strike(self) -> None:
        due.prepare_all()

    def propose(self) -> None:
        if self.draw.random() < 0.7:  # otherwise it may be stale, and is refused
            self.strike()
        self.decide(deciding.propose, Status.DUE)

    def approve(self) -> None:
        self.decide(deciding.approve, Status.PROPOSED)

    def decide(self, act: Any, status: str) -> None:
        payout = self.one_of(status)
        if payout is not None:
            with suppress(NotAsSeen, deciding.SamePerson):
                act(payout, version=payout.version, acting_user=self.person())

    def refuse(self) -> None:
        payout = self.one_of(Status.PROPOSED, Status.APPROVED)
        if payout is not None:
            with suppress(NotAsSeen):
                deciding.refuse(payout, reason="amount_doubtful", acting_user=self.person())

    def make(self) -> None:
        with suppress(NothingToSend):
            batches.make(acting_user=self.person())

    def hand_over(self) -> None:
        batch = PayoutBatch.objects.filter(status="made").first()
        if batch is not None:
            self.steps += 1
            text = batches.text_of(batch, acting_user=self.person())
            batches.record_sent(batch, reference=f"B{self.steps}", acting_user=self.person())
            assert text == bank_file.text_of(batches.payouts_of(batch))

    def drop(self) -> None:
        batch = PayoutBatch.objects.filter(status="made").first()
        if batch is not None:
            batches.drop(batch, reason="never uploaded", acting_user=self.person())

    def settle(self) -> None:
        payout = self.one_of(Status.SENT)
        if payout is not None:
            outcomes.settle(payout, reference=f"UTR{payout.pk}", acting_user=self.person())

    def bounce(self) -> None:
        payout = self.one_of(Status.SENT, Status.SETTLED)
        if payout is not None:
            outcomes.bounce(payout, reason=self.draw.choice(["bank_trouble", "bank_trouble", "account_closed"]), acting_user=self.person())

    def change_account(self) -> None:
        self.steps += 1
        number = f"{9_000_000_000 + self.steps}"
        give_account(self.draw.choice(self.groups), owner=self.person(), number=number, is_usable=self.draw.random() < 0.8)

    def advance(self) -> None:
        self.steps += 1
        paise, group = self.draw.randint(1, 150_000), self.draw.choice(self.groups)
        with suppress(AdvanceRefused, deciding.SamePerson, NotAsSeen):
            made = advances.propose(group=group, amount_paise=paise, reason="wool", key=f"{self.steps}", acting_user=self.person())
            advances.approve(made, acting_user=self.person())
            advances.paid(made, reference=f"ADV{self.steps}", acting_user=self.person())

    def advance_back(self) -> None:
        found = list(Advance.objects.filter(status="paid").order_by("pk"))
        if found:
            with suppress(AdvanceRefused):
                advances.bounced(self.draw.choice(found), note="account closed", acting_user=self.person())

    def days_pass(self) -> None:
        self.clock.shift(timedelta(days=self.draw.randint(1, 4)))


def kept_of(earning: Earning) -> int:
    return earning.gross_paise + sum(EarningChange.objects.filter(earning=earning).values_list("gross_paise", flat=True))


def check(groups: list[ProducerGroup]) -> None:
    """Rows, lines, files, ledger and pages agree, to the paisa."""
    assert in_order()
    for group in groups:
        earned = sum(Earning.objects.filter(group=group).values_list("net_paise", flat=True))
        taken = sum(EarningChange.objects.filter(earning__group=group).values_list("net_paise", flat=True))
        page = queries.money_page(group)
        alive = Payout.objects.filter(group=group).exclude(status__in=("bounced", "withdrawn"))
        recovered = sum(alive.values_list("recovered_paise", flat=True))
        assert page.owed_paise + page.paid_paise + recovered == earned + taken
    for payout in Payout.objects.select_related("group"):
        assert statement.totals_of(payout).net_paise == payout.amount_paise >= payout.recovered_paise >= 0
        assert payout.amount_paise > 0
    check_files()
    report = Report()
    fill(report)
    assert (report.posted, report.wrong) == (0, [])


def check_files() -> None:
    """What the bank's file says of a payout is what its statement sums to, and what the ledger sends on its way."""
    for batch in PayoutBatch.objects.exclude(status="dropped"):
        payouts = batches.payouts_of(batch)
        lines = list(csv.reader(io.StringIO(bank_file.text_of(payouts))))[1:-1]
        in_file = {line[5]: from_rupees(line[4]) for line in lines}
        for payout in payouts:
            assert in_file[bank_file.reference_of(payout)] == statement.totals_of(payout).net_paise
            for entry in Entry.objects.filter(journal__key=f"payout_sent:{payout.number}", account="payouts.clearing"):
                assert -entry.paise == statement.totals_of(payout).net_paise


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_in_any_order_every_rupee_stands_in_one_place(seed: int) -> None:
    with time_machine.travel(timezone.now(), tick=True) as clock:
        shop = Shop(seed, clock)
        for step in range(STEPS):
            getattr(shop, shop.draw.choices(list(ACTS), list(ACTS.values()))[0])()
            if step % A_LOOK_EVERY == A_LOOK_EVERY - 1:
                check(shop.groups)
        assert Payout.objects.filter(sent_at__isnull=False).count() > 0
