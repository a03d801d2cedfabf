"""Pick list and labels: own parts only, lots that expire first, address and code on the label, no price anywhere."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User
from orders import packing_lists
from orders.models import ProducerOrder
from payments.papers import pdf, qr
from tests.orders import factories as make
from tests.orders.steps import add_lot, bring, member_of
from tests.storefront.buyer import queries_of, words

pytestmark = pytest.mark.django_db


def phone(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def market() -> make.Market:
    return make.make_market()


@pytest.fixture
def parts(market: make.Market) -> list[ProducerOrder]:
    """Two parts of dried fruit to pack, one of which is in two parcels with wool of another group beside it."""
    member_of(market.fruit)
    add_lot(market.apricots, "L-LATER", 9, days=500)
    add_lot(market.apricots, "L-SOON", 3, days=300)
    first = bring(make.place_order((market.apricots, 2), market.stole), market.fruit, "accepted")
    return [first, bring(make.place_order((market.apricots, 2), market.kernels), market.fruit, "accepted")]


def page(market: make.Market, what: str, query: str = "") -> str:
    return words(phone(member_of(market.fruit)).get(f"/workspace/groups/{market.fruit.slug}/print/{what}/{query}"))


def test_the_pick_list_adds_up_all_parts_and_takes_first_what_expires_first(market: make.Market, parts: list[ProducerOrder]) -> None:
    said = page(market, "pick-list")
    assert "2 orders · 5 pieces" in said
    assert "Dried apricots 4 L-SOON × 3, L-LATER × 1" in said.replace(" ,", ",")
    for part in parts:
        assert part.number in said
    for foreign in ("Asha", "Janpath", "Pashmina", "₹", parts[0].order.number):
        assert foreign not in said


def test_one_part_can_be_printed_alone_and_a_foreign_one_is_not_there(market: make.Market, parts: list[ProducerOrder]) -> None:
    said = page(market, "pick-list", f"?part={parts[0].number}")
    assert parts[0].number in said
    assert parts[1].number not in said
    foreign = ProducerOrder.objects.get(order=parts[0].order, group=market.wool)
    client = phone(member_of(market.fruit))
    for number in (foreign.number, "PO-NONE"):
        for what in ("pick-list", "labels", "labels/pdf"):
            assert client.get(f"/workspace/groups/{market.fruit.slug}/print/{what}/?part={number}").status_code == 404


def test_a_label_holds_address_and_code_and_no_price(market: make.Market, parts: list[ProducerOrder]) -> None:
    client = phone(make.make_member(market.fruit, "packer"))
    answer = client.get(f"/workspace/groups/{market.fruit.slug}/print/labels/?part={parts[0].number}")
    said = words(answer)
    for shown in ("Asha Verma", "12 Janpath", "110001", parts[0].number, market.fruit.name, "1/1", parts[0].parcels.get().number):
        assert shown in said
    assert qr.svg(parts[0].number) in answer.content.decode()
    for foreign in ("₹", "Rs", "Pashmina", parts[0].order.number, "asha@"):
        assert foreign not in said


def test_who_does_not_pack_prints_nothing_and_what_left_has_no_label(market: make.Market, parts: list[ProducerOrder]) -> None:
    address = f"/workspace/groups/{market.fruit.slug}/print/labels/"
    assert phone(make.make_member(market.fruit, "accountant")).get(address).status_code == 404
    assert phone(make.make_member(market.wool)).get(address).status_code == 404
    sent = bring(make.place_order(market.kernels), market.fruit, "handed_over")
    client = phone(member_of(market.fruit))
    assert sent.number not in words(client.get(address))
    assert client.get(f"{address}?part={sent.number}").status_code == 404


def test_ten_parts_take_as_many_queries_as_one(market: make.Market, parts: list[ProducerOrder]) -> None:
    client = phone(member_of(market.fruit))
    address = f"/workspace/groups/{market.fruit.slug}/print/"
    few = [len(queries_of(client, address + what)) for what in ("pick-list/", "labels/")]
    for _number in range(4):
        bring(make.place_order(market.kernels), market.fruit, "accepted")
    assert [len(queries_of(client, address + what)) for what in ("pick-list/", "labels/")] == few
    assert max(few) <= 9


@pytest.mark.pdf
def test_labels_are_a6_pages_and_the_list_an_a4_page(market: make.Market, parts: list[ProducerOrder]) -> None:
    given = {"labels": packing_lists.labels(parts), "list": packing_lists.pick_list(market.fruit, parts)}
    made = {
        what: pdf.make(render_to_string("papers/packing_pdf.html", {**given, "body": f"papers/{what}.html"}), is_plain=True)
        for what in ("labels", "pick_list")
    }
    assert [boxes(made[what]) for what in ("labels", "pick_list")] == [["297", "297"], ["595"]]
    answer = phone(member_of(market.fruit)).get(f"/workspace/groups/{market.fruit.slug}/print/labels/pdf/")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def boxes(content: bytes) -> list[str]:
    """The width of each page in points."""
    return [found.decode() for found in re.findall(rb"/MediaBox ?\[0 0 (\d+)", content)]
