"""Money of a lost dispute comes back (an appeal): whoever bore the loss has it again, once, to the paisa."""

import pytest
from django.db import IntegrityError, transaction

from notices.models import Notice
from orders.models import ProducerOrder
from orders.reconciling import reconcile
from payments.households import splitting
from payments.models import Dispute, Earning, EarningChange, Entry, Journal, MemberEntry, Payout, Refund
from payments.payouts import outcomes, statement
from payments.queries import GivenBack, given_back
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.disputes import (
    all_due,
    check_all,
    close,
    deliver,
    hand_over,
    market_with_accounts,
    open_dispute,
    paid,
    payment_of,
    row_of,
    tell_all,
)
from tests.orders.steps import fresh
from tests.payments.household_steps import make_households
from tests.payments.ledgers import kinds, standing, unguarded
from tests.payments.payout_steps import due_payout, sent, staff
from tests.stripe_server import StripeServer

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def market(media_dir: object) -> make.Market:
    return market_with_accounts()


def _delivered(stripe: StripeServer, market: make.Market, *, is_proven: bool = False) -> tuple[object, ProducerOrder]:
    placed = paid(stripe, market.stole)
    return placed, deliver(hand_over(placed, market.wool, is_proven=is_proven))


def _came_back(stripe: StripeServer, dispute: dict[str, object], amount: int | None = None) -> Dispute:
    """The bank decides anew, or gives some of it back, and the shop hears of it."""
    stripe.state.disputes.give_back(dispute, amount)
    stripe.state.tell("charge.dispute.funds_reinstated", dispute)
    tell_all(stripe, dispute)
    return row_of(dispute)


