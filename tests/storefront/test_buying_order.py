"""The order's own page: open to who holds the link, to nobody else, and true at each step."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from orders import checkout, fulfilment
from orders.models import OrderEvent, OrderLink, OrderRecord, ProducerOrder
from orders.oscar.order.models import Order, ShippingAddress
from payments.models import Payment
from tests.orders import factories as make
from tests.storefront.buyer import FARIDA, Buyer, queries_of, staff_confirm, title, words

pytestmark = pytest.mark.django_db


def bought() -> tuple[make.Market, Buyer, str]:
    """A guest's order of three groups; the address of its page."""
    market, buyer = make.make_market(), Buyer()
    return market, buyer, buyer.place(market.stole, market.apricots, market.pulp)


def states(page: object) -> list[list[str]]:
    """The windows of each part."""
    return [[window.state for window in card.windows] for card in page.context["cards"]]


def test_the_page_says_what_to_pay_how_and_until_when() -> None:
    _market, buyer, address = bought()
    page = buyer.client.get(address)
    payment, said, source = Payment.objects.get(), words(page), page.content.decode()
    assert "Waiting for your payment" in said
    assert 'href="upi://pay?pa=ladakhbazaar@demo&amp;' in source
    assert f"am={payment.amount_paise // 100}.{payment.amount_paise % 100:02d}" in source
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in source
    assert "Demo Bank, account 000000000000, IFSC DEMO0000000" in said
    assert payment.number.replace("-", "") in said
    until = timezone.localtime(payment.expires_at)
    assert f"{until.day} {until:%B, %H:%M}" in said
    assert states(page) == [["lit", "waiting", "dark", "dark", "dark", "dark"]] * 3
    assert "style=" not in source


def test_the_page_is_kept_by_nobody_and_tells_no_other_site_its_address() -> None:
    _market, buyer, address = bought()
    for path in (address, f"{address}address/"):
        page = buyer.client.get(path)
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert {"no-store", "private"} <= set(page["Cache-Control"].replace(" ", "").split(","))
        assert '<meta name="robots" content="noindex, nofollow">' in page.content.decode()
        assert "hreflang" not in page.content.decode().split("<body>")[0]


def test_another_browser_with_the_link_sees_the_order_and_a_wrong_link_looks_like_none() -> None:
    _market, _buyer, address = bought()
    stranger = Client()
    assert stranger.get(address).status_code == 200
    for wrong in ("/o/x/", address[:-2] + ("A/" if address[-2] != "A" else "B/"), "/o/" + "a" * 43 + "/", "/o/%C3%A9/"):
        for rest in ("", "address/"):
            assert stranger.get(wrong + rest).status_code == 404
        for rest in ("paid/", "link/", "address/"):
            assert stranger.post(wrong + rest).status_code == 404


def test_before_the_payment_and_after_each_answer_of_a_group_the_page_tells_the_truth() -> None:
    market, buyer, address = bought()
    staff_confirm(address)
    page = buyer.client.get(address)
    assert "Paid; the groups have your order" in words(page)
    assert "upi://" not in page.content.decode()
    assert states(page) == [["lit", "lit", "dark", "dark", "dark", "dark"]] * 3
    parts = {part.group_id: part for part in ProducerOrder.objects.all()}
    member = make.make_member(market.wool)
    fulfilment.accept(parts[market.wool.pk], acting_user=member)
    page = buyer.client.get(address)
    assert "Some groups have accepted, others have not answered yet" in words(page)
    assert [row.count("lit") for row in states(page)] == [3, 2, 2]
    fulfilment.decline(parts[market.fruit.pk], reason="damaged", acting_user=make.make_member(market.fruit))
    said = words(buyer.client.get(address))
    total = parts[market.fruit.pk].total_paise
    assert "a part can not be sent" in said
    assert "Reason: Damaged or not good enough to send" in said
    assert said.count(f"Refund due: ₹{total // 100}") == 2
    assert "Refund sent" not in said


def test_an_order_that_was_not_paid_in_time_says_so_and_asks_for_no_money() -> None:
    _market, buyer, address = bought()
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert checkout.expire_due() == 1
    page = buyer.client.get(address)
    assert "Not paid in time; the goods are on sale again" in words(page)
    assert "upi://" not in page.content.decode()
    assert states(page) == [["lit", "dark", "dark", "dark", "dark", "dark"]] * 3


def test_the_shopper_types_the_reference_and_nothing_is_released_by_it() -> None:
    _market, buyer, address = bought()
    answer = buyer.client.post(f"{address}paid/", {"reference": " 4312 98765012 "})
    assert (answer.status_code, answer["Location"]) == (303, address)
    said = words(buyer.client.get(address))
    assert "We have your reference. Do not pay again. You gave the reference 431298765012." in said
    assert Payment.objects.get().shopper_reference == "431298765012"
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"held"}
    empty = buyer.client.post(f"{address}paid/", {"reference": " "})
    assert empty.status_code == 422
    assert title(empty).startswith("Error: Order")
    assert words(empty).count("Enter the reference that your bank or UPI app shows") == 2


