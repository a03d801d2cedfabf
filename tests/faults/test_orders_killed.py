"""The process dies at every named point of buying. What was begun is there whole or not at all, and going on mends the rest."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from journal import outbox
from journal.models import Effect
from notices.models import Notice
from orders import attempts, checkout, expiry, fulfilment
from orders.models import OrderRecord, ProducerOrder
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order
from orders.quotes import quote
from payments.models import BankEntry, Payment, Refund, StatementCredit
from payments.providers.offline import transfer_note
from payments.statements import import_statement
from producers.oscar.models import StockRecord
from tests.faults.killing import ORDERS, die_at, points_of
from tests.faults.test_aftersale_killed import LOSS, SHRINK
from tests.faults.test_cash_killed import DOOR as AT_DOOR
from tests.faults.test_choices_killed import CHOOSE, DELETE
from tests.faults.test_disputes_killed import CALLED_OFF
from tests.faults.test_fulfilment_killed import DELIVER, HAND_OVER, PACK, UNDO
from tests.faults.test_modes_killed import STRAIGHT
from tests.orders import factories as make
from tests.orders.books import check_books

pytestmark = pytest.mark.long

PLACE, RELEASE, FULFIL = (points_of(file) for file in ("checkout.py", "release.py", "fulfilment.py"))
EXPIRE = [*points_of("expiry.py"), *points_of("giving_up.py")]
DECLINE = [point for point in FULFIL if ".decline." in point]
STATEMENT = points_of("statement_matching.py")
ACCEPT = [point for point in FULFIL if ".accept." in point]


def _held() -> set[int]:
    return set(StockRecord.objects.values_list("num_allocated", flat=True))


def test_every_point_of_the_room_is_tried() -> None:
    everywhere = {point for file in ORDERS.glob("*.py") for point in points_of(file.name)}
    here = {*PLACE, *RELEASE, *EXPIRE, *DECLINE, *ACCEPT, *PACK, *HAND_OVER, *UNDO, *DELIVER, *STATEMENT}
    assert everywhere == {*here, *SHRINK, *LOSS, *STRAIGHT, *AT_DOOR, *CHOOSE, *DELETE, *CALLED_OFF}
    assert len(PLACE) >= 7
    assert min(len(RELEASE), len(EXPIRE), len(DECLINE)) >= 3


def _each(points: list[str], scenario: Callable[[str], None]) -> None:
    """Play the scenario at each point, one after the other on the same database, and name the point where it fails."""
    for point in points:
        try:
            scenario(point)
            check_books()
        except AssertionError as failure:
            failure.add_note(f"The process had died at {point}.")
            raise


def test_placing_is_all_or_nothing_and_the_same_press_again_ends_with_one_order(committed_db: None) -> None:
    market = make.make_market(stock=50)

    def scenario(point: str) -> None:
        basket, key, before = market.basket, attempts.new_key(), Order.objects.count()
        agreed = quote(basket, make.DELHI).hash
        die_at(point, lambda: make.place(basket, key=key, quote_hash=agreed))
        check_books()
        is_there = point.endswith("after_commit")
        assert Order.objects.count() - before == is_there
        assert Basket.objects.get(pk=basket.pk).status == (Basket.SUBMITTED if is_there else Basket.OPEN)
        placed = make.place(Basket.objects.get(pk=basket.pk), key=key, quote_hash=agreed)
        assert placed.is_new is not is_there
        assert placed.link_token
        assert Order.objects.count() - before == 1

    _each(PLACE, scenario)


def test_stock_that_was_held_when_the_process_died_is_free_again_when_the_hold_ends(committed_db: None) -> None:
    market = make.make_market(stock=5)

    def scenario(point: str) -> None:
        basket = market.basket
        agreed = quote(basket, make.DELHI).hash
        die_at(point, lambda: make.place(basket, quote_hash=agreed))
        much_later = timezone.now() + timedelta(days=3)
        assert expiry.expire_due(much_later) == point.endswith("after_commit")
        assert _held() == {0}
        assert expiry.expire_due(much_later) == 0

    _each(PLACE, scenario)


def test_money_is_recorded_and_released_together_and_the_groups_are_told_once(committed_db: None) -> None:
    market = make.make_market(stock=50)
    members = [make.make_member(group) for group in (market.wool, market.fruit, market.berry)]

    def scenario(point: str) -> None:
        placed = make.place(market.basket)
        die_at(point, lambda: checkout.complete(placed.payment, reference=point, source="staff"))
        check_books()
        parts = ProducerOrder.objects.filter(order=placed.order)
        is_there = point.endswith("after_commit")
        assert Payment.objects.get(pk=placed.payment.pk).status == ("paid" if is_there else "awaiting")
        assert set(parts.values_list("status", flat=True)) == {"new" if is_there else "held"}
        for _time in range(2):
            checkout.complete(placed.payment, reference=point, source="staff")
            outbox.drain()
        assert set(parts.values_list("status", flat=True)) == {"new"}
        told = Notice.objects.filter(kind="producer_order_new", subject_number__in=parts.values("number"))
        assert sorted(told.values_list("to", flat=True)) == sorted(member.email for member in members)
        assert not Notice.objects.filter(sent_at=None).exists()

    _each(RELEASE, scenario)


def test_a_hold_that_ends_while_the_process_dies_frees_its_goods_exactly_once(committed_db: None) -> None:
    market = make.make_market(stock=5)

    def scenario(point: str) -> None:
        placed = make.place(market.basket)
        later = placed.payment.expires_at
        die_at(point, lambda: expiry.expire_due(later))
        check_books()
        is_there = point.endswith("after_commit")
        assert (_held() == {0}) is is_there
        assert expiry.expire_due(later) == (0 if is_there else 1)
        assert expiry.expire_due(later) == 0
        assert _held() == {0}
        assert OrderRecord.objects.get(order=placed.order).payment_status == "cancelled"

    _each(EXPIRE, scenario)


def test_money_that_came_too_late_is_not_lost_when_the_process_dies_over_it(committed_db: None) -> None:
    market = make.make_market(stock=50)

    def scenario(point: str) -> None:
        scarce = make.make_listing(market.wool, stock=2)
        placed = make.place_order((scarce, 2), market.apricots)
        expiry.expire_due(placed.payment.expires_at)
        other = make.place_order(scarce)
        die_at(point, lambda: checkout.complete(placed.payment, reference=point, source="staff"))
        check_books()
        checkout.complete(placed.payment, reference=point, source="staff")
        part = make.part_of(placed, market.wool)
        owed = Refund.objects.filter(allocation__payment=placed.payment)
        assert list(owed.values_list("amount_paise", flat=True)) == [part.total_paise]
        assert make.part_of(placed, market.fruit).status == "new"
        make.pay(other)

    _each(RELEASE, scenario)


def test_declining_is_all_or_nothing_and_again_it_owes_its_part_once(committed_db: None) -> None:
    market = make.make_market(stock=5)
    member = make.make_member(market.wool)

    def scenario(point: str) -> None:
        placed = make.make_paid_order(market.stole, market.apricots)
        part = make.part_of(placed, market.wool)
        die_at(point, lambda: fulfilment.decline(part, reason="damaged", acting_user=member))
        check_books()
        assert make.part_of(placed, market.wool).status == "new"
        for _time in range(2):
            fulfilment.decline(make.part_of(placed, market.wool), reason="damaged", acting_user=member)
        owed = Refund.objects.filter(allocation__payment=placed.payment)
        assert list(owed.values_list("amount_paise", flat=True)) == [part.total_paise]
        assert make.stock_of(market.stole).num_allocated == 0

    _each(DECLINE, scenario)


def test_an_acceptance_that_was_not_finished_was_not_given(committed_db: None) -> None:
    market = make.make_market()
    member = make.make_member(market.wool)

    def scenario(point: str) -> None:
        part = make.part_of(make.make_paid_order(market.stole), market.wool)
        die_at(point, lambda: fulfilment.accept(part, acting_user=member))
        part.refresh_from_db()
        assert part.status == "new"
        assert fulfilment.accept(part, acting_user=member).status == "accepted"

    _each(ACCEPT, scenario)


def test_a_statement_whose_matching_died_goes_on_where_it_stopped_and_takes_no_credit_twice(committed_db: None) -> None:
    shawl = make.make_listing(make.make_group(), stock=9)
    placed = [make.place_order(shawl) for _ in range(3)]
    for point in STATEMENT:
        lines = [
            f"22/11/2026,{transfer_note(order.payment)},4{order.payment.pk:011d},,{order.payment.amount_paise / 100:.2f},"
            for order in placed
        ]
        staff = make.make_member(make.make_group())
        import_statement("\n".join(["Date,Narration,UTR,Debit,Credit,Balance", *lines]).encode(), name="x.csv", acting_user=staff)
        die_at(point, outbox.drain)
        assert Payment.objects.filter(status="paid").count() == StatementCredit.objects.filter(status="matched").count() == 1
        Effect.objects.filter(done_at=None).update(lease_owner="", lease_until=None, due_at=timezone.now())
        outbox.drain()
        assert Payment.objects.filter(status="paid").count() == BankEntry.objects.count() == 3
