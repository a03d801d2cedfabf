"""Addresses in the account: kept at the checkout or on their page, offered again, and nobody else's."""

import re

import pytest
from django.core.cache import cache
from oscar.apps.address.models import UserAddress

from accounts.models import User
from journal.models import AuditEntry
from orders import own_addresses
from orders.contacts import Address, Contact
from orders.errors import TooManyAddresses
from tests.orders import factories as make
from tests.storefront.buyer import FARIDA, Buyer, title, words

pytestmark = pytest.mark.django_db
TYPED = {name: text for name, text in FARIDA.items() if name != "email"}


@pytest.fixture
def shopper() -> User:
    cache.clear()
    return User.objects.create_user("asha@example.com", first_name="Asha")


@pytest.fixture
def buyer(shopper: User) -> Buyer:
    buyer = Buyer()
    buyer.client.force_login(shopper)
    return buyer


def kept(user: User, line1: str, pin: str = "110001", **more: bool) -> own_addresses.OwnAddress:
    address = Address(line1, "", "New Delhi", pin, "Delhi")
    return own_addresses.keep(user=user, contact=Contact("Asha Verma", "9812345678"), address=address, **more)


def test_they_are_added_edited_made_the_default_and_removed(buyer: Buyer, shopper: User) -> None:
    refused = buyer.client.post("/account/addresses/add/", {**TYPED, "pin": "000000"})
    assert refused.status_code == 422
    assert title(refused).startswith("Error:")
    assert "14, Hanuman Road" in refused.content.decode()
    assert buyer.client.post("/account/addresses/add/", TYPED).status_code == 303
    assert buyer.client.post("/account/addresses/add/", {**TYPED, "line1": "7 Church Street"}).status_code == 303
    assert buyer.client.post("/account/addresses/add/", TYPED).status_code == 303  # the same again is the same
    first, second = own_addresses.addresses_of(shopper)
    assert (first.address.line1, first.contact.mobile, first.is_default) == ("14, Hanuman Road", "+919818645207", True)
    assert "Delhi" in first.address.state
    page = buyer.client.get("/account/addresses/").content.decode()
    assert page.count('value="default"') == 1
    assert buyer.client.post(f"/account/addresses/{second.key}/", {"act": "default"}).status_code == 303
    assert [(own.key, own.is_default) for own in own_addresses.addresses_of(shopper)] == [(second.key, True), (first.key, False)]
    assert 'value="7 Church Street"' in buyer.client.get(f"/account/addresses/{second.key}/").content.decode()
    assert buyer.client.post(f"/account/addresses/{second.key}/", {**TYPED, "line1": "8 Church Street"}).status_code == 303
    assert own_addresses.find(shopper, second.key).address.line1 == "8 Church Street"
    # Edited into the other one, it is that one, and stays what the checkout fills in.
    assert buyer.client.post(f"/account/addresses/{second.key}/", TYPED).status_code == 303
    assert [(own.key, own.is_default) for own in own_addresses.addresses_of(shopper)] == [(first.key, True)]
    assert buyer.client.post(f"/account/addresses/{first.key}/", {"act": "remove"}).status_code == 303
    assert "No address is kept yet" in words(buyer.client.get("/account/addresses/"))
    acts = AuditEntry.objects.filter(acting_user=shopper, action__startswith="orders.own_address.")
    assert [entry.action.rsplit(".", 1)[1] for entry in acts.order_by("pk")] == [
        "keep",
        "keep",
        "keep",
        "default",
        "keep",
        "keep",
        "remove",
    ]
    assert not any("Church" in str(entry.after) or "Hanuman" in str(entry.after) for entry in acts)


def test_when_the_default_is_removed_the_oldest_of_the_others_is_it(shopper: User) -> None:
    first, second, third = (kept(shopper, line) for line in ("1 Mall Road", "2 Mall Road", "3 Mall Road"))
    own_addresses.remove(user=shopper, key=first.key)
    assert [(own.key, own.is_default) for own in own_addresses.addresses_of(shopper)] == [(second.key, True), (third.key, False)]


