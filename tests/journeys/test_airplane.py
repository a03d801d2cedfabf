"""A working day without signal, sent over a bad line in the evening: everything arrives exactly once, and nothing is lost."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page

from catalogue.models import ListingDraft, VoiceNote
from catalogue.own_listings import sheet_records, sheet_rows
from catalogue.sheet import RowState, write_row
from journal.models import AuditEntry
from marketplace.demo.people import user
from media.models import PhotoPiece, Picture
from orders.models import OrderEvent, ProducerOrder
from payments.households import contributions
from payments.models import LotContribution
from producers.members import add_member
from producers.models import Membership, ProducerGroup
from tests.journeys import founders
from tests.journeys.conftest import open_shop
from tests.journeys.people import Person
from tests.journeys.slow_line import Line, slow_line
from tests.media import sounds
from tests.media.files import noise_photo
from tests.orders import factories
from tests.payments.household_steps import make_household

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(400)]

PAGE = f"/workspace/groups/{founders.SLUG}/offline/"
LISTINGS, PHOTOS, CHANGES, ORDERS, SLIPS = 5, 3, 10, 2, 4
SOUND = sounds.wav(6)  # 94 KB: two pieces
SAID = 3  # the recording of new goods, that of goods which are on sale, and the text of the second


def a_group_at_work() -> None:
    """An approved group with ten goods on sale, two orders to answer, and households that bring to a lot."""
    group = factories.make_group(founders.SLUG, name="Phey Willow Circle", place_code="phey")
    for email in (founders.OWNER, "manager@demo.example"):
        add_member(user=user(email, "Padma", "Dolma"), group=group, role=Membership.Role.OWNER, acting_user=None)
    goods = [factories.make_listing(group, f"Basket {number:02d}", stock=20) for number in range(CHANGES)]
    for listing in goods[:ORDERS]:
        factories.make_paid_order(listing)
    for name in ("Dolma", "Angmo"):
        make_household(group, name)
    contributions.set_rule(group=group, lot_code="L-1", basis="kilograms", keep_bp=0, version=0, acting_user=None)


@pytest.fixture
def shop(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with open_shop(a_group_at_work, tmp_path, django_db_blocker) as address:
        yield address


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('#offline details').forEach((part) => (part.open = true))")


def the_day(page: Page, folder: Path) -> None:
    """Everything is written down while the line is down."""
    for number in range(CHANGES):
        form = page.locator("form[data-kind=stock]").nth(number)
        form.locator("[name=stock]").fill(str(10 - number))
        form.get_by_role("button").click()
        form.get_by_text("Kept on this phone.").wait_for()
    for number in range(ORDERS):
        form = page.locator("form[data-kind=accept]").nth(number)
        form.get_by_role("button", name="We will send it").click()
        form.get_by_text("Kept on this phone.").wait_for()
    for number in range(SLIPS):
        form = page.locator("form[data-kind=slip]")
        form.locator("[name=household]").select_option(index=1 + number % 2)
        form.locator("[name=quantity]").fill(f"{number + 1}.5")
        form.get_by_role("button").click()
        page.locator(".outbox-entry").get_by_text(f"{number + 1}.5").wait_for()
    for number in range(LISTINGS):
        form = page.locator("form[data-kind=listing]")
        files = [folder / f"{number}-{photo}.jpg" for photo in range(PHOTOS)]
        for photo, file in enumerate(files):
            is_large = number == photo == 0
            file.write_bytes(noise_photo(10 * number + photo, *((480, 450) if is_large else (90, 70))))
        form.locator("#o-photo").set_input_files(files)
        form.locator("[name=type]").select_option("basketry")
        form.locator("[name=stock]").fill("3")
        form.locator("[name=price]").fill("640")
        form.locator("[name=title]").fill(f"New basket {number}")
        if number == 0:
            form.get_by_text("Say it instead of writing it").click()
            form.locator("[name=sound]").set_input_files({"name": "note.wav", "mimeType": "audio/wav", "buffer": SOUND})
        form.get_by_role("button", name="Keep").click()
        page.locator(".outbox-entry b").get_by_text(f"New basket {number}, photo 3").wait_for()


def something_is_said(page: Page) -> None:
    """The page itself records, also without signal."""
    page.context.grant_permissions(["microphone"])
    form = page.locator("form[data-kind=note]")
    form.get_by_role("button", name="Keep").click()
    form.locator("[name=goods]").select_option(label="Basket 07")
    form.get_by_role("button", name="Keep").click()
    form.get_by_text("Record something first").wait_for()
    form.locator("[name=language]").select_option("hi")
    form.get_by_role("button", name="Record", exact=True).click()
    form.get_by_text("Recording: speak now.").wait_for()
    page.wait_for_timeout(1500)
    form.get_by_role("button", name="Keep").click()  # which ends the recording too
    page.locator(".outbox-entry b").get_by_text("Recording, Basket 07, recording").wait_for()


def somebody_else_sells_one() -> None:
    """At the desk in Leh, the stock of the first row is changed meanwhile."""
    group = ProducerGroup.objects.get(slug=founders.SLUG)
    row = sheet_rows(group, [sheet_records(group).values_list("pk", flat=True)[0]])[0]
    seen = RowState.read(row.seen)
    wanted = RowState(seen.stock - 1, seen.price_paise, seen.mrp_paise)
    write_row(row=row, seen=seen, wanted=wanted, acting_user=user("manager@demo.example", "Padma", "Dolma"))


def the_evening(page: Page, line: Line) -> None:
    """The line is back, and bad. The phone sends until nothing waits."""
    line.state = "slow"
    until = time.monotonic() + 300
    while page.locator(".outbox-entry.waiting").count():
        assert time.monotonic() < until, page.locator("#outbox-list").inner_text()
        page.get_by_role("button", name="Send now").click()
        page.wait_for_timeout(1500)


def all_of_it_is_there_once() -> None:
    drafts = ListingDraft.objects.filter(group__slug=founders.SLUG, listing=None)
    assert sorted(draft.answers["title"] for draft in drafts) == [f"New basket {number}" for number in range(LISTINGS)]
    assert {len(draft.photos) for draft in drafts} == {PHOTOS}
    assert Picture.objects.filter(uploaded_by_user__email=founders.OWNER).count() == LISTINGS * PHOTOS
    told, basket = (VoiceNote.objects.get(draft__listing__isnull=is_new) for is_new in (True, False))
    assert (told.draft.answers["title"], told.file.read() == SOUND) == ("New basket 0", True)
    assert (basket.draft.listing.title, basket.language, basket.content_type) == ("Basket 07", "hi", "audio/webm")
    assert 1000 <= basket.length_ms <= 4000
    assert AuditEntry.objects.filter(action="voice_note.record", acting_user__email=founders.OWNER).count() == 2
    assert not PhotoPiece.objects.exists()
    stocks = [record.num_in_stock for record in sheet_records(ProducerGroup.objects.get(slug=founders.SLUG))]
    assert stocks == [19, *(10 - number for number in range(1, CHANGES))], "the first was changed by somebody else and stands"
    assert AuditEntry.objects.filter(action="listing.stock", acting_user__email=founders.OWNER).count() == CHANGES - 1
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {ProducerOrder.Status.ACCEPTED}
    assert OrderEvent.objects.filter(kind="accepted").count() == ORDERS
    assert sorted(str(row.quantity) for row in LotContribution.objects.all()) == ["1.500", "2.500", "3.500", "4.500"]


def test_a_day_without_signal_arrives_exactly_once_over_a_line_that_drops(shop: str, chromium: Browser, tmp_path: Path) -> None:
    with slow_line(urlsplit(shop).port or 0) as (address, line):
        owner = Person.at_a_phone(chromium, address, has_javascript=True)
        owner.log_in(founders.OWNER, PAGE)
        owner.press("Keep it on this phone")
        owner.page.get_by_text("This page is kept on this phone.").wait_for()
        owner.page.wait_for_function("navigator.serviceWorker.controller !== null")
        line.state = "down"
        owner.page.goto(address + f"/workspace/groups/{founders.SLUG}/stock/")
        owner.page.get_by_role("heading", name="Without signal").wait_for()
        open_all(owner.page)
        the_day(owner.page, tmp_path)
        something_is_said(owner.page)
        somebody_else_sells_one()
        owner.page.reload()
        written = LISTINGS * (1 + PHOTOS) + CHANGES + ORDERS + SLIPS + SAID
        owner.page.locator("#outbox").get_by_text(f"Waiting to be sent: {written}.").wait_for()
        the_evening(owner.page, line)
        assert line.dropped > 2, "nothing was dropped, so nothing was proved"
        all_of_it_is_there_once()
        conflict = owner.page.locator(".outbox-entry.conflict")
        assert conflict.count() == 1
        assert "there now “19”, you wrote “10”" in conflict.inner_text()
        line.state = "fast"
        conflict.get_by_role("button", name="Put in mine").click()
        owner.page.locator(".outbox-entry.conflict").wait_for(state="detached")
        owner.page.locator(".outbox-entry.waiting").first.wait_for(state="detached")
        assert sheet_records(ProducerGroup.objects.get(slug=founders.SLUG))[0].num_in_stock == 10
        the_line_breaks_on_the_page_of_a_recording(owner, line)
        nothing_of_one_person_is_sent_by_another(owner, line)
        logging_out_warns_and_clears(owner)


def the_line_breaks_on_the_page_of_a_recording(owner: Person, line: Line) -> None:
    """What was recorded is not lost with the press on "send"."""
    draft = ListingDraft.objects.get(answers__title="New basket 1")
    owner.open(f"/workspace/drafts/{draft.key}/note/")
    owner.page.locator("[name=sound]").set_input_files({"name": "note.wav", "mimeType": "audio/wav", "buffer": SOUND})
    line.state = "down"
    owner.press("Send the recording")
    owner.page.get_by_text("Kept on this phone. It is sent by itself").wait_for()
    owner.page.locator("#outbox").get_by_text("Waiting to be sent: 2.").wait_for()
    assert not VoiceNote.objects.filter(draft=draft).exists()
    line.state = "fast"
    owner.open(PAGE)
    owner.page.locator(".outbox-entry.done").get_by_text("Recording, New basket 1").wait_for()
    owner.page.locator(".outbox-entry.waiting").wait_for(state="detached")
    assert VoiceNote.objects.get(draft=draft).length_ms == 6000


def waiting(page: Page) -> int:
    """How many entries this phone holds that were not sent, whoever wrote them."""
    return page.evaluate("outbox.all().then((all) => all.filter((entry) => entry.state !== 'done').length)")


def nothing_of_one_person_is_sent_by_another(owner: Person, line: Line) -> None:
    """The session ends before an entry is sent, and somebody else logs in on the same phone."""
    line.state = "down"
    open_all(owner.page)
    form = owner.page.locator("form[data-kind=stock]").nth(5)
    form.locator("[name=stock]").fill("1")
    form.get_by_role("button").click()
    owner.page.locator(".outbox-entry.waiting").wait_for()
    owner.page.context.clear_cookies()
    line.state = "fast"
    owner.log_in("manager@demo.example", PAGE)
    owner.page.get_by_text("Written by another person: 1").wait_for()
    owner.page.get_by_role("button", name="Send now").click()
    owner.page.context.clear_cookies()
    owner.log_in(founders.OWNER, PAGE)
    owner.page.locator(".outbox-entry.done").get_by_text("Basket 05, 1").wait_for()
    assert sheet_records(ProducerGroup.objects.get(slug=founders.SLUG))[5].num_in_stock == 1


def logging_out_warns_and_clears(owner: Person) -> None:
    """With something unsent the person is asked first."""
    asked: list[str] = []
    owner.page.evaluate("outbox.all().then((all) => outbox.put({ ...all[0], key: 'left-over', state: 'refused' }))")
    answers = iter((False, True))

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept() if next(answers) else dialog.dismiss()

    owner.page.on("dialog", answer)
    owner.press("Log out")
    owner.page.wait_for_timeout(300)
    assert waiting(owner.page) == 1
    with owner.page.expect_navigation():
        owner.press("Log out")
    assert [words.startswith("Not sent yet: 1") for words in asked] == [True, True]
    owner.open("/logout/")
    left = "caches.keys().then((names) => new Promise((ok) => { const ask = indexedDB.open('outbox'); ask.onsuccess = () => { const all = "
    left += "ask.result.transaction('entries').objectStore('entries').getAll(); all.onsuccess = () => ok([names.length, all.result.length]); }; }))"
    assert owner.page.evaluate(left) == [0, 0]
