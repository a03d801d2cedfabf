"""The shopper calls off what is not wanted any more: the whole order before it is paid, one group's part before it is packed."""

import pytest
from django.test import Client

from journal import outbox
from journal.models import AuditEntry
from notices.models import Notice
from orders import checkout, fulfilment
from orders.models import OrderRecord, ProducerOrder
from payments.models import Payment, Refund
from tests.orders import factories as make
from tests.orders.steps import bring
from tests.storefront.buyer import Buyer, queries_of, staff_confirm, words

pytestmark = pytest.mark.django_db


def bought() -> tuple[make.Market, Client, str]:
    """A guest's order of three groups that waits for its payment; the address of its page."""
    market, buyer = make.make_market(stock=5), Buyer()
    return market, buyer.client, buyer.place(market.stole, market.apricots, market.pulp)


def part_of(market: make.Market) -> ProducerOrder:
    return ProducerOrder.objects.get(group=market.fruit)


def test_an_order_that_waits_for_its_money_is_called_off_after_a_question() -> None:
    market, client, address = bought()
    assert f"{address}cancel/" in client.get(address).content.decode()
    assert "Call off the whole order?" in words(client.get(f"{address}cancel/"))
    assert Payment.objects.get().status == "awaiting"  # looking changes nothing
    answer = client.post(f"{address}cancel/", follow=True)
    assert "The order is called off." in words(answer)
    assert Payment.objects.get().status == "failed"
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"cancelled"}
    assert make.stock_of(market.stole).num_allocated == 0
    assert AuditEntry.objects.get(action="payments.failed").actor == "shopper"
    again = client.post(f"{address}cancel/", follow=True)
    assert "can not be called off any more" in words(again)
    assert f"{address}cancel/" not in again.content.decode()


def test_money_that_comes_after_the_shopper_called_off_goes_back() -> None:
    _market, client, address = bought()
    client.post(f"{address}cancel/")
    checkout.complete(Payment.objects.get(), reference="UTR1", source="statement")
    assert sum(Refund.objects.values_list("amount_paise", flat=True)) == Payment.objects.get().amount_paise
    assert not ProducerOrder.objects.exclude(status="cancelled").exists()


@pytest.mark.parametrize("state", ["new", "accepted"])
def test_one_part_is_called_off_its_money_is_owed_and_the_others_go_on(state: str) -> None:
    market, client, address = bought()
    staff_confirm(address)
    part = part_of(market)
    if state == "accepted":
        fulfilment.accept(part, acting_user=make.make_member(market.fruit))
    page = client.get(f"{address}cancel/{part.number}/")
    assert f"Call off the part of {market.fruit.name}?" in words(page)
    answer = client.post(f"{address}cancel/{part.number}/", follow=True)
    assert "This part is called off." in words(answer)
    part.refresh_from_db()
    assert part.status == "cancelled"
    refund = Refund.objects.get()
    assert (refund.amount_paise, refund.allocation.producer_order_number) == (part.total_paise, part.number)
    assert set(ProducerOrder.objects.exclude(pk=part.pk).values_list("status", flat=True)) == {"new"}
    assert make.stock_of(market.apricots).num_allocated == 0
    assert AuditEntry.objects.get(action="orders.cancelled").actor == "shopper"
    assert OrderRecord.objects.get().payment_status == "part_refunded"
    assert client.post(f"{address}cancel/{part.number}/").status_code == 303
    assert Refund.objects.count() == 1


def test_the_group_is_told_that_there_is_nothing_to_send() -> None:
    market, client, address = bought()
    staff_confirm(address)
    member = make.make_member(market.fruit)
    client.post(f"{address}cancel/{part_of(market).number}/")
    outbox.drain()
    assert [notice.user for notice in Notice.objects.filter(kind="producer_order_cancelled")] == [member]


@pytest.mark.parametrize("state", ["packed", "handed_over", "delivered"])
def test_what_is_packed_is_not_called_off_here(state: str) -> None:
    placed = make.place_order(listing := make.make_listing(make.make_group()))
    part = bring(placed, listing.group, state)
    address, client = f"/o/{placed.link_token}/", Client()
    assert "Call off" not in words(client.get(address))
    for method in (client.get, client.post):
        assert "can not be called off any more" in words(method(f"{address}cancel/{part.number}/", follow=True))
    part.refresh_from_db()
    assert part.status == state
    assert not Refund.objects.exists()


def test_the_part_of_another_order_is_not_there() -> None:
    _market, client, address = bought()
    other = make.make_paid_order(listing := make.make_listing(make.make_group()))
    number = make.part_of(other, listing.group).number
    assert client.get(f"{address}cancel/{number}/").status_code == 404
    assert client.post(f"{address}cancel/{number}/").status_code == 404
    assert ProducerOrder.objects.get(number=number).status == "new"


def test_another_site_can_not_call_off() -> None:
    _market, client, address = bought()
    assert client.post(f"{address}cancel/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert Payment.objects.get().status == "awaiting"


def test_the_question_costs_few_queries() -> None:
    market, client, address = bought()
    staff_confirm(address)
    assert len(queries_of(client, f"{address}cancel/{part_of(market).number}/")) <= 20
