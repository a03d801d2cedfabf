"""From the public page to the first thing on sale: apply, agree, be approved, join by the link of a text message, say it, list it."""

from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser

from catalogue.models import Listing, VoiceNote
from producers.models import ContractAgreement, ProducerGroup
from tests.journeys.people import Person
from tests.journeys.test_group_sells import MODERATOR, photo, staff_approve_it
from tests.journeys.text_messages import arrived, link_in
from tests.media import sounds

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(300)]

SAID = "My father taught me. We split the willow by hand."
STAFF = "staff@demo.example"


def applies(person: Person, name: str, mobile: str) -> None:
    """Four short pages, one look, sent; then the contract behind the link of the application."""
    person.open("/")
    person.follow("Sell with us")
    person.fill("What is your group called?", name)
    person.page.get_by_label("Artisan group").check()
    person.press("Save and go on")
    person.fill("Village", "Chiling")
    person.page.get_by_label("District").select_option(label="Leh")
    person.fill("Pincode", "194101")
    person.press("Save and go on")
    person.page.locator("label.type-tile", has_text="Craft & home").click()
    person.press("Save and go on")
    person.fill("Your name", "Tsering Jigmet")
    person.fill("Your mobile number", mobile)
    person.press("Save and go on")
    assert "Chiling, Leh, 194101" in person.reads
    person.press("Send the application")
    assert "Staff look at it" in person.reads


def agrees_to_the_contract(person: Person) -> None:
    row = person.page.locator("#paper-contract")
    assert "What the group promises" in row.inner_text()
    row.get_by_label("We have read it, and we agree").check()
    row.get_by_label("Your name").fill("Tsering Jigmet")
    person.press("We agree")
    assert "Tsering Jigmet agreed on" in person.page.locator("#paper-contract").inner_text()


def staff_let_it_in(staff: Person, name: str) -> None:
    """The facts of its papers; what is not asked of it is waived, each with the reason; then one press."""
    staff.log_in(STAFF, "/admin/producer-groups/")
    staff.follow(name)
    staff.follow("Write down what its papers say")
    for field, text in {"legal_name": name, "address": "Chiling, Leh"}.items():
        staff.page.locator(f"[name={field}]").fill(text)
    staff.page.locator("[name=tax_status]").select_option("enrolled")
    staff.page.locator("[name=pan]").fill("ABCDE1234F")
    staff.press("Write it down")
    for item in ("tax-status", "bank"):
        card = staff.page.locator("li", has=staff.page.locator(f"form[action$='/checklist/{item}/']"))
        card.locator("[name=reason]").fill("Seen at the office")
        card.locator("[value=waived]").click()
        card.get_by_text("Not asked of this group").wait_for()
    staff.press("Approve")
    staff.page.get_by_role("link", name="In the shop").wait_for()
    assert ProducerGroup.objects.get(name=name).status == ProducerGroup.Status.APPROVED


def joins(person: Person, link: str, name: str) -> None:
    person.open(link)
    assert person.heading.strip() == f"Join {name}"
    person.fill("Choose a password", "twelve long signs")
    person.press("Join")
    assert "Nothing is for sale yet" in person.reads
    person.follow("Add something to sell")


def begins_a_listing(person: Person, picture: Path) -> None:
    person.page.locator("input[name=camera]").set_input_files(picture)
    person.press("Save and go on")
    person.page.get_by_role("heading", name="What is it?", level=1).wait_for()
    person.page.locator("input[value=basketry]").check(force=True)
    person.press("Save and go on")
    person.fill("Price of one, in rupees", "640")
    person.fill("How many do you have?", "4")
    person.press("Save and go on")
    assert person.page.get_by_label("Village or place").input_value() == "Chiling, Leh"
    person.press("Save and go on")


def says_something(person: Person, *, has_javascript: bool) -> None:
    """With a script the page itself records; without one the phone's recorder gives a file."""
    person.follow("Record up to a minute")
    if has_javascript:
        person.page.context.grant_permissions(["microphone"])
        person.press("Record")
        person.page.get_by_text("Recording: speak now.").wait_for()
        person.page.wait_for_timeout(1500)
        person.press("Stop")
        person.page.get_by_text("Recorded. Listen to it").wait_for()
    else:
        assert not person.page.get_by_role("button", name="Record", exact=True).is_visible()
        person.page.locator("[name=sound]").set_input_files({"name": "note.amr", "mimeType": "audio/amr", "buffer": sounds.amr(2)})
    person.press("Send the recording")
    person.page.get_by_text("Waits to be typed out.").wait_for()
    note = VoiceNote.objects.latest("pk")
    assert note.content_type == ("audio/webm" if has_javascript else "audio/amr")
    assert 1000 <= note.length_ms <= 4000


def staff_type_it_out(moderator: Person) -> None:
    moderator.log_in(MODERATOR, "/admin/voice-notes/")
    moderator.page.get_by_label("What is said").fill(SAID)
    moderator.page.get_by_role("button", name="Send it to the group").click()
    moderator.page.get_by_text("Sent to the group").wait_for()


def agrees_and_sends(person: Person, title: str) -> None:
    person.open("/workspace/recordings/")
    person.page.locator("main h3 a").first.click()
    assert SAID in person.reads
    person.press("Yes, it is the story")
    assert person.page.locator("[name=story]").input_value() == SAID
    person.page.get_by_label("Title").fill(title)
    person.press("Save and go on")
    for name, text in {"d_dimensions_cm": "30 x 30", "d_materials": "Willow", "d_care": "Keep dry"}.items():
        person.page.locator(f"[name={name}]").fill(text)
    person.press("Save and go on")
    person.press("Send to staff")
    assert "In review" in person.reads


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_group_comes_from_the_public_page_and_has_something_on_sale(
    new_shop: str, chromium: Browser, tmp_path: Path, has_javascript: bool
) -> None:
    applicant, staff, moderator, guest = (Person.at_a_phone(chromium, new_shop, has_javascript=has_javascript) for _person in range(4))
    name = f"Chiling Willow {'One' if has_javascript else 'Two'}"
    mobile = f"98765432{10 + has_javascript}"
    with override_settings(BASE_URL=new_shop):
        applies(applicant, name, mobile)
        [thanks] = arrived()[f"+91{mobile}"]
        Person.at_a_phone(chromium, new_shop, has_javascript=False).open(link_in(thanks))
        agrees_to_the_contract(applicant)
        assert ContractAgreement.objects.get(group__name=name).name == "Tsering Jigmet"
        staff_let_it_in(staff, name)
        invitation = next(text for text in arrived()[f"+91{mobile}"] if "your group is approved" in text)
        joins(applicant, link_in(invitation), name)
    begins_a_listing(applicant, photo(tmp_path, "teal" if has_javascript else "purple"))
    says_something(applicant, has_javascript=has_javascript)
    staff_type_it_out(moderator)
    title = f"Bread basket of {name}"
    agrees_and_sends(applicant, title)
    moderator.page.context.clear_cookies()
    staff_approve_it_again(moderator, title)
    arrived()
    assert Listing.objects.get(title=title).status == Listing.Status.LIVE
    guest.open("/products/")
    guest.follow(title)
    assert SAID in guest.reads
    assert name in guest.reads
    assert [words for words in applicant.complaints if "status of 422" not in words] == []


def staff_approve_it_again(moderator: Person, title: str) -> None:
    moderator.log_in(MODERATOR, "/admin/listings/review/")
    staff_approve_it(moderator, title)
