"""What the pages of an order hold: the shopper's whole, the group's own part, the words for each state."""

import dataclasses
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from orders import access, fulfilment, queries, status
from orders.models import OrderRecord, ProducerOrder
from payments.models import Refund
from producers.models import Facilitation, Membership, ProducerGroup
from tests.orders import factories as make


@pytest.fixture
def market(db: None) -> make.Market:
    return make.make_market()


# --- the shopper's page ------------------------------------------------------------------------------------------------------


def test_the_order_page_tells_the_truth_at_each_step(market: make.Market) -> None:
    placed = make.place(market.basket)
    member = make.make_member(market.wool)

    def told() -> tuple[str, str]:
        page = queries.order_page(placed.order)
        return page.state.code, str(page.headline)

    assert told() == ("awaiting_payment", "Waiting for your payment")
    make.pay(placed)
    assert told() == ("with_groups", "Paid; the groups have your order")
    fulfilment.accept(make.part_of(placed, market.wool), acting_user=member)
    assert told() == ("partly_accepted", "Some groups have accepted, others have not answered yet")
    declined = fulfilment.decline(make.part_of(placed, market.fruit), reason="out_of_stock", acting_user=member)
    page = queries.order_page(placed.order)
    assert str(page.headline) == "Some groups have accepted, others have not answered yet; a part can not be sent"
    assert (page.refund_due_paise, page.refund_sent_paise) == (declined.total_paise, 0)
    part = page.parts[1]
    assert (str(part.words), str(part.decline_words), part.refund_due_paise) == (
        "The group can not send its part",
        "Sold out or gone",
        declined.total_paise,
    )
    fulfilment.accept(make.part_of(placed, market.berry), acting_user=member)
    assert told() == ("accepted", "All groups are preparing their parts; a part can not be sent")
    Refund.objects.update(status="sent")
    page = queries.order_page(placed.order)
    assert (page.refund_due_paise, page.refund_sent_paise) == (0, declined.total_paise)


def test_the_order_page_holds_every_line_parcel_sum_and_step(market: make.Market) -> None:
    placed = make.place(market.basket)
    make.pay(placed)
    page = queries.order_page(placed.order)
    assert [[line.title for line in part.lines] for part in page.parts] == [
        ["Pashmina stole", "Wool socks"],
        ["Dried apricots", "Apricot kernels"],
        ["Sea buckthorn pulp"],
    ]
    assert [parcel.contents for parcel in page.parts[1].parcels] == [[("Dried apricots", 2), ("Apricot kernels", 1)]]
    assert page.total_paise == page.goods_paise + page.delivery_paise == sum(part.total_paise for part in page.parts)
    assert [event.kind for event in page.events] == ["placed", "payment_received", "released"]
    assert page.payment == placed.payment
    assert page.can_change_address


# --- the group's pages ---------------------------------------------------------------------------------------------------------


def test_a_groups_page_holds_its_own_part_and_nothing_of_the_rest(market: make.Market) -> None:
    placed = make.place(market.basket)
    make.pay(placed)
    for group in (market.wool, market.fruit, market.berry):
        page = queries.producer_order_page(make.part_of(placed, group))
        content = repr(dataclasses.asdict(page))
        others = list(ProducerOrder.objects.exclude(group=group))
        strangers = [line.title for part in others for line in part.lines.all()] + [part.number for part in others]
        assert not [text for text in strangers if text in content]
        record = OrderRecord.objects.get()
        for secret in (record.total_paise, record.goods_paise, placed.order.number, placed.payment.number, "asha@example.com"):
            assert str(secret) not in content
        assert page.total_paise == page.goods_paise + page.delivery_paise
        assert page.ship_to is not None
        assert (page.ship_to.name, page.ship_to.pin) == ("Asha Verma", make.DELHI)


def test_a_group_that_declined_no_longer_sees_where_the_shopper_lives(market: make.Market) -> None:
    placed = make.make_paid_order(market.stole)
    part = make.part_of(placed, market.wool)
    assert queries.producer_order_page(part).ship_to is not None
    fulfilment.decline(part, reason="damaged", acting_user=make.make_member(market.wool))
    page = queries.producer_order_page(part)
    assert page.ship_to is None
    for private in ("Asha", "Janpath", "9812345678"):
        assert private not in repr(dataclasses.asdict(page))


