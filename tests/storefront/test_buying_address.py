"""Where and who: few fields, nothing typed is lost, and what is wrong is said where it is."""

import pytest
from django.test import Client

from accounts.models import User
from catalogue.models import Listing
from delivery.models import Origin
from tests.orders import factories as make
from tests.storefront.buyer import FARIDA, Buyer, title, words

pytestmark = pytest.mark.django_db


DELHI_GSTIN = "07AAPFU0939F1ZX"  # demo


def ready() -> tuple[make.Market, Buyer]:
    """A buyer with goods of two groups."""
    market, buyer = make.make_market(), Buyer()
    buyer.add(market.stole)
    buyer.add(market.apricots)
    return market, buyer


def test_line_6_the_page_asks_for_at_most_eight_things_and_tells_the_browser_what_they_are() -> None:
    _market, buyer = ready()
    page = buyer.client.get("/checkout/address/?pin=110001")
    fields = page.context["form"].fields
    assert list(fields) == ["mobile", "name", "pin", "line1", "line2", "city", "email", "firm", "gstin"]
    shown, folded = page.content.decode().split('<details class="more field">')
    assert shown.count('<div class="field') == 7
    assert "Buying for a firm?" in folded
    tokens = {field.widget.attrs["autocomplete"] for field in fields.values()}
    wanted = {"tel", "name", "postal-code", "address-line1", "address-line2", "address-level2", "email", "organization", "off"}
    assert tokens == wanted


def test_the_pincode_typed_before_is_not_asked_again() -> None:
    _market, buyer = ready()
    page = buyer.client.get("/checkout/address/?pin=110001")
    assert 'value="110001"' in page.content.decode()
    assert 'value="New Delhi"' in page.content.decode()
    assert "New Delhi, Delhi" in words(page)


def test_an_empty_form_is_answered_with_a_summary_and_the_same_words_beside_each_field() -> None:
    _market, buyer = ready()
    page = buyer.client.post("/checkout/address/", {})
    said = words(page)
    assert page.status_code == 422
    assert title(page).startswith("Error: Where and who")
    assert "6 things to correct" in said
    for expected in ("Enter a mobile number with 10 digits", "Enter a pincode with 6 digits", "Enter the city, town or village"):
        assert said.count(expected) == 2
    assert 'href="#id_mobile"' in page.content.decode()
    assert "checkout" not in buyer.client.session


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("mobile", "98186 4520", "Write the mobile number with ten digits"),
        ("mobile", "+91 98186 4520x", "Write the mobile number with ten digits"),
        ("email", "farida@", "This is not an e-mail address."),
        ("pin", "000000", "We do not know this pincode."),
        ("pin", "11000", "We do not know this pincode."),
        ("name", "   ", "Enter the name of the person who receives the parcels"),
        ("line1", "", "Enter your house or flat number and street"),
        ("firm", "Khan Traders", "Write the GSTIN of the firm, or leave both empty."),
        ("gstin", DELHI_GSTIN, "Write the name of the firm as it is registered."),
        ("gstin", DELHI_GSTIN[:-1] + "A", "This GSTIN is not right."),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(field: str, typed: str, expected: str) -> None:
    _market, buyer = ready()
    page = buyer.give_address(**{field: typed})
    assert page.status_code == 422
    assert words(page).count(expected) == 2
    kept = page.context["form"]
    for name, value in {**FARIDA, field: typed}.items():
        assert kept[name].value() == value
    assert buyer.client.get("/checkout/pay/")["Location"] == "/checkout/address/"


def test_a_good_address_is_kept_in_the_session_tidied_and_leads_to_the_last_page() -> None:
    _market, buyer = ready()
    answer = buyer.give_address()
    assert (answer.status_code, answer["Location"]) == (303, "/checkout/pay/")
    assert buyer.client.session["checkout"] == {
        "name": "Farida Khan",
        "mobile": "+919818645207",
        "email": "farida@example.com",
        "firm": "",
        "gstin": "",
        "line1": "14, Hanuman Road",
        "line2": "Connaught Place",
        "city": "New Delhi",
        "pin": "110001",
        "state": "Delhi",
    }
    page = buyer.client.get("/checkout/address/")
    assert page.context["form"]["line1"].value() == "14, Hanuman Road"
    assert Client().get("/checkout/address/")["Location"] == "/basket/"


def test_a_guest_gives_an_email_address_because_the_link_is_sent_there() -> None:
    _market, buyer = ready()
    page = buyer.give_address(email="")
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["email"]


def test_who_is_logged_in_finds_the_order_in_the_account_and_needs_no_email_address() -> None:
    market, buyer = make.make_market(), Buyer()
    buyer.client.force_login(User.objects.create_user(mobile="+919812345678", first_name="Asha", last_name="Verma"))
    buyer.add(market.stole)
    form = buyer.client.get("/checkout/address/").context["form"]
    assert (form["name"].value(), form["mobile"].value()) == ("Asha Verma", "+919812345678")
    assert buyer.give_address(email="").status_code == 303


def test_a_group_that_does_not_send_there_is_named_beside_the_pincode() -> None:
    market, buyer = ready()
    Origin.objects.filter(group=market.fruit).delete()
    page = buyer.give_address()
    assert page.status_code == 422
    assert f"{market.fruit.name}: This group has not yet told us where its parcels start." in words(page)


def test_an_empty_basket_and_one_with_a_sold_out_line_lead_back_to_the_basket() -> None:
    market, buyer = ready()
    assert Client().get("/checkout/address/")["Location"] == "/basket/"
    Listing.objects.filter(pk=market.stole.pk).update(status=Listing.Status.PAUSED)
    assert buyer.client.get("/checkout/address/")["Location"] == "/basket/"


def test_the_page_is_kept_by_no_cache_and_needs_a_token_to_post() -> None:
    market = make.make_market()
    buyer = Buyer(Client(enforce_csrf_checks=True))
    buyer.add(market.stole)
    page = buyer.client.get("/checkout/address/")
    assert {"no-store", "private"} <= set(page["Cache-Control"].replace(" ", "").split(","))
    assert buyer.give_address().status_code == 403
    token = buyer.client.cookies["csrftoken"].value
    assert buyer.give_address(csrfmiddlewaretoken=token).status_code == 303


def test_a_firm_is_asked_for_the_number_of_the_state_the_parcels_go_to() -> None:
    _market, buyer = ready()
    page = buyer.give_address(firm="Khan Traders", gstin="27AAPFU0939F1ZV")  # of Maharashtra; the parcels go to Delhi
    assert page.status_code == 422
    assert "This GSTIN is of another state than the pincode." in words(page)
    assert '<details class="more field" open>' in page.content.decode()


def test_a_firm_sees_its_number_before_it_pays_and_on_the_order() -> None:
    _market, buyer = ready()
    assert buyer.give_address(firm=" Khan  Traders", gstin=f"{DELHI_GSTIN[:5].lower()} {DELHI_GSTIN[5:]}").status_code == 303
    assert f"Invoice for Khan Traders, GSTIN {DELHI_GSTIN}" in words(buyer.client.get("/checkout/pay/"))
    answer = buyer.client.post("/checkout/pay/", buyer.pay_form())
    order = buyer.client.get(answer["Location"])
    assert f"Invoice for Khan Traders, GSTIN {DELHI_GSTIN}" in words(order)
