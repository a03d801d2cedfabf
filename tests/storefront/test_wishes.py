"""The list of a shopper, and one mail when something is back."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from catalogue import wishes
from catalogue.models import Listing
from catalogue.voice_models import BackNotice, Wish
from notices.models import Notice
from notices.secrets import fill_in
from storefront.account.limits import TELL_ME
from tests.orders import factories as make
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def stole() -> Listing:
    cache.clear()
    return make.make_listing(make.make_group("wool"), "Stole", stock=0)


def restock(listing: Listing, pieces: int = 5) -> None:
    record = make.stock_of(listing)
    type(record).objects.filter(pk=record.pk).update(num_in_stock=pieces)


def test_a_shopper_keeps_and_drops_and_nobody_elses_list_is_touched(stole: Listing) -> None:
    client, other = Client(), make.make_member(make.make_group())
    client.force_login(make.make_member(make.make_group()))
    wishes.keep(user=other, listing=stole)
    address = f"/p/{stole.slug}/wish/"
    for _time in range(2):
        assert client.post(address, {"act": "keep"}).status_code == 303
    assert Wish.objects.count() == 2
    assert "Stole" in words(client.get("/account/wishes/"))
    assert client.post(address, {"act": "drop"}).status_code == 303
    assert "Nothing is on your list" in words(client.get("/account/wishes/"))
    assert Wish.objects.get().user == other
    assert Client().get(address).status_code == 302


def test_a_guest_confirms_by_mail_and_gets_one_mail_when_it_is_back(stole: Listing) -> None:
    guest, address = Client(), f"/p/{stole.slug}/tell-me/"
    assert guest.post(address, {"email": "nothing"}).status_code == 422
    for _time in range(2):
        assert guest.post(address, {"email": "Asha@example.com"}).status_code == 303
    restock(stole)
    assert wishes.tell_due() == 0  # the link was not used
    body = Notice.objects.get(kind="back_notice_confirm").body
    link = re.search(r"http://[^/]+(/tell-me/\S+)", fill_in(body))
    assert link is not None
    assert link[1] not in body
    assert guest.get(link[1]).status_code == 200
    assert wishes.tell_due() == 0  # nor is it by a program that only looks
    assert guest.post(link[1], {"act": "yes"}).status_code == 303
    assert (wishes.tell_due(), wishes.tell_due()) == (1, 0)
    assert Notice.objects.get(kind="back_in_stock").to == "asha@example.com"
    assert "We have written to you" in words(guest.get(link[1]))


def test_one_mail_only_for_what_can_be_bought(stole: Listing) -> None:
    person = make.make_member(make.make_group())
    wishes.ask(listing=stole, email=str(person.email), language="en", user=person)
    assert wishes.tell_due() == 0
    restock(stole, 3)
    record = make.stock_of(stole)
    type(record).objects.filter(pk=record.pk).update(num_allocated=3)
    assert wishes.tell_due() == 0  # all of it is promised to others
    type(record).objects.filter(pk=record.pk).update(num_allocated=2)
    Listing.objects.filter(pk=stole.pk).update(status="paused")
    assert wishes.tell_due() == 0
    Listing.objects.filter(pk=stole.pk).update(status="live")
    assert wishes.tell_due() == 1


def test_an_address_that_is_not_of_the_account_has_to_be_confirmed(stole: Listing) -> None:
    person = make.make_member(make.make_group())
    assert wishes.ask(listing=stole, email="victim@example.com", language="en", user=person).confirmed_at is None
    assert wishes.ask(listing=stole, email=str(person.email), language="en", user=person).confirmed_at is not None


def test_who_says_stop_is_forgotten_at_once(stole: Listing) -> None:
    token = wishes.token_of(wishes.ask(listing=stole, email="asha@example.com", language="en"))
    assert "is forgotten" in words(Client().post(f"/tell-me/{token}/", {"act": "stop"}))
    assert not BackNotice.objects.exists()
    assert Client().get(f"/tell-me/{token}/").status_code == 404


def test_addresses_are_forgotten_by_the_clock(stole: Listing) -> None:
    now = timezone.now()
    stale, told, waiting = (wishes.ask(listing=stole, email=f"{name}@example.com", language="en") for name in ("a", "b", "c"))
    BackNotice.objects.filter(pk=stale.pk).update(asked_at=now - timedelta(days=8))
    BackNotice.objects.filter(pk=told.pk).update(confirmed_at=now - timedelta(days=40), told_at=now - timedelta(days=31))
    assert wishes.forget() == 2
    assert BackNotice.objects.get() == waiting


def test_nobodys_letter_box_is_filled(stole: Listing) -> None:
    client = Client()
    for number in range(TELL_ME.limit):
        client.post(f"/p/{stole.slug}/tell-me/", {"email": f"a{number}@example.com"})
    assert client.post(f"/p/{stole.slug}/tell-me/", {"email": "z@example.com"}).status_code == 429
    assert not BackNotice.objects.filter(email="z@example.com").exists()
