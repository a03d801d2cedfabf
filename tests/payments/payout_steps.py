"""Groups with a bank account and earnings, and payouts brought to a state by the very functions that the clock and staff use."""

import itertools
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from payments import bank_accounts, earnings, refunds
from payments.bank_accounts import BankDetails
from payments.ledger import postings, write
from payments.models import Allocation, BankAccount, Earning, Payment, Payout, PayoutBatch, Refund
from payments.payout_days import payout_on
from payments.payouts import batches, checks, deciding, due, outcomes
from producers.models import ProducerGroup
from tests.orders.factories import make_group, make_member

_counter = itertools.count(1)
DETAILS = BankDetails(holder="Phey Wool Cooperative", number="123456789012", ifsc="SBIN0001234")


def staff(name: str = "") -> User:
    return User.objects.create_user(f"{name or 'staff'}-{next(_counter)}@example.com", is_staff=True)


def give_account(group: ProducerGroup, *, owner: User | None = None, is_usable: bool = True, **fields: str) -> BankAccount:
    """Bank details of the group, given by an owner; as if 72 hours ago, unless they have to wait."""
    given = {"holder": DETAILS.holder, "number": DETAILS.number, "ifsc": DETAILS.ifsc, "upi_id": "", **fields}
    account = bank_accounts.change_account(group=group, details=BankDetails(**given), acting_user=owner or make_member(group))
    if is_usable:
        past = timezone.now() - timedelta(hours=1)
        BankAccount.objects.filter(pk=account.pk).update(created_at=past - bank_accounts.WAIT, usable_from=past)
        account.refresh_from_db()
    return account


def make_ready_group(slug: str = "") -> ProducerGroup:
    """A group that can be paid."""
    group = make_group(slug)
    give_account(group)
    return group


@transaction.atomic
def earn(
    group: ProducerGroup, goods_paise: int = 100_000, delivery_paise: int = 0, *, fee_paise: int = 0, on: date | None = None
) -> Earning:
    """A part of the group's that was paid and delivered on a day; without one, so long ago that it is due today."""
    number = next(_counter)
    total = goods_paise + delivery_paise
    payment = Payment.objects.create(
        number=f"PY-T{number}",
        order_number=f"LB-T{number}",
        provider="offline",
        method="bank",
        amount_paise=total,
        status=Payment.Status.PAID,
        key=f"test:{number}",
        reference=f"IN{number}",
        expires_at=timezone.now(),
        paid_at=timezone.now(),
    )
    part = Allocation.objects.create(
        payment=payment, producer_order_number=f"PO-T{number}", group=group, authorised_paise=total, captured_paise=total
    )
    write(postings.captured(payment, [part]))
    return earnings.earn(
        producer_order_number=part.producer_order_number,
        group=group,
        order_number=payment.order_number,
        goods_paise=goods_paise,
        delivery_paise=delivery_paise,
        commission_paise=fee_paise,
        delivered_on=on or long_ago(),
    )


def long_ago() -> date:
    """The last day of delivery whose promised day is over today."""
    today = timezone.localdate()
    return max(day for day in (today - timedelta(days=back) for back in range(40)) if payout_on(day) <= today)


def refund(earning: Earning, paise: int) -> Refund:
    """A refund after delivery: the group gives back its part of it."""
    return refunds.owe_refund(
        producer_order_number=earning.producer_order_number, amount_paise=paise, reason="damaged", key=f"test:{next(_counter)}"
    )


def due_payout(group: ProducerGroup) -> Payout:
    """The payout that the clock makes of what is due."""
    found = due.prepare(group.pk)
    assert found is not None
    return found


def propose(payout: Payout, by: User | None = None) -> Payout:
    return deciding.propose(payout, version=payout.version, acting_user=by or staff("proposer"))


def approve(payout: Payout, by: User | None = None) -> Payout:
    return deciding.approve(payout, version=payout.version, acting_user=by or staff("approver"))


def approved(group: ProducerGroup) -> Payout:
    return approve(propose(due_payout(group)))


def send(*, by: User | None = None) -> PayoutBatch:
    """Everything approved goes to the bank in one file."""
    person = by or staff("sender")
    batch = batches.make(acting_user=person)
    batches.record_sent(batch, reference=f"BATCH{next(_counter)}", acting_user=person)
    return batch


def sent(group: ProducerGroup) -> Payout:
    payout = approved(group)
    send()
    return fresh(payout)


def settled(group: ProducerGroup) -> Payout:
    payout = sent(group)
    outcomes.settle(payout, reference=f"UTR{next(_counter):012d}", acting_user=staff())
    return fresh(payout)


def bounce(payout: Payout, reason: str = "bank_trouble") -> None:
    outcomes.bounce(payout, reason=reason, acting_user=staff())


def fresh(payout: Payout) -> Payout:
    return Payout.objects.select_related("group", "account").get(pk=payout.pk)


def in_order() -> bool:
    """Payouts, lines, files, earnings and ledger tell the same story."""
    found = list(checks.problems())
    assert found == []
    return True
