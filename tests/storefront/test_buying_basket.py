"""The basket: cards by group, honest numbers, and nobody else's lines."""

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from catalogue.models import Listing
from delivery.models import Origin
from orders import baskets
from orders.oscar.basket.models import Basket, Line
from orders.quotes import quote
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.storefront.buyer import OUR_PAGE, Buyer, hidden_fields, queries_of, words

pytestmark = pytest.mark.django_db


def fill(buyer: Buyer, market: make.Market) -> None:
    """Five lines of three groups."""
    for listing in (market.stole, market.apricots, market.pulp, market.socks, market.kernels):
        buyer.add(listing)


def test_line_3_goods_of_three_groups_stand_on_three_cards_with_their_own_charge_and_days() -> None:
    market, buyer = make.make_market(), Buyer()
    fill(buyer, market)
    page = buyer.basket(make.DELHI)
    expected = quote(Basket.objects.get(), make.DELHI)
    said = words(page)
    assert [card.quote.group.slug for card in page.context["cards"]] == [market.wool.slug, market.fruit.slug, market.berry.slug]
    assert len({group.arrives_from for group in expected.groups}) > 1
    assert len({group.delivery_paise for group in expected.groups}) > 1
    for card, group in zip(page.context["cards"], expected.groups, strict=True):
        assert (card.quote.delivery_paise, card.quote.arrives_from) == (group.delivery_paise, group.arrives_from)
        assert group.group.name in said
    assert said.count("Arrives ") == 3
    assert page.context["quote"].total_paise == expected.total_paise
    assert "New Delhi, Delhi" in said


def test_without_a_pincode_the_total_is_said_to_be_without_delivery() -> None:
    market, buyer = make.make_market(), Buyer()
    buyer.add(market.stole)
    said = words(buyer.basket())
    assert "Total without delivery ₹18,500" in said
    assert "Arrives" not in said


def test_the_shop_says_basket_whatever_the_american_words_of_oscar_are() -> None:
    said = words(Client().get("/basket/"))
    assert "Your basket is empty" in said
    assert "Cart" not in said


def test_looking_at_an_empty_basket_writes_nothing_and_sets_no_cookie() -> None:
    page = Client().get("/basket/")
    assert (page.status_code, dict(page.cookies)) == (200, {})
    assert not Basket.objects.exists()
    assert "no-store" in page["Cache-Control"]
    assert "private" in page["Cache-Control"]