def test_a_group_that_bore_it_has_it_again_with_its_next_payout_and_is_told(stripe: StripeServer, market: make.Market) -> None:
    placed, part = _delivered(stripe, market)
    all_due()
    outcomes.settle(sent(market.wool), reference="UTR1", acting_user=staff())
    before = standing()
    net, dispute = Earning.objects.get().net_paise, open_dispute(stripe, placed)
    close(stripe, dispute, "lost")
    assert standing()["groups.payable"] == -net
    row = _came_back(stripe, dispute)
    assert row.status == "lost"
    after = standing()
    assert after.pop("disputes.fees") == -(after["funds.stripe"] - before["funds.stripe"])
    assert {**after, "funds.stripe": before["funds.stripe"]} == before, "as if it had never been, but for the fee of the dispute"
    taken, given = EarningChange.objects.order_by("pk")
    assert (given.gross_paise, given.net_paise, given.commission_paise) == (-taken.gross_paise, net, -taken.commission_paise)
    assert given_back([part.number]) == {part.number: GivenBack()}
    notice = Notice.objects.get(kind="dispute_given_back")
    assert "185" in notice.body or str(net // 100)[:2] in notice.body
    assert kinds()[-1] == "loss_given_back"
    assert any("came back after it was lost" in words and "to groups" in words for words in reconcile().to_do)
    check_all()


def test_it_is_a_line_of_the_statement_that_adds_up(stripe: StripeServer, market: make.Market) -> None:
    placed, _part = _delivered(stripe, market)
    all_due()
    outcomes.settle(sent(market.wool), reference="UTR1", acting_user=staff())
    dispute = open_dispute(stripe, placed)
    close(stripe, dispute, "lost")
    other = paid(stripe, market.socks)
    deliver(hand_over(other, market.wool, is_proven=True))
    _came_back(stripe, dispute)
    all_due()
    payout = due_payout(market.wool)
    rows = [statement.row_of(line) for line in statement.lines_of(payout)]
    assert [(row.is_refund, row.is_given_back) for row in rows] == [(False, False), (True, False), (False, True)]
    assert str(rows[-1].words) == "Lost dispute, given back"
    assert sum(row.amounts.net_paise for row in rows) == payout.amount_paise == statement.totals_of(payout).net_paise
    check_all()


def test_money_that_comes_back_by_and_by_gives_back_what_one_sum_does(stripe: StripeServer, market: make.Market) -> None:
    placed, _part = _delivered(stripe, market)
    dispute = open_dispute(stripe, placed)
    row = close(stripe, dispute, "lost")
    first = row.amount_paise // 3 + 1
    for amount in (first, 1, row.amount_paise - first - 1):
        _came_back(stripe, dispute, amount)
        check_all()
    given = EarningChange.objects.filter(move__isnull=False)
    assert sum(given.values_list("gross_paise", flat=True)) == row.amount_paise
    assert sum(given.values_list("net_paise", flat=True)) == Earning.objects.get().net_paise
    assert standing().get("loss.disputes", 0) == 0


def test_told_again_it_is_given_once_and_the_database_refuses_it_twice(stripe: StripeServer, market: make.Market) -> None:
    placed, _part = _delivered(stripe, market)
    dispute = open_dispute(stripe, placed)
    close(stripe, dispute, "lost")
    for _time in range(3):
        tell_all(stripe, dispute)
        reconcile()
    assert not EarningChange.objects.filter(move__isnull=False).exists()
    _came_back(stripe, dispute)
    for number in range(3):
        stripe.state.tell("charge.dispute.updated", dispute | {"n": number})
        tell_all(stripe, dispute)
        reconcile()
    given = EarningChange.objects.get(move__isnull=False)
    assert Notice.objects.filter(kind="dispute_given_back").count() == 1
    given.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        given.save(force_insert=True)


def test_households_have_their_shares_again_with_the_payout(stripe: StripeServer, market: make.Market) -> None:
    placed, _part = _delivered(stripe, market)
    households = make_households(market.wool, 2)
    earning = Earning.objects.get()
    split = splitting.by_quantity(
        earning, basis="kilograms", quantities={households[0]: 2, households[1]: 1}, keep_bp=1_000, acting_user=staff()
    )
    shares = splitting.current(split)
    all_due()
    outcomes.settle(sent(market.wool), reference="UTR1", acting_user=staff())
    dispute = open_dispute(stripe, placed)
    close(stripe, dispute, "lost")
    assert set(splitting.current(split).values()) == {0}
    _came_back(stripe, dispute)
    assert splitting.current(split) == shares
    deliver(hand_over(paid(stripe, market.socks), market.wool, is_proven=True))
    all_due()
    outcomes.settle(sent(market.wool), reference="UTR2", acting_user=staff())
    booked = {
        household.pk: sum(MemberEntry.objects.filter(household=household).values_list("payable_paise", flat=True))
        for household in households
    }
    assert booked == shares
    check_all()


def test_what_the_shop_bore_stays_with_it(stripe: StripeServer, market: make.Market) -> None:
    placed, _part = _delivered(stripe, market, is_proven=True)
    dispute = open_dispute(stripe, placed)
    close(stripe, dispute, "lost")
    payable = standing()["groups.payable"]
    _came_back(stripe, dispute)
    assert (standing()["groups.payable"], standing().get("loss.disputes", 0)) == (payable, 0)
    assert not EarningChange.objects.exists()
    check_all()


def test_goods_that_never_left_are_the_groups_already(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    dispute = open_dispute(stripe, placed)
    close(stripe, dispute, "lost")
    assert fresh(make.part_of(placed, market.wool)).status == "cancelled"
    row = _came_back(stripe, dispute)
    assert not EarningChange.objects.exists()
    assert standing()["loss.disputes"] == -row.amount_paise
    number = Refund.objects.get().number
    assert any(number in words and "go back again" in words for words in reconcile().to_do)
    check_all()


def test_a_refund_that_the_dispute_had_paid_is_named_and_the_group_has_its_loss_only(stripe: StripeServer, market: make.Market) -> None:
    placed, part = _delivered(stripe, market)
    dispute = open_dispute(stripe, placed)
    owed = owe_refund(producer_order_number=part.number, amount_paise=50_000, reason="damaged", key="flaw")
    row = close(stripe, dispute, "lost")
    _came_back(stripe, dispute)
    given = EarningChange.objects.get(move__isnull=False)
    assert (given.gross_paise, given.refund.amount_paise) == (row.amount_paise - 50_000, row.amount_paise - 50_000)
    assert any(owed.number in words for words in reconcile().to_do)
    check_all()


def test_a_loss_before_the_delivery_is_given_back_after_it(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    part = hand_over(placed, market.wool, is_proven=False)
    fee = part.commission_paise
    dispute = open_dispute(stripe, placed)
    row = close(stripe, dispute, "lost")
    _came_back(stripe, dispute)
    assert not EarningChange.objects.exists()
    check_all()
    deliver(part)
    reconcile()
    given = EarningChange.objects.get()
    assert (given.gross_paise, given.net_paise) == (row.amount_paise, row.amount_paise - fee)
    assert standing()["groups.payable"] == row.amount_paise - fee
    all_due()
    assert due_payout(market.wool).amount_paise == row.amount_paise - fee
    check_all()


def test_of_several_groups_each_has_its_own_again(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole, market.apricots)
    for group in (market.wool, market.fruit):
        deliver(hand_over(placed, group, is_proven=group == market.fruit))
    dispute = open_dispute(stripe, placed, amount=payment_of(placed).amount_paise // 2)
    close(stripe, dispute, "lost")
    _came_back(stripe, dispute)
    given = EarningChange.objects.get(move__isnull=False)
    assert given.earning.group == market.wool
    assert standing().get("loss.disputes", 0) == 0
    assert Payout.objects.count() == 0
    check_all()


def test_journals_of_disputes_that_are_missing_are_written_from_the_rows(stripe: StripeServer, market: make.Market) -> None:
    placed, _part = _delivered(stripe, market)
    dispute = open_dispute(stripe, placed)
    close(stripe, dispute, "lost")
    _came_back(stripe, dispute)
    before, told = standing(), sorted(kinds())
    with unguarded():
        Entry.objects.all().delete()
        Journal.objects.all().delete()
    assert reconcile().posted == len(told)
    assert (standing(), sorted(kinds())) == (before, told)
    check_all()


def test_what_came_back_waits_again_when_the_same_payment_is_disputed_again(stripe: StripeServer, market: make.Market) -> None:
    placed, part = _delivered(stripe, market)
    first = open_dispute(stripe, placed)
    close(stripe, first, "lost")
    _came_back(stripe, first)
    all_due()
    payout = due_payout(market.wool)
    open_dispute(stripe, placed)
    payout.refresh_from_db()
    assert (payout.status, payout.reason) == ("withdrawn", "disputed")
    all_due()
    assert not Payout.objects.filter(status="due").exists()
    assert Notice.objects.filter(kind="dispute_waits", body__contains=part.number).count() == 2
    check_all()
