"""A group's whole way: listed with a photo, moderated, sold, packed, handed over, delivered by the clock, and told when it is paid."""

import re
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser

from catalogue.models import Listing
from media.models import Derivative
from money.words import rupees
from orders import cards, links
from orders.models import OrderCard, Parcel, ProducerOrder
from payments.models import Payout
from tests.journeys import founders
from tests.journeys.people import Person
from tests.journeys.test_main_job import confirm_the_payment
from tests.journeys.worker import work
from tests.media.files import drawing, encoded

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(300)]

MODERATOR = "moderator@demo.example"


def photo(folder: Path, colour: str) -> Path:
    """A photo from the phone's camera."""
    image = drawing(1600, 1200)
    image.paste(colour, (200, 200, 900, 900))
    file = folder / "basket.jpg"
    file.write_bytes(encoded(image))
    return file


def lists_a_basket(owner: Person, picture: Path, title: str) -> None:
    """From the first photo to staff's desk, one thing a page."""
    owner.log_in(founders.OWNER, f"/workspace/groups/{founders.SLUG}/listings/")
    owner.follow("Add something to sell")
    owner.page.locator("input[name=camera]").set_input_files(picture)
    owner.press("Save and go on")
    owner.page.get_by_role("heading", name="What is it?", level=1).wait_for()  # with JavaScript the phone makes the photo small first
    owner.page.locator("input[value=basketry]").check(force=True)
    owner.press("Save and go on")
    owner.fill("Price of one, in rupees", "640")
    owner.fill("How many do you have?", "4")
    owner.press("Save and go on")
    assert owner.heading == "From where?"
    owner.press("Save and go on")
    owner.page.get_by_label("Title").fill(title)
    owner.press("Save and go on")
    for name, text in {"d_dimensions_cm": "30 x 30", "d_materials": "Willow", "d_care": "Keep dry"}.items():
        owner.page.locator(f"[name={name}]").fill(text)
    owner.press("Save and go on")
    assert owner.heading == "Check and send"
    assert "The group receives ₹" in owner.reads
    owner.press("Send to staff")
    assert "In review" in owner.reads


def staff_return_it(moderator: Person, title: str) -> None:
    """The moderator asks for something and says why."""
    moderator.log_in(MODERATOR, "/admin/listings/review/")
    moderator.follow(title)
    moderator.page.get_by_label("Own words, which the group reads").fill("Please say how the rim is made.")
    moderator.press("Ask for changes")


def the_group_answers(owner: Person, title: str) -> None:
    owner.open(f"/workspace/groups/{founders.SLUG}/listings/?tab=open")
    owner.follow(title)
    assert "Please say how the rim is made." in owner.reads
    owner.press("Correct and send")
    owner.open(owner.page.url.rsplit("/", 2)[0] + "/words/")
    owner.page.get_by_role("textbox", name="Story").fill("The rim is wound with split willow.")
    owner.press("Save and go on")
    owner.press("Save and go on")
    owner.press("Send to staff")
    assert "In review" in owner.reads


def staff_approve_it(moderator: Person, title: str) -> None:
    moderator.open("/admin/listings/review/")
    moderator.follow(title)
    moderator.press("Approve")
    moderator.page.get_by_text("is on sale").wait_for()


def somebody_buys_it(guest: Person, title: str) -> str:
    """A guest finds it in the list, buys one and chooses UPI; the address of the order's page."""
    guest.open("/products/")
    guest.follow(title)
    guest.press("Add to basket")
    guest.fill("Pincode", "110001")
    guest.press("Show date and charge")
    guest.follow("Go to address")
    for label, text in {
        "Mobile number": "98186 45207",
        "Full name": "Farida Khan",
        "House, flat and street": "14, Hanuman Road",
        "City, town or village": "New Delhi",
        "Email": "farida@example.com",
    }.items():
        guest.fill(label, text)
    guest.press("Continue to payment")
    guest.page.get_by_label("UPI").check()
    guest.page.get_by_label("I have checked the parcels").check()
    guest.page.get_by_role("button", name=re.compile("Place order for")).click()
    assert guest.heading == "Waiting for your payment"
    return guest.page.url


def staff_confirm(staff: Person, part: ProducerOrder) -> None:
    confirm_the_payment(staff, part.order.number, f"UTR{part.pk:09d}")


def answers_the_card(phone: Person, part: ProducerOrder, title: str) -> None:
    """The link of the text message is opened on a phone that nobody is logged in on, and says yes; once is enough."""
    work()
    for _time in range(2):
        phone.open(urlsplit(cards.address(OrderCard.objects.get(producer_order=part))).path)
        assert (title in phone.reads, "Farida Khan" in phone.reads) == (True, False)
        if "You have said yes" not in phone.reads:
            phone.press("✓ Yes, we send it")
        assert "You have said yes. Please pack it." in phone.reads


