"""Asking for a price and paying a quote, as browsers do it: the forms a page renders, sent back as they are."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from orders.enquiries import links
from orders.models import Enquiry, OrderRecord, Proposal
from orders.oscar.order.models import Order
from tests.orders import factories as make
from tests.orders.enquiries import make_enquiry, make_proposal
from tests.storefront.buyer import Buyer, words

pytestmark = pytest.mark.django_db
ASKED = {"words": "200 jars by Diwali", "place": "560001", "name": "Hotel Lotus", "email": "buyer@hotel.example"}
WHO = {
    "mobile": "98186 45207",
    "name": "Farida Khan",
    "line1": "14, Hanuman Road",
    "line2": "",
    "city": "New Delhi",
    "email": "f@example.com",
}


@pytest.fixture
def market() -> make.Market:
    cache.clear()
    return make.make_market()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page, but for the token of the language form."""
    found = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name not in ("csrfmiddlewaretoken", "next")}


def test_the_product_page_leads_to_four_fields_and_the_group_gets_them(market: make.Market) -> None:
    client = Client()
    product = client.get(f"/p/{market.apricots.slug}/").content.decode()
    address = re.search(r'href="(/groups/[^"]+/enquire/\?listing=[^"]+)"', product)
    assert address
    page = client.get(address.group(1)).content.decode()
    assert f"{market.apricots.title}: " in page
    sent = client.post(f"/groups/{market.fruit.slug}/enquire/", {**hidden(page), **ASKED})
    assert sent.status_code == 303
    assert "on its way" in words(client.get(sent["Location"]))
    enquiry = Enquiry.objects.get()
    assert (enquiry.group, enquiry.listing, enquiry.place) == (market.fruit, market.apricots, "560001")
    again = client.post(f"/groups/{market.fruit.slug}/enquire/", {**hidden(page), **ASKED})
    assert (again.status_code, Enquiry.objects.count()) == (303, 1)


def test_a_missing_answer_keeps_the_others(market: make.Market) -> None:
    client = Client()
    page = client.get("/enquire/").content.decode()
    refused = client.post("/enquire/", {**hidden(page), **ASKED, "email": "nobody"})
    assert refused.status_code == 422
    assert "200 jars by Diwali" in refused.content.decode()
    assert not Enquiry.objects.exists()


def test_an_address_abroad_leads_to_the_enquiry_with_basket_and_address_in_it(market: make.Market) -> None:
    buyer = Buyer()
    buyer.add(market.stole)
    buyer.add(market.apricots, 2)
    assert re.search(r'<input[^>]* type="submit" name="abroad"', buyer.client.get("/checkout/address/").content.decode())
    typed = {
        "name": "Ingrid Holm",
        "email": "ingrid@example.dk",
        "line1": "Nygade 4",
        "city": "Aarhus",
        "pin": "DK-8000",
        "mobile": "+4520123456",
    }
    left = buyer.client.post("/checkout/address/", {**typed, "abroad": "Ask for a price with what stands here"})
    assert (left.status_code, left["Location"]) == (303, "/enquire/?for=abroad")
    page = buyer.client.get(left["Location"])
    assert page.context["form"].initial["words"].splitlines() == [
        f"1 × {market.stole.title}",
        f"2 × {market.apricots.title}",
        "To be sent to: Nygade 4, Aarhus, DK-8000",
    ]
    filled = {name: page.context["form"].initial[name] for name in ("words", "place", "name", "email")}
    assert (filled["place"], filled["name"], filled["email"]) == ("Aarhus, DK-8000", "Ingrid Holm", "ingrid@example.dk")
    assert buyer.client.post("/enquire/", {**hidden(page.content.decode()), **filled, "place": "Aarhus, Denmark"}).status_code == 303
    enquiry = Enquiry.objects.get()
    assert (enquiry.place, enquiry.name) == ("Aarhus, Denmark", "Ingrid Holm")
    assert "Nygade 4" in enquiry.words
    assert "Nygade" not in buyer.client.get("/enquire/?for=abroad").content.decode()


