"""One part of an order: what its group sees, accepting it, declining it, and who may."""

import pytest
from django.test import Client

from accounts.models import User
from journal.models import AuditEntry
from orders.checkout import Placed
from orders.models import OrderEvent, ProducerOrder
from payments.models import Refund
from producers import facilitation
from tests.orders import factories as make
from tests.storefront.buyer import title, words

pytestmark = pytest.mark.django_db


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def paid() -> tuple[make.Market, Placed]:
    market = make.make_market()
    return market, make.make_paid_order(market.stole, (market.apricots, 2), market.pulp)


def page_of(part: ProducerOrder) -> str:
    return f"/workspace/orders/{part.number}/"


def test_the_page_shows_the_own_lines_parcels_and_where_they_go_and_nothing_of_the_rest() -> None:
    market, placed = paid()
    part = make.part_of(placed, market.fruit)
    said = words(logged_in(make.make_member(market.fruit)).get(page_of(part)))
    for own in (
        part.number,
        "Parcel with food",
        "Dried apricots 2",
        "Asha Verma",
        "+919812345678",
        "12 Janpath",
        "New Delhi, Delhi 110001",
    ):
        assert own in said
    whole = placed.order.record.total_paise // 100
    for foreign in ("Pashmina stole", "Sea buckthorn pulp", market.wool.name, placed.order.number, f"{whole}", "asha@example.com"):
        assert foreign not in said
    assert f"You receive ₹{(part.total_paise - part.commission_paise) // 100}" in said


def test_accepting_is_one_press_and_pressing_again_changes_nothing() -> None:
    market, placed = paid()
    part, member = make.part_of(placed, market.wool), make.make_member(market.wool, "packer")
    client = logged_in(member)
    for _press in range(2):
        answer = client.post(f"{page_of(part)}accept/")
        assert (answer.status_code, answer["Location"]) == (303, page_of(part))
    assert ProducerOrder.objects.get(pk=part.pk).status == "accepted"
    assert OrderEvent.objects.filter(kind="accepted", by_user=member).count() == 1
    said = words(client.get(page_of(part)))
    assert "Accepted. The shopper sees it on the order page." in said


def test_declining_asks_for_a_reason_tells_the_shopper_and_owes_the_money() -> None:
    market, placed = paid()
    part = make.part_of(placed, market.berry)
    client = logged_in(make.make_member(market.berry))
    asked = client.get(f"{page_of(part)}decline/")
    assert "Damaged or not good enough to send" in words(asked)
    answer = client.post(f"{page_of(part)}decline/", {"reason": "damaged"})
    assert (answer.status_code, answer["Location"]) == (303, page_of(part))
    assert ProducerOrder.objects.get(pk=part.pk).status == "declined"
    assert Refund.objects.get().amount_paise == part.total_paise
    assert "Promised for" in words(logged_in(make.make_member(market.wool)).get(page_of(make.part_of(placed, market.wool))))
    said = words(client.get(page_of(part)))
    assert "Declined" in said
    assert "Not sent" in said
    assert "Promised for" not in said
    assert "You receive ₹0" in said
    assert "Asha Verma" not in said


@pytest.mark.parametrize("reason", ["", "not_paid", "because"])
def test_a_reason_that_is_none_of_the_choices_is_sent_back_and_changes_nothing(reason: str) -> None:
    market, placed = paid()
    part = make.part_of(placed, market.berry)
    answer = logged_in(make.make_member(market.berry)).post(f"{page_of(part)}decline/", {"reason": reason})
    assert answer.status_code == 422
    assert title(answer).startswith("Error:")
    assert "Choose a reason" in words(answer)
    assert ProducerOrder.objects.get(pk=part.pk).status == "new"
    assert not Refund.objects.exists()


def test_a_part_that_is_declined_already_can_not_be_accepted_and_says_so() -> None:
    market, placed = paid()
    part = make.part_of(placed, market.wool)
    client = logged_in(make.make_member(market.wool))
    client.post(f"{page_of(part)}decline/", {"reason": "damaged"})
    assert "This can not be declined any more." in words(client.get(f"{page_of(part)}decline/"))
    client.post(f"{page_of(part)}accept/")
    assert "This can not be accepted any more." in words(client.get(page_of(part)))
    assert ProducerOrder.objects.get(pk=part.pk).status == "declined"


def test_a_packed_part_can_not_be_declined() -> None:
    market, placed = paid()
    part = make.part_of(placed, market.wool)
    ProducerOrder.objects.filter(pk=part.pk).update(status="packed")
    client = logged_in(make.make_member(market.wool))
    client.post(f"{page_of(part)}decline/", {"reason": "damaged"})
    assert "This can not be declined any more." in words(client.get(page_of(part)))
    assert ProducerOrder.objects.get(pk=part.pk).status == "packed"


def test_what_a_facilitator_does_is_stamped_on_behalf_of_the_group_and_what_a_member_does_is_not() -> None:
    market, placed = paid()
    facilitator = User.objects.create_user("facilitator@example.com")
    facilitation.grant(user=facilitator, group=market.wool, consent="Agreed at the meeting of 1 May", acting_user=None)
    facilitation.grant(user=facilitator, group=market.berry, consent="Agreed at the meeting of 1 May", acting_user=None)
    client = logged_in(facilitator)
    client.post(f"{page_of(make.part_of(placed, market.wool))}accept/")
    client.post(f"{page_of(make.part_of(placed, market.berry))}decline/", {"reason": "damaged"})
    logged_in(make.make_member(market.fruit)).post(f"{page_of(make.part_of(placed, market.fruit))}accept/")
    stamps = AuditEntry.objects.filter(action__in=["orders.accepted", "orders.declined"]).order_by("pk")
    assert list(stamps.values_list("action", "on_behalf_of")) == [
        ("orders.accepted", market.wool.slug),
        ("orders.declined", market.berry.slug),
        ("orders.accepted", ""),
    ]


@pytest.mark.parametrize("rest", ["", "accept/", "decline/"])
def test_a_foreign_number_an_unpaid_one_and_a_missing_one_look_the_same(rest: str) -> None:
    market, placed = paid()
    held = make.part_of(make.place_order(market.socks), market.wool)
    foreign = make.part_of(placed, market.fruit)
    client = logged_in(make.make_member(market.wool))
    answers = []
    for number in (foreign.number, held.number, "PO-NOTHING"):
        path = f"/workspace/orders/{number}/{rest}"
        answers.append(client.post(path, {"reason": "damaged"}) if rest else client.get(path))
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    bodies = {answer.content.decode().replace(answer.request["PATH_INFO"], "") for answer in answers}
    assert len(bodies) == 1
    assert set(ProducerOrder.objects.exclude(pk=held.pk).values_list("status", flat=True)) == {"new"}
    assert ProducerOrder.objects.get(pk=held.pk).status == "held"


def test_an_accountant_looks_and_changes_nothing() -> None:
    market, placed = paid()
    part = make.part_of(placed, market.wool)
    client = logged_in(make.make_member(market.wool, "accountant"))
    said = words(client.get(page_of(part)))
    assert "Accept " not in said
    assert "You receive" in said
    assert client.post(f"{page_of(part)}accept/").status_code == 404
    assert client.post(f"{page_of(part)}decline/", {"reason": "damaged"}).status_code == 404
    assert ProducerOrder.objects.get(pk=part.pk).status == "new"
