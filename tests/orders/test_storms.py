"""Messages and statement lines that come a hundred times, in any order, days late, forged, or at the worst moment: one final state."""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from accounts.models import User
from catalogue.models import Listing
from orders import cancelling, expiry, offline
from orders.models import OrderEvent, OrderRecord, ProducerOrder
from orders.oscar.order.models import Order
from orders.reconciling import reconcile
from payments import cards, comparing
from payments.ledger.verifying import verify
from payments.models import BankEntry, Journal, Payment, ProviderEvent, Refund, StatementCredit
from tests.interleaving import run_after, run_before
from tests.orders import factories as make
from tests.orders.test_statement import paid_by, take
from tests.payments.cards import newest, opened, place, tell
from tests.stripe_server import GOOD, StripeServer

pytestmark = [pytest.mark.django_db, pytest.mark.long]
TIMES = 100


@pytest.fixture
def payment(stripe: StripeServer) -> Payment:
    """A card payment over a part of each of two groups, open on its page."""
    market = make.make_market()
    return opened(place(market.stole, market.apricots))


@pytest.fixture
def shawl() -> Listing:
    return make.make_listing(make.make_group(), price_paise=1_850_000, stock=500)


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("finance@example.com", is_staff=True)


def _call_off(payment: Payment) -> None:
    order = Order.objects.get(number=payment.order_number)
    cancelling.cancel_unpaid(order, reason=cancelling.BY_SHOPPER, acting_user=None)


def _books_are_right() -> None:
    assert comparing.differences() == []
    assert verify().faults == []
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def _what_stands() -> dict[str, object]:
    """Everything that must be the same in whatever order the messages came."""
    return {
        "payments": sorted(Payment.objects.values_list("status", flat=True)),
        "parts": sorted(ProducerOrder.objects.values_list("status", flat=True)),
        "order": OrderRecord.objects.get().payment_status,
        "owed": sorted(Refund.objects.values_list("amount_paise", "reason")),
        "journals": Counter(Journal.objects.values_list("kind", flat=True)),
        "released": OrderEvent.objects.filter(kind="released").count(),
    }


