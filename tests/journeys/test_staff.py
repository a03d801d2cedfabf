"""Staff's work at the phone: groups approved, a campaign that goes live by itself, payments confirmed, complaints answered in time."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from catalogue.models import Listing
from catalogue.photos import add_photo
from cms.models import CampaignIndexPage, CampaignPage
from media import derivatives
from media.uploads import store_picture
from money.words import rupees
from orders.contacts import Contact
from orders.models import Grievance
from producers.models import ProducerGroup
from search import facts
from tests.journeys import founders
from tests.journeys.people import PHONE, Person
from tests.journeys.worker import work
from tests.media.files import drawing, encoded
from tests.orders import factories
from tests.search.goods import goods

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(300)]

MODERATOR, EDITOR = "moderator@demo.example", "editor@demo.example"
FINANCE, OFFICER = "finance@demo.example", "grievance@demo.example"
# Wagtail's editor saves by itself while somebody writes. What is not whole yet is refused, and the browser says so.
NOT_WHOLE_YET = "Failed to load resource: the server responded with a status of 400 (Bad Request)"
both_ways = pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def is_well(*people: Person) -> None:
    """The browser had nothing to complain about, talked to the shop alone, and shows a page that scrolls down only."""
    for person in people:
        assert [words for words in person.complaints if words != NOT_WHOLE_YET] == []
        assert person.hosts == {urlsplit(person.shop).netloc}
        assert person.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def says_in(person: Person, words: str) -> None:
    """The page that comes after a press says this."""
    person.page.locator("main").get_by_text(words).first.wait_for()


def applied(name: str) -> str:
    """The slug of a group of this name that waits to be approved."""
    known = ProducerGroup.objects.filter(name=name).first()
    return (known or factories.make_group(name=name, status=ProducerGroup.Status.APPLIED)).slug


def decides(moderator: Person, decision: str, reason: str) -> None:
    """Suspend or reinstate the group that is open, with a reason that then stands in its history."""
    moderator.fill("Reason, which the group reads", reason)
    moderator.press(decision)
    moderator.page.get_by_role("button", name=decision, exact=True).wait_for(state="detached")
    says_in(moderator, reason)


def waives_what_is_open(moderator: Person) -> None:
    """Everything that nobody gave: not asked of this group, with a reason."""
    cards = moderator.page.locator(".staff-card").filter(has_text="Not given")
    for left in range(cards.count(), 0, -1):
        cards.first.get_by_label("Reason (to refuse or waive)").fill("Seen at the fair in Leh.")
        cards.first.get_by_role("button", name="Waive").click()
        expect(cards).to_have_count(left - 1)


@both_ways
def test_a_group_that_applied_is_live_once_approved_gone_while_suspended_and_back_when_reinstated(
    new_shop: str, chromium: Browser, has_javascript: bool
) -> None:
    moderator, guest = (Person.at_a_phone(chromium, new_shop, has_javascript=has_javascript) for _person in range(2))
    name = founders.APPLIED if has_javascript else "Lamayuru Weavers"
    page = f"/groups/{applied(name)}/"
    assert guest.asks(page) == 404

    moderator.log_in(MODERATOR, "/admin/producer-groups/")
    moderator.follow(name)
    says_in(moderator, "Checklist")
    waives_what_is_open(moderator)
    moderator.press("Approve")
    says_in(moderator, f"Done. {name} is told.")
    guest.open(page)
    assert guest.heading == name

    decides(moderator, "Suspend", "Its licence has ended.")
    assert guest.asks(page) == 404
    decides(moderator, "Reinstate", "The new licence is here.")
    guest.open(page)
    assert guest.heading == name
    is_well(moderator, guest)


def on_sale(title: str) -> Listing:
    """A product of the first group with a photo, as readers see it."""
    listing = goods(ProducerGroup.objects.get(slug=founders.SLUG), title, stock=20, refresh=False)
    picture = store_picture(BytesIO(encoded(drawing(320, 240))), title=title, alt=title)
    derivatives.make(picture)
    add_photo(listing=listing, picture=picture, acting_user=None)
    facts.refresh([listing.pk])
    return listing


def adds_block(editor: Person, kind: str, heading: str) -> None:
    """One more block at the end, with its heading."""
    editor.page.get_by_role("button", name="Insert a block").last.click()
    editor.page.get_by_role("option", name=kind, exact=True).click()
    editor.page.locator("[name^=body-][name$=-value-heading]").last.fill(heading)


def _press_until_open(button: Locator, row: Locator) -> None:
    """Press, and once more where the press came before Wagtail's script knew the new block: on a busy machine that takes a while."""
    button.click()
    try:
        row.wait_for(timeout=8_000)
    except PlaywrightTimeout:
        button.click()
        row.wait_for()


# A dialog that is told to close while it still fades in stays for ever, half seen. Nobody's hand is that quick.
FADED = "dialog => Promise.all(dialog.getAnimations({subtree: true}).map(fading => fading.finished)).then(() => null)"