def test_the_inbox_is_sorted_by_urgency_and_names_what_is_late(market: make.Market) -> None:
    first, second = make.make_paid_order(market.stole), make.make_paid_order(market.socks)
    ProducerOrder.objects.filter(order=second.order).update(due_at=timezone.now() - timedelta(hours=1))
    rows = queries.inbox(market.wool)
    assert [(row.number, row.is_late, row.goods) for row in rows] == [
        (make.part_of(second, market.wool).number, True, [("Wool socks", 1, None)]),
        (make.part_of(first, market.wool).number, False, [("Pashmina stole", 1, None)]),
    ]
    assert "Asha" not in repr(rows)
    assert rows[0].place == "New Delhi, Delhi"


def test_the_inbox_can_be_asked_for_one_state_and_counts_all(market: make.Market) -> None:
    accepted, _new = make.make_paid_order(market.stole), make.make_paid_order(market.socks)
    make.make_paid_order(market.apricots)
    fulfilment.accept(make.part_of(accepted, market.wool), acting_user=make.make_member(market.wool))
    assert [row.goods for row in queries.inbox(market.wool, "accepted")] == [[("Pashmina stole", 1, None)]]
    assert queries.inbox(market.wool, "declined") == []
    assert queries.inbox_counts(market.wool) == {"accepted": 1, "new": 1}