def test_the_account_keeps_no_more_than_it_can(shopper: User, monkeypatch: pytest.MonkeyPatch, buyer: Buyer) -> None:
    monkeypatch.setattr(own_addresses, "MOST", 1)
    kept(shopper, "1 Mall Road")
    with pytest.raises(TooManyAddresses):
        kept(shopper, "2 Mall Road")
    refused = buyer.client.post("/account/addresses/add/", TYPED)
    assert refused.status_code == 422
    assert "Your account keeps 1 addresses" in words(refused)
    assert UserAddress.objects.count() == 1


def test_somebody_elses_address_looks_as_if_it_did_not_exist(buyer: Buyer) -> None:
    other = User.objects.create_user("other@example.com")
    theirs = kept(other, "9 Secret Lane")
    for data in ({"act": "remove"}, {"act": "default"}, TYPED):
        assert buyer.client.post(f"/account/addresses/{theirs.key}/", data).status_code == 404
    assert buyer.client.get(f"/account/addresses/{theirs.key}/").status_code == 404
    buyer.add(make.make_market().stole)
    assert "9 Secret Lane" not in buyer.client.get(f"/checkout/address/?saved={theirs.key}").content.decode()
    assert own_addresses.find(other, theirs.key) == theirs


def test_the_checkout_fills_in_the_default_offers_the_others_and_keeps_what_is_ticked(buyer: Buyer, shopper: User) -> None:
    buyer.add(make.make_market().stole)
    first, second = kept(shopper, "1 Mall Road"), kept(shopper, "2 Mall Road", "194101")
    page = buyer.client.get("/checkout/address/")
    assert page.context["form"].initial["line1"] == "1 Mall Road"
    assert page.context["quote"].pin == "110001"
    href = re.search(rf'href="(/checkout/address/\?saved={second.key}[^"]*)"', page.content.decode())
    assert href is not None
    chosen = buyer.client.get(href[1].replace("&amp;", "&"))
    assert chosen.context["form"].initial["line1"] == "2 Mall Road"
    assert chosen.context["quote"].pin == "194101"
    assert chosen.content.decode().count('aria-current="true"') == 1
    assert buyer.client.get("/checkout/address/?pin=194101").context["form"].initial["line1"] == "2 Mall Road"
    assert buyer.give_address(line1="3 Mall Road").status_code == 303
    assert len(own_addresses.addresses_of(shopper)) == 2
    assert buyer.give_address(line1="3 Mall Road", keep_address="yes").status_code == 303
    assert [own.address.line1 for own in own_addresses.addresses_of(shopper)] == ["1 Mall Road", "2 Mall Road", "3 Mall Road"]
    assert buyer.client.get("/checkout/address/").context["form"].initial["line1"] == "3 Mall Road"  # what was typed goes before
    assert buyer.client.get(f"/checkout/address/?saved={first.key}").context["form"].initial["line1"] == "1 Mall Road"


def test_a_guest_is_asked_nothing_more_and_nothing_is_kept() -> None:
    cache.clear()
    guest = Buyer()
    guest.add(make.make_market().stole)
    page = guest.client.get("/checkout/address/").content.decode()
    assert "keep_address" not in page
    assert "saved=" not in page
    assert guest.give_address(keep_address="yes").status_code == 303
    assert not UserAddress.objects.exists()


def test_a_payer_abroad_sends_to_an_address_in_india() -> None:
    cache.clear()
    payer = Buyer()
    payer.add(make.make_market().stole)
    assert "You may pay from any country" in words(payer.client.get("/checkout/address/"))
    assert payer.give_address(mobile="+44 7911 123456", email="kezang@example.co.uk").status_code == 303
    placed = payer.client.post("/checkout/pay/", payer.pay_form())
    assert placed.status_code == 303
    page = words(payer.client.get(placed["Location"]))
    assert "+447911123456" in page
    assert "110001" in page
