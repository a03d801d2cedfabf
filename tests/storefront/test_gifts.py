"""The optional page of the checkout for gifts, as a browser sends it, and what the group finds of it."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from orders.models import ProducerOrder
from tests.orders import factories as make
from tests.storefront.buyer import Buyer, words

pytestmark = pytest.mark.django_db
LAKSHMI = {"name": "Lakshmi Rao", "mobile": "98186 45207", "pin": "570 001", "line1": "4 Palace Road", "line2": "", "city": "Mysuru"}


def form_of(market: make.Market, **given: str) -> dict[str, str]:
    """The page's form with something typed for the stole."""
    empty = dict.fromkeys((*LAKSHMI, "note", "needed_by"), "")
    typed = {f"{market.fruit.pk}-{name}": value for name, value in empty.items()}
    return typed | {f"{market.wool.pk}-{name}": value for name, value in {**empty, **given}.items()}


def test_a_gift_goes_through_the_checkout_with_one_payment_and_its_slip_has_no_price() -> None:
    cache.clear()
    market = make.make_market()
    owner, stranger = make.make_member(market.wool), make.make_member(market.fruit)
    buyer = Buyer()
    buyer.add(market.stole)
    buyer.add(market.apricots)
    assert buyer.client.get("/checkout/gifts/")["Location"].endswith("/checkout/address/")
    buyer.give_address()
    assert 'href="/checkout/gifts/"' in buyer.client.get("/checkout/pay/").content.decode()
    page = buyer.client.get("/checkout/gifts/").content.decode()
    assert f'name="{market.wool.pk}-needed_by"' in page
    refused = buyer.client.post("/checkout/gifts/", form_of(market, name="Lakshmi Rao", note="For you"))
    assert refused.status_code == 422
    assert "For you" in refused.content.decode()
    late = buyer.client.post("/checkout/gifts/", form_of(market, **LAKSHMI, needed_by="2020-01-01"))
    assert late.status_code == 422
    assert "may arrive as late as" in words(late)
    kept = buyer.client.post("/checkout/gifts/", form_of(market, **LAKSHMI, note="For you"))
    assert kept["Location"].endswith("/checkout/pay/")
    shown = words(buyer.client.get("/checkout/pay/"))
    assert "To Lakshmi Rao, Mysuru 570001" in shown
    assert "to 2 addresses" in shown
    again = buyer.client.get("/checkout/gifts/").content.decode()
    assert 'value="4 Palace Road"' in again
    placed = buyer.client.post("/checkout/pay/", buyer.pay_form())
    assert placed.status_code == 303, placed.content.decode()[:500]
    order_page = placed["Location"]
    assert "To Lakshmi Rao, Mysuru 570001" in words(buyer.client.get(order_page))
    stole = ProducerOrder.objects.get(group=market.wool)
    change = f"{order_page}gifts/{stole.number}/address/"
    form = dict(re.findall(r'name="(version)" value="(\d+)"', buyer.client.get(change).content.decode()))
    assert buyer.client.post(change, {**form, **LAKSHMI, "line1": ""}).status_code == 422
    assert buyer.client.post(change, {**form, **LAKSHMI, "line1": "5 Palace Road"}).status_code == 303
    other = ProducerOrder.objects.get(group=market.fruit)
    assert buyer.client.get(f"{order_page}gifts/{other.number}/address/").status_code == 404
    ProducerOrder.objects.update(status="accepted", released_at=stole.held_at)
    member = Client()
    member.force_login(owner)
    part = words(member.get(f"/workspace/orders/{stole.number}/"))
    assert "5 Palace Road" in part
    assert "no price in the parcel" in part
    slip = words(member.get(f"/workspace/orders/{stole.number}/slip/"))
    assert "For you" in slip
    assert "Pashmina stole" in slip
    assert not any(text in slip for text in ("₹", "Farida", "98186"))
    theirs = Client()
    theirs.force_login(stranger)
    assert theirs.get(f"/workspace/orders/{stole.number}/slip/").status_code == 404
    assert theirs.get(f"/workspace/orders/{other.number}/slip/").status_code == 404  # no gift, nothing to print
