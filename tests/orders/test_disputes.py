"""A shopper's bank takes a card payment back: payouts wait, whoever bears it is seen from the hand-over, and the books stay right."""

import pytest

from notices.models import Notice
from orders.models import OrderRecord
from orders.queries import order_page
from orders.reconciling import reconcile
from payments.disputes import saying
from payments.models import DisputePart, Earning, Payout, Refund
from payments.payouts import batches, due, outcomes, queries
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
)
from tests.orders.steps import fresh
from tests.payments.ledgers import kinds, standing
from tests.payments.payout_steps import approve, approved, due_payout, propose, sent, staff
from tests.stripe_server import StripeServer
from tests.stripe_server.disputes import FEE_PAISE

pytestmark = [pytest.mark.django_db, pytest.mark.long]
STOLE = 1_850_000


@pytest.fixture
def market(media_dir: object) -> make.Market:
    return market_with_accounts()


def test_a_dispute_is_written_down_with_its_day_and_its_money_and_staff_are_told(stripe: StripeServer, market: make.Market) -> None:
    finance = staff("finance")
    finance.is_superuser = True
    finance.save()
    placed = paid(stripe, market.stole)
    before = standing()
    dispute = open_dispute(stripe, placed)
    row = row_of(dispute)
    total = payment_of(placed).amount_paise
    assert (row.status, row.amount_paise, row.reason, row.is_inquiry) == ("needs_evidence", total, "product_not_received", False)
    assert row.evidence_due_at is not None
    assert int(row.evidence_due_at.timestamp()) == dispute["evidence_details"]["due_by"]
    stands = standing()
    assert (stands["disputes.open"], stands["disputes.fees"]) == (total, FEE_PAISE)
    assert stands["funds.stripe"] == before["funds.stripe"] - total - FEE_PAISE
    assert kinds()[-1] == "dispute_withdrawn"
    assert Notice.objects.filter(kind="dispute_opened", user=finance).count() == 1
    assert Notice.objects.filter(kind="dispute_waits").count() == 1
    assert any(row.number in words for words in reconcile().to_do)
    assert "dispute_opened" in {event.kind for event in order_page(placed.order).events}
    check_all()


def test_a_dispute_that_is_won_lets_the_payout_go_and_its_money_comes_back(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    all_due()
    dispute = open_dispute(stripe, placed)
    assert due.prepare(market.wool.pk) is None
    page = queries.money_page(market.wool)
    net = Earning.objects.get().net_paise
    assert (page.disputed_paise, page.due_paise, page.owed_paise) == (net, 0, net)
    row = close(stripe, dispute, "won")
    assert (row.status, row.closed_at is not None) == ("won", True)
    assert due_payout(market.wool).amount_paise == net
    assert queries.money_page(market.wool).disputed_paise == 0
    assert standing().get("disputes.open", 0) == 0
    assert standing()["disputes.fees"] == FEE_PAISE
    assert not Refund.objects.exists()
    assert Notice.objects.filter(kind="dispute_over").count() == 1
    assert OrderRecord.objects.get().payment_status == "paid"
    check_all()


@pytest.mark.parametrize("reason", ["product_not_received", "product_unacceptable", "fraudulent", "a_reason_of_tomorrow"])
def test_who_handed_over_with_number_and_photo_is_never_debited(stripe: StripeServer, market: make.Market, reason: str) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    net = Earning.objects.get().net_paise
    row = close(stripe, open_dispute(stripe, placed, reason=reason), "lost")
    refund = Refund.objects.get()
    assert (refund.bearer, refund.status, refund.dispute, refund.reason) == ("shop", "sent", row, "dispute_lost")
    assert (DisputePart.objects.get().bearer, DisputePart.objects.get().why) == ("shop", "proven")
    stands = standing()
    assert (stands["loss.disputes"], stands.get("disputes.open", 0), stands["groups.payable"]) == (row.amount_paise, 0, net)
    assert stands["disputes.fees"] == FEE_PAISE
    all_due()
    assert due_payout(market.wool).amount_paise == net
    assert OrderRecord.objects.get().payment_status == "refunded"
    check_all()


@pytest.mark.parametrize(("reason", "bearer"), [("product_not_received", "group"), ("fraudulent", "shop")])
def test_without_a_proof_the_reason_says_who_bears_it(stripe: StripeServer, market: make.Market, reason: str, bearer: str) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=False))
    row = close(stripe, open_dispute(stripe, placed, reason=reason), "lost")
    assert (Refund.objects.get().bearer, DisputePart.objects.get().lost_paise) == (bearer, row.amount_paise)
    assert standing().get("loss.disputes", 0) == (0 if bearer == "group" else row.amount_paise)
    assert standing().get("groups.payable", 0) == (0 if bearer == "group" else Earning.objects.get().net_paise)
    check_all()


def test_the_shoppers_own_word_that_it_came_is_a_proof(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=False), source="shopper")
    close(stripe, open_dispute(stripe, placed), "lost")
    assert Refund.objects.get().bearer == "shop"
    check_all()