def chooses(editor: Person, title: str) -> str:
    """Pick a product in the chooser; what the chooser told of it."""
    editor.page.locator("[data-contentpath=picked]").get_by_role("button", name="Add", exact=True).first.click()
    row = editor.page.get_by_role("row", name=title)
    _press_until_open(editor.page.get_by_role("button", name="Choose a product"), row)
    assert row.locator("img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)")
    told = " ".join(row.inner_text().split())
    dialog = editor.page.locator(".modal.in")
    dialog.evaluate(FADED)
    row.get_by_role("link", name=title).click()
    dialog.wait_for(state="detached")  # nothing is saved behind an open one
    editor.page.locator("[data-contentpath=picked]").get_by_text(title).wait_for()
    return told


WATCHES = """() => {
    const form = document.querySelector("form[data-edit-form]");
    return Boolean(form && window.wagtail?.app.getControllerForElementAndIdentifier(form, "w-unsaved")?.initialFormData);
}"""


def writes_campaign(editor: Person, title: str, goods_title: str) -> None:
    """A campaign of words and one product, from an empty form to the moderators' desk."""
    editor.log_in(EDITOR, f"/admin/pages/add/cms/campaignpage/{CampaignIndexPage.objects.get().pk}/")
    # Wagtail looks at the form two seconds after it came: what a machine has typed by then is no change, and is never saved by itself.
    editor.page.wait_for_function(WATCHES)
    today = timezone.localdate()
    for name, text in {"title": title, "lead": "Baskets.", "starts_on": today, "ends_on": today + timedelta(days=30)}.items():
        editor.page.locator(f"[name={name}]").fill(str(text))
    editor.page.keyboard.press("Escape")
    adds_block(editor, "Text", "Cut in March")
    editor.page.locator("[data-contentpath=body] [contenteditable=true]").first.fill("Every tray is of one year's willow.")
    adds_block(editor, "Products", "To take home")
    assert chooses(editor, goods_title) == f"{goods_title} ₹450 In stock (20) Phey Willow Circle Test district"
    # Wagtail does not save while a dialog is open, nor again when it has closed: not before the next change.
    editor.page.locator("[name=lead]").fill("Baskets from Phey.")
    editor.page.wait_for_url("**/edit/")  # it has saved by itself
    # After the address come the buttons of a page that exists; a press on one that is being replaced goes nowhere.
    editor.page.locator("#w-autosave-indicator[data-w-autosave-state-value=saved]").wait_for(state="attached")
    editor.page.get_by_role("button", name="More actions").click()
    editor.press("Submit to Moderators approval")
    says_in(editor, "has been submitted for moderation")


def schedules(moderator: Person, page: CampaignPage, at: datetime) -> None:
    """The moderator sets the hour, beside which the zone stands, and approves."""
    moderator.log_in(MODERATOR, f"/admin/pages/{page.pk}/edit/")
    moderator.page.get_by_role("button", name="Toggle status").click()
    moderator.press("Set schedule")
    dialog = moderator.page.get_by_role("dialog", name="Set publishing schedule")
    assert dialog.get_by_text("Indian time (IST)").count() == 2
    dialog.locator("[name=go_live_at]").click()
    calendar = moderator.page.locator(".xdsoft_datetimepicker").filter(visible=True).first.bounding_box()
    assert calendar
    assert 0 <= calendar["x"] <= PHONE["width"] - calendar["width"]
    dialog.locator("[name=go_live_at]").fill(f"{at:%Y-%m-%d %H:%M}")
    moderator.page.keyboard.press("Tab")
    moderator.press("Save schedule")
    says_in(moderator, "has been updated")
    assert f"goes live {at:%a} {at.day} {at:%b} 06:00 IST" in moderator.reads
    moderator.page.get_by_role("button", name="Toggle status").click()
    moderator.page.get_by_role("button", name="More actions").click()
    moderator.press("Approve and Publish")
    moderator.page.wait_for_url(f"**/admin/pages/{page.get_parent().pk}/")


def test_a_campaign_built_in_the_editor_goes_live_at_its_hour_and_not_before(new_shop: str, chromium: Browser) -> None:
    """With JavaScript only: without it Wagtail's page editor has no blocks, choosers or dialogs."""
    editor, moderator, guest = (Person.at_a_phone(chromium, new_shop, has_javascript=True) for _person in range(3))
    at = timezone.localtime(timezone.now() + timedelta(days=2)).replace(hour=6, minute=0, second=0, microsecond=0)
    product = on_sale("Willow tray")
    writes_campaign(editor, "Willow week", product.title)
    page = CampaignPage.objects.get(title="Willow week")
    schedules(moderator, page, at)
    with time_machine.travel(at - timedelta(minutes=3), tick=True):
        work()
        assert guest.asks("/campaigns/willow-week/") == 404
    with time_machine.travel(at + timedelta(minutes=5), tick=True):
        work()
        assert guest.asks("/campaigns/willow-week/") == 200
        guest.open("/campaigns/willow-week/")
    assert guest.heading == "Willow week"
    assert "Every tray is of one year's willow. To take home Willow tray ₹450" in guest.reads
    is_well(editor, moderator, guest)