def test_address_and_phone_can_be_changed_until_a_part_is_packed() -> None:
    _market, buyer, address = bought()
    form = buyer.client.get(f"{address}address/").context["form"]
    assert form["line1"].value() == "14, Hanuman Road"
    answer = buyer.client.post(f"{address}address/", {**FARIDA, "line1": "7, Lodhi Road", "mobile": "9812312312"})
    assert (answer.status_code, answer["Location"]) == (303, address)
    row = ShippingAddress.objects.get()
    assert (row.line1, str(row.phone_number), row.state) == ("7, Lodhi Road", "+919812312312", "Delhi")
    assert "7, Lodhi Road" in words(buyer.client.get(address))
    ProducerOrder.objects.filter(pk=ProducerOrder.objects.latest("pk").pk).update(status="packed")
    assert buyer.client.get(f"{address}address/")["Location"] == address
    assert buyer.client.post(f"{address}address/", FARIDA)["Location"] == address
    assert ShippingAddress.objects.get().line1 == "7, Lodhi Road"
    assert "the address stays as it is" in words(buyer.client.get(address))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"pin": "000000"}, "We do not know this pincode."),
        ({"mobile": "12"}, "Write the mobile number with ten digits"),
        ({"line1": ""}, "Enter your house or flat number and street"),
        ({"version": "0"}, "The order was changed meanwhile."),
        ({"pin": "744101"}, "Sending there costs more than you have paid."),
    ],
)
def test_a_change_that_can_not_be_made_is_explained_and_nothing_is_written(changed: dict[str, str], expected: str) -> None:
    _market, buyer, address = bought()
    page = buyer.client.post(f"{address}address/", {**FARIDA, "line1": "7, Lodhi Road", **changed})
    assert page.status_code == 422
    assert expected in words(page)
    assert title(page).startswith("Error:")
    assert ShippingAddress.objects.get().line1 == "14, Hanuman Road"
    assert OrderRecord.objects.get().version == 1


def test_closing_the_link_leaves_the_old_address_dead_and_opens_a_new_one() -> None:
    _market, buyer, address = bought()
    answer = buyer.client.post(f"{address}link/")
    fresh = answer["Location"]
    assert answer.status_code == 303
    assert fresh != address
    assert Client().get(address).status_code == 404
    assert Client().post(f"{address}paid/", {"reference": "1"}).status_code == 404
    assert "The old links are closed." in words(buyer.client.get(fresh))
    assert OrderLink.objects.filter(revoked_at__isnull=True).count() == 1


def test_its_forms_work_although_a_page_without_referrer_sends_no_origin() -> None:
    _market, _buyer, address = bought()
    browser = Client(enforce_csrf_checks=True)
    sent = browser.post(f"{address}paid/", {"reference": "77"}, headers={"origin": "null", "sec-fetch-site": "same-origin"})
    old_browser = browser.post(f"{address}paid/", {"reference": "78"}, headers={"origin": "null"})
    assert (sent.status_code, old_browser.status_code) == (303, 303)
    assert "csrftoken" not in browser.cookies


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("rest", ["paid/", "link/", "address/"])
def test_another_site_can_not_post_even_with_the_link(site: str, rest: str) -> None:
    _market, buyer, address = bought()
    answer = buyer.client.post(address + rest, {**FARIDA, "reference": "1", "line1": "Elsewhere"}, headers={"sec-fetch-site": site})
    assert answer.status_code == 403
    assert Payment.objects.get().shopper_reference == ""
    assert ShippingAddress.objects.get().line1 == "14, Hanuman Road"
    assert OrderLink.objects.filter(revoked_at__isnull=True).count() == 1


def test_the_page_costs_the_same_number_of_queries_for_one_group_and_for_three() -> None:
    market = make.make_market()
    one, three = Buyer(), Buyer()
    small = one.place(market.stole)
    large = three.place(market.socks, market.apricots, market.pulp)
    few, many = queries_of(Client(), small), queries_of(Client(), large)
    assert len(few) == len(many)
    assert len(many) <= 14, "\n".join(many)


def test_everything_that_happened_is_told_with_its_time() -> None:
    _market, buyer, address = bought()
    staff_confirm(address)
    said = words(buyer.client.get(address))
    assert OrderEvent.objects.filter(kind="placed").exists()
    for expected in ("Order placed; waiting for the payment", "Payment received", "The groups have been told"):
        assert expected in said
    assert Order.objects.get().number in said
