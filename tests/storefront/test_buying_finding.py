"""The way back to an order: the answer tells a stranger nothing, and a shopper's list holds the own orders only."""

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from journal import outbox
from journal.models import Effect
from storefront.buying.limits import ORDER_FIND_CONTACT, ORDER_FIND_VISITOR
from tests.orders import factories as make
from tests.storefront.buyer import title, words

pytestmark = pytest.mark.django_db


def ask(contact: str, client: Client | None = None) -> object:
    return (client or Client()).post("/orders/find/", {"contact": contact})


@pytest.mark.parametrize("known", ["asha@example.com", "ASHA@example.com", "98123 45678", "+91 98123-45678"])
def test_the_answer_is_the_same_whether_or_not_there_are_orders(known: str) -> None:
    make.place_order(make.make_market().stole)
    found, unknown = ask(known), ask("nobody@example.com" if "@" in known else "9000000001")
    assert (found.status_code, found["Location"]) == (unknown.status_code, unknown["Location"]) == (303, "/orders/find/?sent")
    assert found.content == unknown.content
    assert "The links are on the way" in words(Client().get(found["Location"]))


def test_who_gave_the_contact_is_mailed_a_link_that_opens_the_order() -> None:
    placed = make.place_order(make.make_market().stole)
    outbox.drain()
    mail.outbox.clear()
    ask("9812345678")
    outbox.drain()
    assert [message.to for message in mail.outbox] == [["asha@example.com"]]
    body = str(mail.outbox[0].body)
    link = next(word for word in body.split() if "/o/" in word)
    assert placed.order.number in words(Client().get(link.replace("http://127.0.0.1:8000", "")))


@pytest.mark.parametrize("typed", ["", "  ", "not a contact", "12", "a@b@c"])
def test_a_text_that_is_no_contact_is_sent_back_with_words(typed: str) -> None:
    page = ask(typed)
    assert page.status_code == 422
    assert title(page).startswith("Error: Find my order")
    assert not Effect.objects.exists()


@time_machine.travel("2026-11-02 06:10Z", tick=False)
def test_one_visitor_can_not_try_contact_after_contact() -> None:
    client = Client()
    for number in range(ORDER_FIND_VISITOR.limit):
        assert ask(f"person{number}@example.com", client).status_code == 303
    stopped = ask("one.more@example.com", client)
    assert stopped.status_code == 429
    assert "Too many tries" in words(stopped)


@time_machine.travel("2026-11-02 06:10Z", tick=False)
def test_one_contact_is_asked_for_a_few_times_only_whoever_asks_and_the_answer_does_not_show_it() -> None:
    asked = []
    for number in range(ORDER_FIND_CONTACT.limit + 2):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        asked.append(ask("asha@example.com", client)["Location"])
    assert set(asked) == {"/orders/find/?sent"}
    assert not ORDER_FIND_CONTACT.hit("asha@example.com")


@time_machine.travel("2026-11-02 06:10Z", tick=False)
def test_after_the_limit_of_a_contact_nothing_more_is_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr("storefront.buying.finding.finding.send_links", calls.append)
    for number in range(ORDER_FIND_CONTACT.limit + 2):
        ask("asha@example.com", Client(REMOTE_ADDR=f"10.0.0.{number}"))
    assert len(calls) == ORDER_FIND_CONTACT.limit


def test_the_account_lists_the_own_orders_and_leads_to_their_pages() -> None:
    market = make.make_market()
    asha, other = User.objects.create_user("asha@example.com"), User.objects.create_user("other@example.com")
    mine = make.place_order(market.stole, user=asha)
    foreign = make.place_order(market.socks, user=other)
    guest = make.place_order(market.apricots)
    client = Client()
    client.force_login(asha)
    said = words(client.get("/account/"))
    assert mine.order.number in said
    assert "Waiting for your payment" in said
    assert foreign.order.number not in said
    led = client.get(f"/account/orders/{mine.order.number}/")
    assert led["Location"] == f"/o/{mine.link_token}/"
    for number in (foreign.order.number, guest.order.number, "LB-NOTHING"):
        assert client.get(f"/account/orders/{number}/").status_code == 404


def test_the_account_asks_who_is_there() -> None:
    assert Client().get("/account/")["Location"] == "/login/?next=/account/"
    assert Client().get("/account/orders/LB-1/").status_code == 302


def test_a_member_finds_the_workspace_from_the_account() -> None:
    client = Client()
    client.force_login(make.make_member(make.make_group()))
    assert 'href="/workspace/"' in client.get("/account/").content.decode().split("<main")[1].split("</main>")[0]
    client.force_login(User.objects.create_user("asha@example.com"))
    assert 'href="/workspace/"' not in client.get("/account/").content.decode().split("<main")[1].split("</main>")[0]