def the_group_sends_it(owner: Person, part: ProducerOrder, title: str) -> None:
    """Accept, if a card has not done it; pack line by line, hand over with the carrier's number; one slip is taken back."""
    owner.open(f"/workspace/orders/{part.number}/")
    if ProducerOrder.objects.get(pk=part.pk).status == ProducerOrder.Status.NEW:
        owner.press("Accept")
    owner.follow("Pack it")
    owner.press("It is packed")
    assert owner.page.get_by_role("alert").is_visible()  # the line was not ticked
    owner.page.get_by_label(title).check()
    owner.press("It is packed")
    owner.page.get_by_role("button", name=re.compile("Undo")).click()
    owner.follow("Pack it")
    owner.page.get_by_label(title).check()
    owner.press("It is packed")
    owner.follow("Hand it over")
    owner.page.locator("[name=carrier]").select_option(index=1)
    owner.page.locator("[name^=tracking]").first.fill("EL123456789IN")
    owner.press("It is handed over")
    assert "Handed over" in owner.reads


def gives_the_account(owner: Person) -> None:
    """From the empty inbox to the account that the money goes to; nothing once there is one."""
    owner.log_in(founders.OWNER, "/workspace/")
    if "Give the bank account" not in owner.reads:
        return
    owner.follow("Give the bank account")
    for name, text in {"holder": "Phey Willow Circle", "number": "123456789012", "again": "123456789012", "ifsc": "SBIN0001234"}.items():
        owner.page.locator(f"[name={name}]").fill(text)
    owner.press("Save the bank details")
    assert "the account is used after 72 hours" in owner.reads


def is_paid(owner: Person, finance: Person, staff: Person) -> None:
    """One proposes, another approves, the bank gets its file and pays; the group reads it."""
    work()
    finance.log_in("finance@demo.example", "/admin/payouts/")
    finance.page.locator("[name=payout]").first.check()
    finance.press("Propose the chosen ones")
    staff.log_in("staff@demo.example", "/admin/payouts/")
    staff.open("/admin/payouts/?approve=1")
    staff.page.locator("[name=payout]").first.check()
    staff.press("Approve the chosen ones")
    finance.open("/admin/payouts/files/")
    finance.press("Make the file for the bank")
    finance.page.locator("[name=reference]").fill("BULK-17")
    finance.press("The bank has it")
    payout = Payout.objects.get(status=Payout.Status.SENT)
    finance.open(f"/admin/payouts/{payout.number}/")
    finance.page.locator("[name=reference]").fill("N900000000001")
    finance.press("Record as paid")
    payout.refresh_from_db()
    assert payout.status == Payout.Status.SETTLED
    owner.open(f"/workspace/groups/{founders.SLUG}/money/")
    assert rupees(payout.amount_paise) in owner.reads
    owner.open(f"/workspace/groups/{founders.SLUG}/money/payouts/{payout.number}/")
    assert "N900000000001" in owner.reads


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_group_lists_sells_and_sends_and_reads_when_it_is_paid(
    new_shop: str, chromium: Browser, tmp_path: Path, has_javascript: bool
) -> None:
    owner, moderator, guest, staff, early = (Person.at_a_phone(chromium, new_shop, has_javascript=has_javascript) for _person in range(5))
    title = f"Willow basket {'one' if has_javascript else 'two'}"
    gives_the_account(owner)
    owner.page.context.clear_cookies()
    lists_a_basket(owner, photo(tmp_path, "teal" if has_javascript else "purple"), title)
    assert title not in _list_of_the_shop(early)  # a browser keeps this page for a minute
    staff_return_it(moderator, title)
    the_group_answers(owner, title)
    staff_approve_it(moderator, title)
    work()
    listing = Listing.objects.get(title=title)
    assert Derivative.objects.filter(picture__product_images__product=listing.product_id).count() == 12

    order_page = somebody_buys_it(guest, title)
    part = ProducerOrder.objects.get(order=links.order_for(order_page.rstrip("/").rsplit("/", 1)[-1]))
    staff_confirm(staff, part)
    if not has_javascript:
        answers_the_card(Person.at_a_phone(chromium, new_shop, has_javascript=False), part, title)
    the_group_sends_it(owner, part, title)
    guest.open(order_page)
    assert "EL123456789IN" in guest.reads

    with time_machine.travel(_week_after_the_promise(part), tick=True):
        work()
        owner.log_in(founders.OWNER, f"/workspace/orders/{part.number}/")
        part.refresh_from_db()
        assert part.status == ProducerOrder.Status.DELIVERED
        assert re.search(r"You receive ₹[\d,.]+ \(goods and delivery, less the fee\) on \d+ \w+ \d{4}", owner.reads)
        assert "Farida Khan" in owner.reads
    with time_machine.travel(_week_after_the_promise(part) + timedelta(days=40), tick=True):
        owner.log_in(founders.OWNER, f"/workspace/orders/{part.number}/")
        assert "Farida Khan" not in owner.reads
        if not has_javascript:
            is_paid(owner, moderator, staff)
    for person in (owner, guest):
        # The browser notes the answer to the line that was not ticked.
        assert [words for words in person.complaints if "status of 422" not in words] == []
        assert person.hosts == {urlsplit(new_shop).netloc}


def _list_of_the_shop(guest: Person) -> str:
    guest.open("/products/")
    return guest.reads


def _week_after_the_promise(part: ProducerOrder) -> datetime:
    """Noon of the day on which the clock takes an unanswered parcel for delivered."""
    last = max(parcel.expected_by or parcel.promised_to for parcel in Parcel.objects.filter(producer_order=part))
    return datetime.combine(last, time(12), tzinfo=timezone.get_default_timezone()) + timedelta(days=8)