def enters(finance: Person, number: str, reference: str, amount: str = "") -> None:
    """A line of the bank statement is typed beside the order; without an amount it is what the field holds already."""
    card = finance.page.get_by_role("listitem").filter(has_text=number)
    if amount:
        card.locator("[name=amount]").fill(amount)
    card.locator("[name=reference]").first.fill(reference)
    card.get_by_role("button", name="Confirm", exact=True).click()


def inbox(owner: Person) -> str:
    owner.open("/workspace/")
    return owner.reads


@both_ways
def test_a_payment_is_found_by_the_mobile_number_and_only_the_whole_sum_releases_the_order(
    new_shop: str, chromium: Browser, has_javascript: bool
) -> None:
    finance, owner, guest = (Person.at_a_phone(chromium, new_shop, has_javascript=has_javascript) for _person in range(3))
    group = ProducerGroup.objects.get(slug=founders.SLUG)
    contact = Contact(name="Farida Khan", mobile=f"+9198186452{has_javascript:02d}", email="farida@example.com")
    placed = factories.place_order(factories.make_listing(group), contact=contact)
    part, number, amount = factories.part_of(placed, group), placed.order.number, placed.payment.amount_paise

    finance.log_in(FINANCE, "/admin/orders/")
    finance.fill("Find an order", f"{contact.mobile[3:8]} {contact.mobile[8:]}")
    finance.press("Search")
    assert "1 order found" in finance.reads
    finance.follow(number)
    says_in(finance, "Farida Khan")

    finance.open("/admin/payments/awaiting/")
    enters(finance, number, f"UTR{part.pk}FIRST", rupees(amount - 10_000).removeprefix("₹"))
    says_in(finance, f"Recorded, but not confirmed: ₹100 are missing for order {number}.")
    guest.open(f"/o/{placed.link_token}/")
    assert "₹100" in guest.reads
    owner.log_in(founders.OWNER, "/workspace/")
    assert part.number not in owner.reads

    enters(finance, number, f"UTR{part.pk}REST")
    says_in(finance, f"The payment for order {number} is confirmed.")
    guest.open(f"/o/{placed.link_token}/")
    assert guest.heading == "Paid; the groups have your order"
    assert part.number in inbox(owner)
    is_well(finance, owner, guest)


def complains(guest: Person, subject: str) -> str:
    """A guest raises a complaint; the number of the ticket, which stands on the next page."""
    guest.open("/grievance/")
    for label, text in {"What is it about?": subject, "What happened?": "The lid was open.", "Full name": "Farida Khan"}.items():
        guest.fill(label, text)
    guest.fill("Email", "farida@example.com")
    guest.press("Send the complaint")
    assert re.fullmatch(r"GR-\w{8}", guest.heading)
    return guest.heading


def answers(officer: Person, number: str, words: str) -> Grievance:
    """The officer opens the ticket from the list and writes."""
    officer.follow(number)
    officer.fill("Your words; the shopper reads them", words)
    officer.press("Answer")
    says_in(officer, f"Written to complaint {number}.")
    return Grievance.objects.get(number=number)


def counted(officer: Person, month: str) -> tuple[int, int]:
    """How many complaints of the month were answered in time and late, as the report says."""
    officer.open("/admin/grievances/report/")
    found = re.search(rf"{month} .*?Answered in time (\d+) Answered late, or not yet and late (\d+)", officer.reads)
    return (int(found[1]), int(found[2])) if found else (0, 0)


@both_ways
def test_a_complaint_is_answered_in_time_and_another_one_late_and_the_month_counts_both(
    new_shop: str, chromium: Browser, has_javascript: bool
) -> None:
    officer, guest = (Person.at_a_phone(chromium, new_shop, has_javascript=has_javascript) for _person in range(2))
    month = f"{timezone.localdate():%B %Y}"
    officer.log_in(OFFICER, "/admin/grievances/report/")
    in_time, late = counted(officer, month)
    first = complains(guest, "A jar came open")
    first_page = guest.page.url
    officer.open("/admin/grievances/")
    answered = answers(officer, first, "We send you another one.")
    assert answered.acknowledged_at
    assert answered.acknowledged_at <= answered.acknowledge_by
    guest.open(first_page)
    assert "We send you another one." in guest.reads
    second = complains(guest, "Nothing came")

    with time_machine.travel(timezone.now() + timedelta(hours=49), tick=True):
        officer.open("/admin/grievances/")
        top = officer.page.locator("main").get_by_role("listitem").filter(has_text="GR-").first.inner_text()
        assert second in top
        assert "LATE: the answer was due by" in top
        answered = answers(officer, second, "The parcel is on its way.")
        assert answered.acknowledged_at
        assert answered.acknowledged_at > answered.acknowledge_by
        assert counted(officer, month) == (in_time + 1, late + 1)
    is_well(officer, guest)
