"""Rows and ledger brought together: what the ledger lacks is posted once, what differs is named, and the second run changes nothing."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.models import AuditEntry
from orders import fulfilment, offline, refunding
from orders.models import ProducerOrder
from orders.reconciling import reconcile
from payments import card_refunds, cards
from payments.ledger import Line, exporting, post
from payments.ledger.balances import balances
from payments.models import Allocation, BankEntry, Earning, EarningChange, Entry, Journal, Payment, Refund, StatementCredit, StatementFile
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.steps import bring, member_of
from tests.payments import cards as by_card
from tests.payments.ledgers import check_ledger, kinds, standing, unguarded
from tests.stripe_server import GOOD, StripeServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("finance@example.com", is_staff=True)


@pytest.fixture
def market() -> make.Market:
    return make.make_market()


def _busy_shop(market: make.Market, staff: User) -> None:
    """One order in each state that money can be in."""
    part = bring(make.place_order(market.stole, market.apricots), market.wool, "delivered")
    owe_refund(producer_order_number=part.number, amount_paise=185_900, reason="damaged", key="return:1")
    declined = make.make_paid_order(market.stole, market.apricots)
    fulfilment.decline(make.part_of(declined, market.fruit), reason="damaged", acting_user=member_of(market.fruit))
    refund = Refund.objects.select_related("allocation__payment").latest("pk")
    refunding.refund_sent(refund, reference="UTR90", sent_at=timezone.now(), acting_user=staff)
    half = make.place_order(market.stole)
    offline.money_came(Payment.objects.get(pk=half.payment.pk), amount_paise=100, reference="UTR91", acting_user=staff)
    offline.money_came(Payment.objects.get(pk=half.payment.pk), amount_paise=200, reference="UTR92", acting_user=staff)


def _forget(*, earnings: bool = False) -> None:
    """The ledger of a shop that had none when all this happened."""
    with unguarded():
        Entry.objects.all().delete()
        Journal.objects.all().delete()
    if earnings:
        EarningChange.objects.all().delete()
        Earning.objects.all().delete()


def _with_whole_fee() -> dict[tuple[str, int | None], int]:
    """Balances, the fee with the tax inside it: worked out from what is left at once, its tax may be a paisa less or more."""
    found = balances()
    found["commission", None] += found.pop(("commission.tax", None))
    return found


def _run() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("reconcile", stdout=out, stderr=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_shop_whose_ledger_was_there_from_the_beginning_lacks_nothing(market: make.Market, staff: User) -> None:
    _busy_shop(market, staff)
    before = Journal.objects.count()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])
    assert report.compared == before
    assert Journal.objects.count() == before


@pytest.mark.parametrize("earnings", [False, True])
def test_a_ledger_that_was_begun_later_is_filled_from_the_rows_to_the_same_balances(
    market: make.Market, staff: User, earnings: bool
) -> None:
    _busy_shop(market, staff)
    wanted, told = _with_whole_fee(), sorted(kinds())
    _forget(earnings=earnings)
    report = reconcile()
    assert (report.posted, report.wrong) == (len(told), [])
    assert _with_whole_fee() == wanted
    assert sorted(kinds()) == told
    check_ledger()
    again = reconcile()
    assert (again.posted, again.wrong, Journal.objects.count()) == (0, [], len(told))
    assert AuditEntry.objects.filter(action="payments.ledger_filled").exists()


def test_money_by_card_is_filled_in_as_well(market: make.Market, stripe: StripeServer, staff: User) -> None:
    placed = by_card.place(market.stole, market.apricots)
    payment = by_card.opened(placed)
    stripe.pay(payment.gateway_id, GOOD)
    cards.look(payment, source="webhook")
    fulfilment.decline(make.part_of(placed, market.wool), reason="damaged", acting_user=member_of(market.wool))
    card_refunds.send(Refund.objects.select_related("allocation__payment").get())
    wanted = standing()
    _forget()
    assert reconcile().posted == 4
    assert standing() == wanted
    assert reconcile().posted == 0


def test_a_card_payment_that_nobody_spoke_of_is_found(market: make.Market, stripe: StripeServer) -> None:
    placed = by_card.place(market.stole)
    stripe.pay(by_card.opened(placed).gateway_id, GOOD)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        reconcile()
    assert Payment.objects.get(pk=placed.payment.pk).status == "paid"
    assert make.part_of(placed, market.wool).status == "new"


def test_an_open_delivery_of_old_is_earned_on_its_own_day(market: make.Market) -> None:
    part = bring(make.place_order(market.stole), market.wool, "delivered")
    _forget(earnings=True)
    ProducerOrder.objects.filter(pk=part.pk).update(delivered_on=date(2026, 11, 2))
    assert reconcile().posted == 3
    assert Earning.objects.get().pay_on == date(2026, 11, 10)
    assert reconcile().posted == 0


def test_a_row_that_was_changed_by_hand_is_named(market: make.Market) -> None:
    placed = make.make_paid_order(market.stole)
    entry = BankEntry.objects.get()
    BankEntry.objects.update(amount_paise=1)
    journal = Journal.objects.get(key=f"bank_entry:{entry.pk}")
    code, words = _run()
    assert code == 1
    assert f"Wrong: journal {journal.pk} (bank_entry:{entry.pk}) does not tell what its row tells" in words
    assert f"Wrong: account shoppers: 0 paise stand in the ledger, {1 - placed.payment.amount_paise} in the rows" in words


def test_a_journal_without_a_row_shows_in_the_sums(market: make.Market) -> None:
    make.make_paid_order(market.stole)
    with transaction.atomic():
        post(kind="refund_owed", key="made up", source="RF-X", lines=(Line("held", 500, market.wool), Line("refunds.payable", -500)))
    wrong = reconcile().wrong
    assert len(wrong) == 2
    assert any(words.startswith("account refunds.payable: 500 paise stand in the ledger, 0 in the rows") for words in wrong)
    assert any(words.startswith(f"account held of group {market.wool.pk}: ") for words in wrong)


def test_an_allocation_changed_by_hand_shows_in_the_sums(market: make.Market) -> None:
    make.make_paid_order(market.stole)
    Allocation.objects.update(refunded_paise=700)
    assert any(words.startswith(f"account held of group {market.wool.pk}: ") for words in reconcile().wrong)


def _credit(reference: str, paise: int, status: str, *payments: Payment) -> StatementCredit:
    file, _made = StatementFile.objects.get_or_create(
        sha256="0" * 64, defaults={"name": "a.csv", "credits": 2, "known": 0, "uploaded_by": User.objects.get(email="finance@example.com")}
    )
    credit = StatementCredit.objects.create(
        file=file, line=1, reference=reference, booked_on=timezone.localdate(), amount_paise=paise, status=status
    )
    credit.payments.set(payments)
    return credit


def test_the_banks_statement_is_compared_with_what_was_written_down(market: make.Market, staff: User) -> None:
    first, second = make.make_paid_order(market.stole).payment, make.make_paid_order(market.stole).payment
    third = make.place_order(market.apricots)
    make.pay(third, "UTR9/1")
    _credit(BankEntry.objects.get(payment=first).reference, first.amount_paise, "matched", first)
    _credit("UTR9", third.payment.amount_paise, "assigned", third.payment)
    waiting = _credit("UTR8", 7_000, "waiting", second)
    report = reconcile()
    assert (report.wrong, report.to_do) == ([], ["1 credits of the statement with ₹70 wait for a person"])
    StatementCredit.objects.filter(pk=waiting.pk).update(status="assigned")
    assert reconcile().wrong == ["credit UTR8 of the statement: 7000 paise came, 0 are written down"]


def test_a_part_that_waits_for_a_payment_that_is_there_is_named(market: make.Market) -> None:
    part = make.part_of(make.make_paid_order(market.stole), market.wool)
    ProducerOrder.objects.filter(pk=part.pk).update(status="held")
    assert reconcile().wrong == [f"{part.number}: it waits for a payment that is there"]


def test_a_delivery_for_which_nothing_was_received_is_named_and_holds_up_no_other(market: make.Market) -> None:
    paid = bring(make.place_order(market.stole), market.wool, "delivered")
    unpaid = bring(make.place_order(market.apricots), market.fruit, "new")
    _forget(earnings=True)
    Payment.objects.filter(order_number=unpaid.order.number).update(status="failed")
    ProducerOrder.objects.filter(pk=unpaid.pk).update(status="delivered", delivered_on=timezone.localdate())
    wrong = reconcile().wrong
    assert f"{unpaid.number}: it is delivered and can not be earned: {unpaid.number}: nothing was received." in wrong
    assert Earning.objects.get().producer_order_number == paid.number


def test_what_needs_a_person_is_listed(market: make.Market, staff: User, stripe: StripeServer) -> None:
    too_much = make.place_order(market.stole)
    offline.money_came(Payment.objects.get(pk=too_much.payment.pk), amount_paise=1_900_000, reference="UTR1", acting_user=staff)
    failed = make.make_paid_order(market.apricots)
    fulfilment.decline(make.part_of(failed, market.fruit), reason="damaged", acting_user=member_of(market.fruit))
    refund = Refund.objects.get()
    Refund.objects.update(status="failed", failure="lost card")
    problem = by_card.place(market.stole)
    Payment.objects.filter(pk=problem.payment.pk).update(problem="pi_1 does not fit")
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        to_do = reconcile().to_do
    number = too_much.payment.number
    came = 1_900_000 - too_much.payment.amount_paise
    assert f"{problem.payment.number}: pi_1 does not fit" in to_do
    assert any(words.startswith(f"{number}: ₹") and "send it back" in words for words in to_do), came
    assert any(words.startswith(f"{refund.number}: the card did not take") for words in to_do)
    assert any(words.startswith(f"{number}: ₹19,000 stand in shoppers since") for words in to_do)
    assert any(words.startswith(f"{refund.number}: ") and "stand in refunds.payable" in words for words in to_do)


def test_the_command_says_what_it_did_and_ends_well(market: make.Market) -> None:
    make.make_paid_order(market.stole)
    _forget()
    assert _run() == (0, "2 rows compared, 2 posted.\n")
    assert _run() == (0, "2 rows compared, 0 posted.\n")


def _exported(**days: str) -> str:
    out = StringIO()
    call_command("export_ledger", **days, stdout=out)
    return out.getvalue()


def _amounts(text: str) -> dict[str, int]:
    """Accounts and sums of an export, read as a program of plain-text accounting reads it; every transaction sums to nothing."""
    sums: dict[str, int] = {}
    for block in text.split("\n\n")[1:]:
        head, *rows = block.strip().splitlines()
        date.fromisoformat(head.split(" ")[0])
        lines = [row.strip().rsplit("  ", 1) for row in rows if not row.strip().startswith(";")]
        paise = {account: round(float(amount.removesuffix(" INR")) * 100) for account, amount in lines}
        assert sum(paise.values()) == 0
        for account, amount in paise.items():
            sums[account] = sums.get(account, 0) + amount
    return {account: amount for account, amount in sums.items() if amount}


def test_the_export_says_what_the_ledger_says(market: make.Market, staff: User) -> None:
    _busy_shop(market, staff)
    groups = {group.pk: group.slug for group in (market.wool, market.fruit, market.berry)}
    wanted = {
        exporting.name_of(account, groups.get(group)): exporting.ACCOUNTS[account].sign * paise
        for (account, group), paise in balances().items()
        if paise
    }
    text = _exported()
    assert _amounts(text) == wanted
    declared = {line.removeprefix("account ") for line in text.splitlines() if line.startswith("account ")}
    assert "assets:funds:bank" in declared
    assert text.count(" * (") == Journal.objects.count()


def test_the_export_can_be_of_some_days(market: make.Market) -> None:
    make.make_paid_order(market.stole)
    today = timezone.localdate()
    later = (today + timedelta(days=1)).isoformat()
    assert _exported(begin=today, end=today).count(" * (") == 2
    assert _exported(begin=today + timedelta(days=1)).count(" * (") == 0
    assert _exported(end=today - timedelta(days=1)).count(" * (") == 0
    with pytest.raises(CommandError):
        call_command("export_ledger", "--from", later, "--to", today.isoformat())


def test_nothing_a_shopper_or_member_typed_begins_a_line_of_the_export(market: make.Market) -> None:
    with transaction.atomic():
        post(
            kind="captured", key="k;\n2026-01-01 * evil", source="S", memo="a;b|c\n  assets:funds:bank  9.00 INR",
            lines=(Line("funds.bank", 100), Line("shoppers", -100)),
        )  # fmt: skip
    assert _amounts(_exported()) == {"assets:funds:bank": 100, "liabilities:shoppers": -100}
