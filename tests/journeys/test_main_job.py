"""The main job: a guest buys from three groups at once, pays once, and each group finds exactly its own part."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from accounts.models import User
from catalogue.models import Listing
from money.words import rupees
from orders import links
from orders.enquiries import links as quote_links
from orders.models import ProducerOrder
from payments.models import Refund
from tests.journeys.people import Person
from tests.orders.enquiries import make_proposal

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Wish:
    """What the guest looks for, what it is called, and whose it is."""

    words: str
    title: str
    group: str
    member: str


STOLE = Wish("pashmina stole", "Undyed pashmina stole, natural fawn", "Tso Kar Wool Sisters", "tso-kar-wool@demo.example")
APRICOTS = Wish("dried apricots", "Halman apricots, sun-dried", "Suru Blossom Growers", "suru-blossom@demo.example")
PULP = Wish("sea buckthorn pulp", "Sea buckthorn pulp, unsweetened", "Shyok Berry Sisters", "shyok-berry@demo.example")
WISHES = (STOLE, APRICOTS, PULP)
# Who receives what: the stole goes to Mysuru and the apricots to Bengaluru with one payment, the rest to who buys.
RECEIVERS = {STOLE: ("Meera Rao", "Mysuru"), APRICOTS: ("Arun Shetty", "Bengaluru"), PULP: ("Farida Khan", "New Delhi")}


def put_into_basket(guest: Person, wish: Wish) -> None:
    """Search, open the product, press the button."""
    guest.open("/products/")
    guest.page.locator("input[type=search]").first.fill(wish.words)
    guest.press("Search")
    guest.follow(wish.title)
    guest.press("Add to basket")
    assert urlsplit(guest.page.url).path == "/basket/"
    assert wish.title in guest.reads


def buy(guest: Person) -> str:
    """Basket, address, last page; the address of the order's page."""
    guest.fill("Pincode", "110001")
    guest.press("Show date and charge")
    assert guest.reads.count("Arrives ") == 3
    guest.follow("Go to address")
    say_where_to(guest)
    guest.press("Continue to payment")
    assert guest.heading == "Check and pay"
    guest.follow("A gift? Send a part to somebody else")
    send_elsewhere(guest, STOLE, "570001", "4 Sayyaji Rao Road")
    send_elsewhere(guest, APRICOTS, "560001", "9 Church Street")
    guest.press("Save and check")
    assert guest.heading == "Check and pay"
    total = re.search(r"Total (₹[\d,.]+)", guest.reads)
    assert total
    guest.page.get_by_label("UPI").check()
    guest.page.get_by_label("I have checked the parcels").check()
    guest.press(f"Place order for {total.group(1)}")
    assert guest.heading == "Waiting for your payment"
    assert f"Pay {total.group(1)}" in guest.reads
    return guest.page.url


def say_where_to(guest: Person) -> None:
    for label, text in {
        "Mobile number": "98186 45207",
        "Full name": "Farida Khan",
        "House, flat and street": "14, Hanuman Road",
        "City, town or village": "New Delhi",
        "Email": "farida@example.com",
    }.items():
        guest.fill(label, text)


def send_elsewhere(guest: Person, wish: Wish, pin: str, street: str) -> None:
    """The part of one group goes to somebody else; the order is paid once all the same."""
    name, city = RECEIVERS[wish]
    part = guest.page.locator("details").filter(has_text=wish.title)
    part.locator("summary").click()
    for field, text in {"name": name, "mobile": "98186 45208", "pin": pin, "line1": street, "city": city}.items():
        part.locator(f"[name$=-{field}]").fill(text)


def inbox_numbers(member: Person) -> set[str]:
    """The numbers that wait in a member's inbox."""
    member.open("/workspace/")
    return set(re.findall(r"PO-\w+", member.reads))


def part_of(order_page: str, wish: Wish) -> ProducerOrder:
    """The row behind a group's part of the order on this page."""
    order = links.order_for(order_page.rstrip("/").rsplit("/", 1)[-1])
    return ProducerOrder.objects.get(order=order, group__name=wish.group)


Parts = dict[Wish, ProducerOrder]


def nobody_sees_it_yet(members: dict[Wish, Person], parts: Parts) -> None:
    """Each member logs in and finds nothing of the order."""
    for wish, member in members.items():
        member.log_in(wish.member, "/workspace/")
        assert parts[wish].number not in inbox_numbers(member)
        assert member.asks(f"/workspace/orders/{parts[wish].number}/") == 404