def test_a_guests_basket_is_kept_by_a_cookie_that_scripts_and_other_sites_do_not_get() -> None:
    market, buyer = make.make_market(), Buyer()
    answer = buyer.add(market.stole, pin="110001")
    assert (answer.status_code, answer["Location"]) == (303, "/basket/?pin=110001")
    cookie = answer.cookies["oscar_open_basket"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert buyer.lines() == {"Pashmina stole": 1}
    assert Buyer().lines() == {}


def test_logging_in_merges_the_guests_basket_into_the_persons_own() -> None:
    market, buyer = make.make_market(), Buyer()
    user = User.objects.create_user("asha@example.com")
    own = make.make_basket(market.socks)
    Basket.objects.filter(pk=own.pk).update(owner=user)
    buyer.add(market.stole, 2)
    buyer.client.force_login(user)
    assert buyer.lines() == {"Wool socks": 1, "Pashmina stole": 2}


def test_a_basket_never_holds_more_than_is_left_and_says_so() -> None:
    market, buyer = make.make_market(stock=3), Buyer()
    buyer.add(market.stole, 2)
    buyer.add(market.stole, 2)
    assert "Pashmina stole: no more than 3 can be ordered now" in words(buyer.basket())
    buyer.client.post(f"/basket/line/{buyer.line_id(market.stole)}/", {"quantity": "9"})
    assert "Pashmina stole: no more than 3 can be ordered now." in words(buyer.basket())
    assert buyer.lines() == {"Pashmina stole": 3}


def test_pieces_that_others_hold_are_not_offered() -> None:
    market, buyer = make.make_market(stock=2), Buyer()
    make.place_order((market.stole, 2))
    buyer.add(market.stole)
    assert "This is sold out." in words(buyer.basket())
    assert buyer.lines() == {}


def test_what_is_not_sold_can_not_be_added() -> None:
    market, buyer = make.make_market(), Buyer()
    Listing.objects.filter(pk=market.stole.pk).update(status=Listing.Status.PAUSED)
    ProducerGroup.objects.filter(pk=market.fruit.pk).update(status=ProducerGroup.Status.SUSPENDED)
    for listing in (market.stole, market.apricots):
        buyer.add(listing)
        assert "This is not sold at the moment." in words(buyer.basket())
    buyer.client.post("/basket/add/", {"product": "999999"}, headers=OUR_PAGE)
    assert "This is not sold at the moment." in words(buyer.basket())
    assert not Line.objects.exists()


@pytest.mark.parametrize("product", ["", "abc", "-1", "9" * 30, "1.5", "²"])
def test_a_product_that_is_no_number_is_answered_like_one_that_is_not_sold(product: str) -> None:
    buyer = Buyer()
    assert buyer.client.post("/basket/add/", {"product": product}, headers=OUR_PAGE).status_code == 303
    assert "This is not sold at the moment." in words(buyer.basket())


def test_a_basket_holds_a_bounded_number_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    market, buyer = make.make_market(), Buyer()
    monkeypatch.setattr(baskets, "MAX_LINES", 2)
    for listing in (market.stole, market.socks, market.apricots):
        buyer.add(listing)
    assert "The basket is full." in words(buyer.basket())
    assert buyer.lines() == {"Pashmina stole": 1, "Wool socks": 1}
    buyer.add(market.stole)
    assert buyer.lines() == {"Pashmina stole": 2, "Wool socks": 1}


def test_a_line_can_be_changed_and_taken_out() -> None:
    market, buyer = make.make_market(), Buyer()
    buyer.add(market.stole)
    line = buyer.line_id(market.stole)
    buyer.client.post(f"/basket/line/{line}/", {"quantity": "4", "pin": "194101"})
    assert buyer.lines() == {"Pashmina stole": 4}
    answer = buyer.client.post(f"/basket/line/{line}/", {"quantity": "4", "remove": "1", "pin": "194101"})
    assert answer["Location"] == "/basket/?pin=194101"
    assert "Pashmina stole was taken out." in words(buyer.basket())
    assert buyer.lines() == {}


@pytest.mark.parametrize("fields", [{"quantity": "5"}, {"remove": "1"}])
def test_another_visitors_line_looks_as_if_it_did_not_exist(fields: dict[str, str]) -> None:
    market, buyer, stranger = make.make_market(), Buyer(), Buyer()
    buyer.add(market.stole)
    stranger.add(market.socks)
    line = buyer.line_id(market.stole)
    foreign = stranger.client.post(f"/basket/line/{line}/", fields)
    missing = stranger.client.post("/basket/line/987654/", fields)
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert buyer.lines() == {"Pashmina stole": 1}


def test_a_line_of_a_basket_that_was_ordered_meanwhile_stays_as_it_was_ordered() -> None:
    market, buyer = make.make_market(), Buyer()
    buyer.add(market.stole)
    line = buyer.line_id(market.stole)
    Basket.objects.update(status=Basket.SUBMITTED)
    assert buyer.client.post(f"/basket/line/{line}/", {"quantity": "3"}).status_code == 404
    assert Line.objects.get(pk=line).quantity == 1


def test_adding_from_another_site_is_refused_and_changes_nothing() -> None:
    market, client = make.make_market(), Client(enforce_csrf_checks=True)
    data = {"product": market.stole.product_id}
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}):
        assert client.post("/basket/add/", data, headers=headers).status_code == 403
    assert not Line.objects.exists()