def _count(read: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        read()
    return len(seen)


def test_pages_take_as_many_queries_for_much_as_for_little(market: make.Market) -> None:
    small = make.make_paid_order(market.stole)
    counts = [_count(lambda: queries.order_page(small.order)), _count(lambda: queries.inbox(market.wool))]
    counts.append(_count(lambda: queries.producer_order_page(make.part_of(small, market.wool))) - 1)
    listings = [make.make_listing(market.wool) for _number in range(12)] + [make.make_food(market.wool) for _number in range(8)]
    for _number in range(3):
        make.make_paid_order(market.stole)
    large = make.make_paid_order(*listings, market.apricots, market.pulp)
    again = [_count(lambda: queries.order_page(large.order)), _count(lambda: queries.inbox(market.wool))]
    again.append(_count(lambda: queries.producer_order_page(make.part_of(large, market.wool))) - 1)
    assert counts == again
    assert counts[0] <= 11
    assert counts[1] <= 4
    assert counts[2] <= 10


# --- access ----------------------------------------------------------------------------------------------------------------------


ROLES = [Membership.Role.OWNER, Membership.Role.MANAGER, Membership.Role.PACKER, Membership.Role.ACCOUNTANT]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_its_groups_orders_and_only_those_who_may_accept_reach_them_for_that(market: make.Market, role: str) -> None:
    own, other = make.make_paid_order(market.stole), make.make_paid_order(market.apricots)
    member = make.make_member(market.wool, role)
    assert list(access.producer_orders_for(member)) == [make.part_of(own, market.wool)]
    number = make.part_of(own, market.wool).number
    assert access.producer_order_for(member, number).number == number
    may_accept = role != Membership.Role.ACCOUNTANT
    if may_accept:
        assert access.producer_order_for(member, number, "accept_orders").number == number
    else:
        with pytest.raises(ProducerOrder.DoesNotExist):
            access.producer_order_for(member, number, "accept_orders")
    with pytest.raises(ProducerOrder.DoesNotExist):
        access.producer_order_for(member, make.part_of(other, market.fruit).number)


def test_a_facilitator_reaches_the_groups_that_agreed_and_no_others(market: make.Market) -> None:
    own, other = make.make_paid_order(market.stole), make.make_paid_order(market.apricots)
    helper = User.objects.create_user(email="helper@example.com")
    Facilitation.objects.create(user=helper, group=market.wool, consent="The owner agreed by phone on 1 June.")
    assert list(access.producer_orders_for(helper)) == [make.part_of(own, market.wool)]
    with pytest.raises(ProducerOrder.DoesNotExist):
        access.producer_order_for(helper, make.part_of(other, market.fruit).number)


def test_strangers_former_members_and_the_not_logged_in_reach_nothing(market: make.Market) -> None:
    number = make.part_of(make.make_paid_order(market.stole), market.wool).number
    former = make.make_member(market.wool)
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    inactive = make.make_member(market.wool)
    inactive.is_active = False
    staff = User.objects.create_superuser(email="staff@example.com")
    for user in (AnonymousUser(), former, inactive, staff, User.objects.create_user(email="s@example.com")):
        assert not access.producer_orders_for(user).exists()
        with pytest.raises(ProducerOrder.DoesNotExist):
            access.producer_order_for(user, number)


def test_an_order_that_expired_unpaid_was_never_the_groups(market: make.Market) -> None:
    from orders import expiry

    placed = make.place_order(market.stole)
    member = make.make_member(market.wool)
    expiry.expire_due(placed.payment.expires_at)
    assert ProducerOrder.objects.get().status == "cancelled"
    assert not access.producer_orders_for(member).exists()
    assert queries.inbox(market.wool) == []


def test_a_suspended_group_still_finishes_its_orders(market: make.Market) -> None:
    placed = make.make_paid_order(market.stole)
    member = make.make_member(market.wool)
    ProducerGroup.objects.filter(pk=market.wool.pk).update(status=ProducerGroup.Status.SUSPENDED)
    assert list(access.producer_orders_for(member)) == [make.part_of(placed, market.wool)]


def test_a_shopper_finds_the_orders_placed_while_logged_in_and_no_others(market: make.Market) -> None:
    asha, ravi = (User.objects.create_user(email=f"{name}@example.com") for name in ("asha", "ravi"))
    own = make.place_order(market.stole, user=asha)
    make.place_order(market.socks)
    assert list(access.orders_for(asha)) == [own.order]
    assert not access.orders_for(ravi).exists()
    assert not access.orders_for(AnonymousUser()).exists()


# --- the one function for states ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payment", "parts", "code"),
    [
        ("awaiting", ["held", "held"], "awaiting_payment"),
        ("cancelled", ["cancelled", "cancelled"], "not_paid"),
        ("paid", ["new", "new"], "with_groups"),
        ("paid", ["new", "accepted"], "partly_accepted"),
        ("part_refunded", ["declined", "accepted"], "accepted"),
        ("part_refunded", ["cancelled", "new"], "with_groups"),
        ("refunded", ["declined", "declined"], "nothing_sent"),
        ("refunded", ["declined", "cancelled"], "nothing_sent"),
        ("paid", ["packed", "accepted"], "accepted"),
        ("paid", ["packed", "new"], "partly_accepted"),
        ("paid", ["packed", "packed"], "packed"),
        ("paid", ["handed_over", "new"], "partly_sent"),
        ("paid", ["delivered", "packed"], "partly_sent"),
        ("paid", ["handed_over", "delivered"], "sent"),
        ("paid", ["delivered", "closed"], "delivered"),
        ("part_refunded", ["declined", "delivered"], "delivered"),
        ("part_refunded", ["lost", "delivered"], "delivered"),
        ("part_refunded", ["returned", "packed"], "partly_sent"),
        ("refunded", ["lost", "declined"], "lost"),
        ("refunded", ["lost", "returned"], "lost"),
        ("part_refunded", ["returned", "returned"], "came_back"),
    ],
)
def test_an_order_is_as_far_as_its_slowest_part(payment: str, parts: list[str], code: str) -> None:
    assert status.derive(payment, parts).code == code
    assert status.derive(payment, parts[::-1]).code == code


def test_every_possible_order_has_a_state_in_words() -> None:
    ends = [*ProducerOrder.Status.values, "lost", "returned"]
    for payment, first, second in product(OrderRecord.PaymentStatus.values, ends, ends):
        state = status.derive(payment, [first, second])
        assert str(status.headline(state))
    assert set(ProducerOrder.Status.values) == set(status.PART_WORDS)


def test_the_headline_names_a_part_that_did_not_arrive() -> None:
    told = {
        tuple(ends): str(status.headline(status.derive("part_refunded", list(ends)))) for ends in (("lost", "closed"), ("lost", "lost"))
    }
    assert told == {("lost", "closed"): "Delivered; a part did not arrive", ("lost", "lost"): "Lost on the way"}


def test_the_state_of_an_order_row_is_the_one_of_its_page(market: make.Market) -> None:
    placed = make.place(market.basket)
    make.pay(placed)
    order = access.Order.objects.select_related("record").prefetch_related("producer_orders__parcels").get()
    with CaptureQueriesContext(connection) as seen:
        assert status.order_state(order) == queries.status.derive("paid", ["new"] * 3)
    assert len(seen) == 0