def confirm_the_payment(staff: Person, order_number: str, reference: str) -> None:
    """Staff find the order in the list of payments and type what the bank statement shows."""
    staff.log_in("staff@demo.example", "/admin/payments/awaiting/")
    card = staff.page.get_by_role("listitem").filter(has_text=order_number)
    card.locator("[name=reference]").first.fill(reference)
    card.get_by_role("button", name="Confirm", exact=True).click()
    staff.page.get_by_text(f"The payment for order {order_number} is confirmed.").wait_for()


def each_sees_exactly_its_part(members: dict[Wish, Person], parts: Parts) -> None:
    """The own goods and where they go; nothing of the other groups, and not what the shopper paid in all."""
    whole = rupees(sum(part.total_paise for part in parts.values()))
    for wish, member in members.items():
        assert parts[wish].number in inbox_numbers(member)
        member.follow(parts[wish].number)
        assert wish.title in member.reads
        for receiver, town in RECEIVERS.values():
            assert (receiver in member.reads, town in member.reads) == ((receiver, town) == RECEIVERS[wish],) * 2
        assert whole not in member.reads
        for other in WISHES:
            if other != wish:
                for foreign in (other.title, other.group, parts[other].number):
                    assert foreign not in member.reads
                assert member.asks(f"/workspace/orders/{parts[other].number}/") == 404


def accept(member: Person) -> None:
    member.press("Accept")
    assert "Accepted. The shopper sees it on the order page." in member.reads


def decline(member: Person, reason: str) -> None:
    member.follow("Can not send")
    member.page.get_by_label(reason).check()
    member.press("Tell the shopper")
    assert "The shopper is told, and gets the money for this part back." in member.reads


@pytest.mark.parametrize("has_javascript", [pytest.param(True, id="with JavaScript"), pytest.param(False, id="without JavaScript")])
def test_line_1_three_groups_goods_are_bought_in_one_order_and_each_group_gets_its_part(
    shop: str, chromium: Browser, has_javascript: bool
) -> None:
    guest, staff, *people = (Person.at_a_phone(chromium, shop, has_javascript=has_javascript) for _person in range(5))
    members = dict(zip(WISHES, people, strict=True))
    for wish in WISHES:
        put_into_basket(guest, wish)
    order_page = buy(guest)
    parts = {wish: part_of(order_page, wish) for wish in WISHES}

    nobody_sees_it_yet(members, parts)
    confirm_the_payment(staff, parts[STOLE].order.number, f"UTR{parts[STOLE].order.pk:09d}")
    guest.open(order_page)
    assert guest.heading == "Paid; the groups have your order"
    assert guest.reads.count("The group has your order and has not answered yet") == 3
    each_sees_exactly_its_part(members, parts)

    accept(members[STOLE])
    guest.open(order_page)
    assert guest.heading == "Some groups have accepted, others have not answered yet"
    assert guest.reads.count("Accepted; the group is preparing it") == 1
    assert "Refund due" not in guest.reads

    decline(members[PULP], "Damaged or not good enough to send")
    guest.open(order_page)
    assert guest.heading.endswith("a part can not be sent")
    assert guest.reads.count(f"Refund due: {rupees(parts[PULP].total_paise)}") == 2
    assert "Reason: Damaged or not good enough to send" in guest.reads
    assert guest.reads.count("The group has your order and has not answered yet") == 1
    assert Refund.objects.get(allocation__producer_order_number=parts[PULP].number).amount_paise == parts[PULP].total_paise

    for person in (guest, *members.values()):
        assert person.complaints == []
        assert person.hosts == {urlsplit(shop).netloc}


def test_a_quote_by_link_is_ordered_once_by_two_who_hurry(shop: str, chromium: Browser) -> None:
    listing = Listing.objects.select_related("group").get(title=APRICOTS.title)
    quoted = make_proposal(User.objects.get(email=APRICOTS.member), listing.group, (listing, 2, 30_000))
    buyers = [Person.at_a_phone(chromium, shop, has_javascript=has_javascript) for has_javascript in (True, False)]
    for buyer in buyers:
        buyer.open(urlsplit(quote_links.url(quoted)).path)
        assert buyer.heading == "Your quote"
        say_where_to(buyer)
        buyer.page.get_by_label("UPI").check()
        buyer.page.get_by_label("I have checked the parcels").check()
    for buyer in buyers:
        buyer.press(f"Place order for {rupees(quoted.total_paise)}")
    quoted.refresh_from_db()
    assert quoted.order
    assert [ProducerOrder.objects.filter(order=quoted.order).count(), buyers[0].heading] == [1, "Waiting for your payment"]
    assert buyers[1].heading != "Waiting for your payment"
    assert "Farida Khan" not in buyers[1].reads
    assert quoted.order.number not in buyers[1].reads