def test_a_browser_that_says_nothing_is_asked_once_more_with_a_token() -> None:
    market, client = make.make_market(), Client(enforce_csrf_checks=True)
    asked = client.post("/basket/add/", {"product": market.stole.product_id, "quantity": "2", "pin": "110001"})
    assert asked.status_code == 200
    assert "Please confirm" in words(asked)
    assert not Line.objects.exists()
    fields = hidden_fields(asked)
    assert fields == {"product": str(market.stole.product_id), "quantity": "2", "pin": "110001"}
    token = client.cookies["csrftoken"].value
    assert client.post("/basket/add/", {**fields, "csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert client.post("/basket/add/", {**fields, "csrfmiddlewaretoken": token}).status_code == 303
    assert Line.objects.get().quantity == 2


def test_our_own_origin_is_enough_where_the_browser_names_it() -> None:
    market, client = make.make_market(), Client(enforce_csrf_checks=True)
    answer = client.post("/basket/add/", {"product": market.stole.product_id}, headers={"origin": "http://testserver"})
    assert answer.status_code == 303
    assert Line.objects.get().quantity == 1


@pytest.mark.parametrize("typed", ["12345", "000000", "abcdef", "99999999"])
def test_an_unknown_pincode_is_said_to_be_unknown_and_shown_back(typed: str) -> None:
    market, buyer = make.make_market(), Buyer()
    buyer.add(market.stole)
    page = buyer.basket(typed)
    assert "We do not know this pincode." in words(page)
    assert f'value="{typed}"' in page.content.decode()
    assert page.context["quote"].delivery_paise == 0


def test_a_group_that_does_not_send_there_says_why_on_its_own_card() -> None:
    market, buyer = make.make_market(), Buyer()
    Origin.objects.filter(group=market.berry).delete()
    buyer.add(market.stole)
    buyer.add(market.pulp)
    said = words(buyer.basket(make.DELHI))
    assert "This group has not yet told us where its parcels start." in said
    assert said.count("Arrives ") == 1
    assert "Go to address" not in said
    assert "Please correct what is marked" in said


def test_a_line_that_was_sold_out_meanwhile_is_marked_and_stops_the_order() -> None:
    market, buyer = make.make_market(stock=3), Buyer()
    buyer.add(market.stole, 2)
    buyer.add(market.socks)
    make.place_order((market.stole, 2))
    page = buyer.basket(make.DELHI)
    problems = {item.line.title: str(item.problem) for card in page.context["cards"] for item in card.lines}
    assert problems == {"Pashmina stole": "Fewer are left than you asked for.", "Wool socks": ""}
    assert "Left: 1." in words(page)
    assert "Go to address" not in words(page)


@pytest.mark.long
@time_machine.travel("2026-11-02 06:10Z", tick=False)
def test_too_many_pincodes_from_one_place_have_to_wait() -> None:
    market, buyer = make.make_market(), Buyer()
    buyer.add(market.stole)
    assert {buyer.basket("110001").status_code for _try in range(30)} == {200}
    stopped = buyer.basket("110002")
    assert stopped.status_code == 429
    assert "Too many pincodes were tried from here." in words(stopped)
    assert buyer.basket().status_code == 200


def test_a_basket_of_five_lines_and_three_groups_costs_at_most_nine_queries_and_as_many_as_one_line() -> None:
    market, one, five = make.make_market(), Buyer(), Buyer()
    one.add(market.stole)
    fill(five, market)
    many = queries_of(five.client, "/basket/?pin=110001")
    single = queries_of(one.client, "/basket/?pin=110001")
    assert len(many) <= 9, "\n".join(many)
    assert len(single) == len(many)


def test_the_page_of_five_lines_weighs_at_most_thirty_kilobytes() -> None:
    market, buyer = make.make_market(), Buyer()
    fill(buyer, market)
    buyer.basket()
    assert len(buyer.basket(make.DELHI).content) <= 30 * 1024


def test_looking_at_the_basket_writes_no_row_for_who_is_logged_in_and_the_first_piece_does() -> None:
    market, buyer = make.make_market(), Buyer()
    asha = User.objects.create_user("asha@example.com")
    buyer.client.force_login(asha)
    assert buyer.basket().status_code == 200
    assert not Basket.objects.exists()
    buyer.add(market.stole)
    buyer.add(market.socks)
    basket = Basket.objects.get()
    assert (basket.owner, basket.status) == (asha, Basket.OPEN)
    assert buyer.lines() == {"Pashmina stole": 1, "Wool socks": 1}
    assert "oscar_open_basket" not in buyer.client.cookies


def test_several_open_baskets_of_one_person_are_merged_into_one() -> None:
    market, buyer = make.make_market(), Buyer()
    asha = User.objects.create_user("asha@example.com")
    for listing in (market.stole, market.socks):
        Basket.objects.filter(pk=make.make_basket(listing).pk).update(owner=asha)
    buyer.client.force_login(asha)
    assert buyer.lines() == {"Pashmina stole": 1, "Wool socks": 1}
    assert sorted(Basket.objects.values_list("status", flat=True)) == ["Merged", "Open"]