def test_what_was_paid_out_before_comes_off_the_next_payout_where_the_group_bears_it(stripe: StripeServer, market: make.Market) -> None:
    placed, later = paid(stripe, market.socks), paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=False))
    all_due()
    payout = sent(market.wool)
    outcomes.settle(payout, reference="UTR1", acting_user=staff())
    net = Earning.objects.get().net_paise
    close(stripe, open_dispute(stripe, placed), "lost")
    assert standing()["groups.payable"] == -net
    deliver(hand_over(later, market.wool, is_proven=True))
    all_due()
    both = sum(Earning.objects.values_list("net_paise", flat=True))
    assert due_payout(market.wool).amount_paise == both - 2 * net
    check_all()


@pytest.mark.parametrize("step", ["due", "proposed", "approved"])
def test_a_payout_that_no_file_holds_is_made_anew_without_the_disputed_part(stripe: StripeServer, market: make.Market, step: str) -> None:
    placed, other = paid(stripe, market.stole), paid(stripe, market.socks)
    for each in (placed, other):
        deliver(hand_over(each, market.wool, is_proven=True))
    all_due()
    payout = {"due": due_payout, "proposed": lambda group: propose(due_payout(group)), "approved": approved}[step](market.wool)
    open_dispute(stripe, placed)
    payout.refresh_from_db()
    assert (payout.status, payout.reason) == ("withdrawn", "disputed")
    free = Earning.objects.exclude(producer_order_number=make.part_of(placed, market.wool).number).get()
    assert due_payout(market.wool).amount_paise == free.net_paise
    check_all()


def test_a_payout_in_a_file_can_not_be_held_and_staff_are_told(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    all_due()
    approve(propose(due_payout(market.wool)))
    batches.make(acting_user=staff())
    open_dispute(stripe, placed)
    payout = Payout.objects.get()
    assert payout.status == "approved"
    assert any(payout.number in words and "file" in words for words in reconcile().to_do)
    assert not Notice.objects.filter(kind="dispute_waits").exists()


def test_what_never_left_the_group_is_called_off_and_its_goods_are_on_sale_again(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole, market.apricots)
    deliver(hand_over(placed, market.fruit, is_proven=True))
    allocated = make.stock_of(market.stole).num_allocated
    row = close(stripe, open_dispute(stripe, placed, reason="fraudulent"), "lost")
    part = fresh(make.part_of(placed, market.wool))
    assert (part.status, part.decline_reason) == ("cancelled", "disputed")
    assert make.stock_of(market.stole).num_allocated == allocated - 1
    said = {each.allocation.group_id: (each.bearer, each.why) for each in DisputePart.objects.select_related("allocation")}
    assert said == {market.wool.pk: ("group", "stayed"), market.fruit.pk: ("shop", "proven")}
    fruit = make.part_of(placed, market.fruit).total_paise
    assert standing()["loss.disputes"] == fruit
    assert sum(Refund.objects.values_list("amount_paise", flat=True)) == row.amount_paise
    assert standing().get("held", 0) == 0
    check_all()


def test_a_dispute_of_a_part_of_the_sum_is_divided_by_what_is_left(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole, market.apricots)
    for group in (market.wool, market.fruit):
        deliver(hand_over(placed, group, is_proven=True))
    total = payment_of(placed).amount_paise
    close(stripe, open_dispute(stripe, placed, amount=total // 3), "lost")
    shares = list(DisputePart.objects.order_by("pk").values_list("lost_paise", flat=True))
    assert len(shares) == 2
    assert sum(shares) == total // 3
    assert min(shares) > 0
    check_all()


def test_a_person_says_which_parts_it_is_about_and_the_other_groups_are_paid(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole, market.apricots)
    for group in (market.wool, market.fruit):
        deliver(hand_over(placed, group, is_proven=False))
    all_due()
    dispute = open_dispute(stripe, placed, amount=10_000)
    assert (due.prepare(market.wool.pk), due.prepare(market.fruit.pk)) == (None, None)
    wool = make.part_of(placed, market.wool)
    person = staff()
    for _time in range(2):
        saying.say(row_of(dispute), wool.number, is_concerned=False, acting_user=person)
    assert due.prepare(market.wool.pk) is not None
    assert due.prepare(market.fruit.pk) is None
    saying.say(row_of(dispute), wool.number, is_concerned=True, acting_user=person)
    assert due.prepare(market.wool.pk) is None
    assert Payout.objects.get().status == "withdrawn"
    saying.say(row_of(dispute), wool.number, is_concerned=False, acting_user=person)
    close(stripe, dispute, "lost")
    refund = Refund.objects.get()
    assert (refund.allocation.group, refund.amount_paise, refund.bearer) == (market.fruit, 10_000, "group")
    with pytest.raises(saying.NotOpen):
        saying.say(row_of(dispute), wool.number, is_concerned=True, acting_user=person)
    check_all()