PAID = {
    "payments": ["paid"],
    "parts": ["new", "new"],
    "order": "paid",
    "owed": [],
    "journals": {"money_came": 1, "captured": 1},
    "released": 1,
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("when", ["in time", "three days late"])
def test_each_message_a_hundred_times_in_any_order_with_forged_ones_between(
    stripe: StripeServer, payment: Payment, when: str, seed: int
) -> None:
    stripe.pay(payment.gateway_id, GOOD)
    if when == "three days late":
        expiry.expire_due(payment.expires_at)
    events = [event for event in stripe.state.events if event["data"]["object"]["id"] == payment.gateway_id]
    storm = [(event, {}) for event in events * TIMES] + [(event, {"secret": "whsec_forged"}) for event in events * 10]
    random.Random(seed).shuffle(storm)  # noqa: S311 - a storm to have again
    answers = Counter((tell(event, **forged).status_code, bool(forged)) for event, forged in storm)
    assert answers == {(200, False): len(events) * TIMES, (400, True): len(events) * 10}
    assert _what_stands() == PAID
    assert ProviderEvent.objects.count() == len(events)
    _books_are_right()


def test_messages_after_the_order_was_called_off_end_with_the_money_on_its_way_back(stripe: StripeServer, payment: Payment) -> None:
    stripe.pay(payment.gateway_id, GOOD)
    _call_off(payment)
    event = newest(stripe, "payment_intent.succeeded")
    for _time in range(TIMES):
        assert tell(event).status_code == 200
    stands = _what_stands()
    assert (stands["payments"], stands["parts"], stands["released"]) == (["paid"], ["cancelled", "cancelled"], 0)
    assert sum(amount for amount, _reason in stands["owed"]) == payment.amount_paise  # type: ignore[attr-defined]
    assert stands["journals"] == {"money_came": 1, "captured": 1, "refund_owed": 2}
    _books_are_right()


# --- at the exact point ---------------------------------------------------------------------------------------------------------


def _message(stripe: StripeServer, payment: Payment) -> Callable[[], object]:
    return lambda: tell(newest(stripe, "payment_intent.succeeded"))


def test_the_message_comes_while_the_browser_holds_the_answer_of_the_gateway(stripe: StripeServer, payment: Payment) -> None:
    stripe.pay(payment.gateway_id, GOOD)
    with run_after("payments.gateway.fetch_intent", _message(stripe, payment)):
        assert cards.pay_page(payment).state == "paid"
    assert _what_stands() == PAID
    _books_are_right()


def test_the_message_comes_right_before_the_browser_records_the_money(stripe: StripeServer, payment: Payment) -> None:
    stripe.pay(payment.gateway_id, GOOD)
    with run_before("payments.confirmations.record_paid", _message(stripe, payment)):
        assert cards.pay_page(payment).state == "paid"
    assert _what_stands() == PAID
    _books_are_right()


def test_the_hold_ends_between_the_gateways_answer_and_the_record(stripe: StripeServer, payment: Payment) -> None:
    stripe.pay(payment.gateway_id, GOOD)
    with run_after("payments.gateway.fetch_intent", lambda: expiry.expire_due(payment.expires_at)):
        assert cards.pay_page(payment).state == "paid"
    assert _what_stands() == PAID
    _books_are_right()


def test_the_shopper_calls_off_in_another_tab_between_the_gateways_answer_and_the_record(stripe: StripeServer, payment: Payment) -> None:
    stripe.pay(payment.gateway_id, GOOD)
    with run_after("payments.gateway.fetch_intent", lambda: _call_off(payment)):
        cards.pay_page(payment)
    stands = _what_stands()
    assert (stands["payments"], stands["parts"]) == (["paid"], ["cancelled", "cancelled"])
    assert sum(amount for amount, _reason in stands["owed"]) == payment.amount_paise  # type: ignore[attr-defined]
    _books_are_right()


def test_somebody_confirms_by_hand_while_the_statement_is_being_matched(shawl: Listing, staff: User) -> None:
    placed = make.place_order(shawl)
    reference, paise, said = paid_by(placed)

    def by_hand() -> None:
        offline.money_came(placed.payment, reference=reference, amount_paise=paise, acting_user=staff, source="staff")

    with run_after("orders.statement_matching.find", by_hand):
        assert take(staff, (reference, paise, said))[reference][0] == "matched"
    assert BankEntry.objects.count() == 1
    assert _what_stands() == {**PAID, "parts": ["new"]}
    _books_are_right()


def test_two_shoppers_race_for_the_last_shawl_between_hold_and_claim(stripe: StripeServer) -> None:
    """The first one's hold ends while his money is on its way; the second one buys in that moment. One shawl, one owner, no money lost."""
    shawl = make.make_listing(make.make_group(), stock=1)
    late = opened(place(shawl))
    stripe.pay(late.gateway_id, GOOD)

    def second() -> None:
        expiry.expire_due(late.expires_at)
        make.make_paid_order(shawl)

    with run_after("payments.gateway.fetch_intent", second):
        cards.pay_page(late)
    assert make.stock_of(shawl).num_allocated == 1
    statuses = dict(ProducerOrder.objects.values_list("order__number", "status"))
    assert statuses.pop(late.order_number) == "cancelled"
    assert list(statuses.values()) == ["new"]
    refund = Refund.objects.get()
    assert (refund.amount_paise, refund.reason) == (late.amount_paise, "late_payment")
    told = OrderEvent.objects.get(order__number=late.order_number, kind="refund_due")
    assert told.detail["reason"] == "late_payment"
    _books_are_right()


# --- lines of the bank ----------------------------------------------------------------------------------------------------------


def test_statement_lines_a_hundred_times_in_any_order_are_money_once(shawl: Listing, staff: User) -> None:
    credits = [paid_by(make.place_order(shawl)) for _number in range(3)]
    draw = random.Random(11)  # noqa: S311 - the same files each time
    for _file in range(4):
        lines = credits * (TIMES // 4)
        draw.shuffle(lines)
        states = take(staff, *lines)
    assert states == {reference: ("matched", "") for reference, _paise, _said in credits}
    assert (StatementCredit.objects.count(), BankEntry.objects.count()) == (3, 3)
    assert Journal.objects.filter(kind="captured").count() == 3
    _books_are_right()


def test_a_statement_line_that_is_three_days_late_is_late_money(shawl: Listing, staff: User) -> None:
    placed = make.place_order(shawl)
    credit = paid_by(placed)
    expiry.expire_due(Payment.objects.get().expires_at)
    assert take(staff, credit)[credit[0]][0] == "matched"
    assert _what_stands() == {**PAID, "parts": ["new"]}
    _books_are_right()