def test_the_link_shows_the_quote_and_its_button_orders_once(market: make.Market) -> None:
    owner = make.make_member(market.fruit)
    proposal = make_proposal(owner, market.fruit, (market.apricots, 4, 30_000), delivery_paise=20_000, enquiry=make_enquiry(market.fruit))
    address = links.url(proposal).split("//", 1)[1].split("/", 1)[1]
    client, other = Client(), Client()
    page, others = client.get(f"/{address}"), other.get(f"/{address}")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    text = words(page)
    assert "4 × ₹300" in text
    assert "₹1,400" in text
    assert "as agreed" in text
    form = {**hidden(page.content.decode()), **WHO, "method": "offline.upi"}
    refused = client.post(f"/{address}", form)
    assert refused.status_code == 422
    assert "Tick the box" in words(refused)
    assert "14, Hanuman Road" in refused.content.decode()
    placed = client.post(f"/{address}", {**form, "consent": "yes"})
    assert placed.status_code == 303
    assert "/o/" in placed["Location"]
    assert client.get(placed["Location"]).status_code == 200
    assert client.post(f"/{address}", {**form, "consent": "yes"})["Location"] == placed["Location"]  # pressed twice
    late = other.post(f"/{address}", {**hidden(others.content.decode()), **WHO, "method": "offline.upi", "consent": "yes"})
    assert late.status_code == 409
    assert "ordered already" in words(late)
    assert "Farida" not in words(other.get(f"/{address}"))
    record = OrderRecord.objects.get()
    assert (record.total_paise, record.contact_name) == (140_000, "Farida Khan")
    assert record.order.shipping_address.postcode == make.DELHI
    assert Order.objects.count() == 1


def test_the_workspace_makes_a_quote_shows_its_text_and_takes_it_back(market: make.Market) -> None:
    owner, stranger = make.make_member(market.fruit), make.make_member(market.wool)
    enquiry = make_enquiry(market.fruit)
    client = Client()
    client.force_login(owner)
    here = f"/workspace/groups/{market.fruit.slug}"
    listed = client.get(f"{here}/enquiries/").content.decode()
    assert "Two hundred jars" in listed
    assert "Hotel Lotus" not in listed
    assert "buyer@hotel" not in listed
    page = client.get(f"{here}/quotes/new/?enquiry={enquiry.number}").content.decode()
    dates = dict(re.findall(r'name="(packed_by|lapses_on)" value="([^"]+)"', page))
    typed = {**hidden(page), **dates, "pin": make.DELHI, "goods_2": make.stock_of(market.apricots).pk, "quantity_2": "3", "price_2": "430"}
    refused = client.post(f"{here}/quotes/new/?enquiry={enquiry.number}", typed)
    assert refused.status_code == 422
    assert "id_price_2_error" in refused.content.decode()
    made = client.post(f"{here}/quotes/new/?enquiry={enquiry.number}", {**typed, "price_2": "400.50"})
    assert made.status_code == 303
    proposal = Proposal.objects.get()
    assert (proposal.goods_paise, proposal.enquiry) == (120_150, enquiry)
    shown = client.get(made["Location"])
    assert links.url(proposal) in shown.content.decode()
    assert "wa.me/?text=" in shown.content.decode()
    like = client.get(f"{here}/quotes/new/?like={proposal.number}").content.decode()
    assert 'value="400.50"' in like
    theirs = Client()
    theirs.force_login(stranger)
    assert theirs.get(made["Location"]).status_code == 404
    foreign = make_enquiry(market.wool)
    assert client.post(f"{here}/enquiries/", {"number": foreign.number, "words": "No"}).status_code == 404
    assert client.get(f"{here}/quotes/new/?enquiry={foreign.number}").status_code == 404
    assert client.post(made["Location"]).status_code == 303
    proposal.refresh_from_db()
    assert proposal.status == "withdrawn"


def test_staff_quote_goods_of_two_groups_by_address_and_number(market: make.Market) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("boss@example.com"))
    enquiry = make_enquiry(None)
    assert "buyer@hotel.example" in client.get("/admin/enquiries/").content.decode()
    page = client.get(f"/admin/enquiries/quotes/new/?enquiry={enquiry.number}").content.decode()
    dates = dict(re.findall(r'name="(packed_by|lapses_on)" value="([^"]+)"', page))
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    typed = {"key": key.group(1), **dates, "pin": make.DELHI}
    typed |= {"goods_0": f"http://localhost/p/{market.stole.slug}/", "quantity_0": "1", "price_0": "17000"}
    refused = client.post(
        f"/admin/enquiries/quotes/new/?enquiry={enquiry.number}", {**typed, "goods_1": "nothing", "quantity_1": "1", "price_1": "1"}
    )
    assert refused.status_code == 422
    typed |= {"goods_1": market.apricots.slug, "quantity_1": "2", "price_1": "400"}
    made = client.post(f"/admin/enquiries/quotes/new/?enquiry={enquiry.number}", typed)
    assert made.status_code == 302
    assert Proposal.objects.get().goods_paise == 1_780_000
    assert "Copy this text" in client.get(made["Location"]).content.decode()
