"""Staff decide about listings and staged edits: exactly what they saw, once, and the group is told."""

import threading
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalogue import edits, moderation, publishing
from catalogue.errors import NotReady, StaleVersion, WrongEditStatus, WrongListingStatus
from catalogue.listings import update_listing
from catalogue.models import Listing, ListingEdit, Product
from catalogue.photos import photos_of
from journal.models import AuditEntry
from notices.models import Notice
from producers.models import Membership
from search import facts
from search.models import ProductFacts
from tests.catalogue.factories import make_draft, make_picture, record_of, with_photo
from tests.orders import factories as make
from tests.storefront.buyer import words

QUEUE = "/admin/listings/review/"
THANGKA = {
    "generic_name": "Thangka",
    "dimensions_cm": "40 x 60",
    "materials": "Cotton, mineral colours",
    "care": "Keep dry",
    "artist": "Tsering",
    "not_an_antiquity": True,
}


def staff(*codenames: str, email: str = "moderator@example.com") -> User:
    user = User.objects.create_user(email, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


@pytest.fixture
def moderator(db: None) -> User:
    return staff("moderate_listing")


@pytest.fixture
def desk(moderator: User, client: Client) -> Client:
    client.force_login(moderator)
    return client


def in_review(**fields: object) -> Listing:
    group = make.make_group()
    make.make_member(group, Membership.Role.OWNER, f"owner-{group.pk}@example.com")
    make.make_member(group, Membership.Role.PACKER, f"packer-{group.pk}@example.com")
    listing = with_photo(make_draft(group, **fields))
    publishing.send_to_review(listing, acting_user=None)
    return listing


def live() -> Listing:
    listing = in_review()
    publishing.publish(listing, acting_user=None)
    return listing


def edited(listing: Listing, **changed: object) -> ListingEdit:
    after = {**edits.snapshot(listing), "title": "Stole with a new name", **changed}
    return edits.send_edit(listing=listing, after=after, acting_user=None)


def post(desk: Client, listing: Listing, decision: str, **more: object) -> object:
    data = {"decision": decision, "version": listing.version, **more}
    return desk.post(f"{QUEUE}{listing.pk}/", data)


def post_edit(desk: Client, edit: ListingEdit, decision: str, **more: object) -> object:
    return desk.post(f"/admin/listings/edits/{edit.pk}/", {"decision": decision, "version": edit.version, **more})


def test_the_queue_holds_what_waits_the_oldest_first_with_its_hours(desk: Client) -> None:
    newer, older = in_review(title="Newer"), in_review(title="Older")
    change = edited(live())
    Listing.objects.filter(pk=older.pk).update(review_asked_at=newer.review_asked_at.replace(year=2026, month=1))
    page = desk.get(QUEUE)
    assert [row.listing.title for row in page.context["rows"]] == ["Older", "Newer", change.listing.title]
    assert page.context["rows"][0].hours > 24 * 30
    assert [row.kind for row in page.context["rows"]] == ["listing", "listing", "edit"]


def test_the_queue_takes_as_many_queries_for_ten_as_for_one(desk: Client) -> None:
    in_review()
    counts = []
    for _round in range(2):
        desk.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            desk.get(QUEUE)
        counts.append(len(queries))
        for _number in range(4):
            in_review()
    assert counts[0] == counts[1]


def test_an_approved_listing_is_on_sale_and_its_owner_is_told_once(desk: Client, moderator: User) -> None:
    listing = in_review()
    assert post(desk, listing, "approve").status_code == 302
    listing.refresh_from_db()
    assert listing.status == "live"
    assert AuditEntry.objects.get(action="listing.publish", subject=str(listing.pk)).acting_user == moderator
    notice = Notice.objects.get(kind="listing_approved")
    assert notice.to == f"owner-{listing.group_id}@example.com"
    assert listing.title in notice.title
    assert post(desk, listing, "approve").status_code == 422
    assert Notice.objects.filter(kind="listing_approved").count() == 1


def test_a_listing_is_given_back_with_a_sentence_and_own_words(desk: Client) -> None:
    listing = in_review()
    assert post(desk, listing, "ask", reason="photo", words="It is very dark.").status_code == 302
    listing.refresh_from_db()
    assert listing.status == "changes_asked"
    assert listing.review_reason.startswith("Please take the photo again by daylight")
    assert listing.review_reason.endswith("It is very dark.")
    assert "It is very dark." in Notice.objects.get(kind="listing_changes_asked").body


@pytest.mark.parametrize("decision", ["ask", "withdraw"])
def test_nothing_is_given_back_or_withdrawn_without_a_reason(desk: Client, decision: str) -> None:
    listing = in_review()
    answer = post(desk, listing, decision)
    assert answer.status_code == 422
    assert "Say why: choose a sentence or write your own." in words(answer)
    listing.refresh_from_db()
    assert listing.status == "in_review"
    assert not Notice.objects.exists()


def test_a_listing_on_sale_is_withdrawn_and_a_change_of_it_falls_with_it(desk: Client) -> None:
    listing = live()
    change = edited(listing)
    assert post(desk, listing, "withdraw", words="Not made in Ladakh.").status_code == 302
    listing.refresh_from_db()
    change.refresh_from_db()
    assert (listing.status, change.status) == ("withdrawn", "dropped")
    assert "Not made in Ladakh." in Notice.objects.get(kind="listing_withdrawn").body


def test_what_the_guards_say_is_shown_and_only_overruled_with_a_reason(desk: Client) -> None:
    listing = in_review(type_code="thangka", category="craft-and-home", hsn="9701", declarations=THANGKA)
    page = desk.get(f"{QUEUE}{listing.pk}/")
    assert "Looked at, may stand:" in words(page)
    assert "In order: Food has a lot" in words(page)
    assert post(desk, listing, "approve").status_code == 422
    codes = [problem.code for check in page.context["checks"] for problem in check["problems"]]
    assert post(desk, listing, "approve", overrule=codes).status_code == 422
    assert post(desk, listing, "approve", overrule=codes, words="The papers were seen.").status_code == 302
    listing.refresh_from_db()
    assert listing.status == "live"


def test_staff_approve_exactly_the_listing_they_saw(desk: Client) -> None:
    listing = in_review()
    seen = listing.version
    publishing.take_back(listing, acting_user=None)
    update_listing(listing=listing, version=listing.version, title="Something else", acting_user=None)
    publishing.send_to_review(listing, acting_user=None)
    answer = desk.post(f"{QUEUE}{listing.pk}/", {"decision": "approve", "version": seen})
    assert answer.status_code == 422
    assert "The group has changed it since you opened this page." in words(answer)
    assert "Something else" in words(answer)
    listing.refresh_from_db()
    assert listing.status == "in_review"


def test_an_edit_is_compared_and_its_approval_changes_the_live_page(desk: Client, moderator: User) -> None:
    listing = live()
    old, new = photos_of(listing), make_picture("Other").pk
    change = edited(listing, photos=[new, *old], declarations={**listing.declarations, "care": "Wash warm."})
    page = words(desk.get(f"/admin/listings/edits/{change.pk}/"))
    for shown in ("Undyed stole", "Stole with a new name", "Wash cold.", "Wash warm.", "Pictures (changed)", "Title (changed)"):
        assert shown in page
    assert "Story (changed)" not in page
    assert post_edit(desk, change, "approve").status_code == 302
    listing.refresh_from_db()
    assert (listing.title, listing.declarations["care"]) == ("Stole with a new name", "Wash warm.")
    assert Product.objects.get(pk=listing.product_id).title == "Stole with a new name"
    assert photos_of(listing) == [new, *old]
    assert Notice.objects.get(kind="edit_approved").to == f"owner-{listing.group_id}@example.com"
    entry = AuditEntry.objects.get(action="listing.edit_approve")
    assert (entry.acting_user, entry.before["title"], entry.after["title"]) == (moderator, "Undyed stole", "Stole with a new name")


def test_an_edit_never_leaks_before_it_is_approved(client: Client, db: None) -> None:
    listing = live()
    facts.refresh([listing.pk])
    picture = make_picture("Zarbaft")
    edited(listing, title="Zarbaft stole", summary="A zarbaft line", story="A zarbaft story", photos=[picture.pk])
    facts.refresh([listing.pk])
    assert ProductFacts.objects.get(listing_id=listing.pk).title == "Undyed stole"
    for address in (f"/p/{listing.slug}/", f"/groups/{listing.group.slug}/", "/products/", "/search/?q=undyed"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Undyed stole" in page.content.decode()
        assert "arbaft" not in page.content.decode()


@pytest.mark.parametrize(("decision", "state"), [("ask", "changes_asked"), ("withdraw", "dropped")])
def test_an_edit_that_is_not_approved_leaves_the_page_as_it_is_and_the_group_is_told(desk: Client, decision: str, state: str) -> None:
    listing = live()
    change = edited(listing)
    assert post_edit(desk, change, decision, reason="words").status_code == 302
    listing.refresh_from_db()
    change.refresh_from_db()
    assert (listing.title, change.status) == ("Undyed stole", state)
    assert "without praise" in Notice.objects.get(kind="edit_given_back").body


def test_a_corrected_edit_waits_again_and_the_old_page_of_staff_decides_nothing(desk: Client) -> None:
    listing = live()
    change = edited(listing)
    answer_to_old = {"decision": "approve", "version": change.version}
    edited(listing, title="Third name")
    answer = desk.post(f"/admin/listings/edits/{change.pk}/", answer_to_old)
    assert answer.status_code == 422
    assert "Third name" in words(answer)
    listing.refresh_from_db()
    assert listing.title == "Undyed stole"
    assert ListingEdit.objects.filter(listing=listing).count() == 1


def test_an_edit_of_a_listing_that_was_changed_below_it_is_not_put_over_the_change(moderator: User) -> None:
    listing = live()
    change = edited(listing)
    Listing.objects.filter(pk=listing.pk).update(story="Corrected by staff")
    with pytest.raises(StaleVersion):
        moderation.decide_edit(edit=change, decision="approve", version=change.version, acting_user=moderator, reason="", overruled=[])
    change.refresh_from_db()
    assert change.status == "in_review"


def test_an_edit_with_forbidden_words_is_refused_when_it_is_sent(db: None) -> None:
    listing = live()
    with pytest.raises(NotReady):
        edited(listing, story="Made of shahtoosh")
    with pytest.raises(NotReady):
        edited(listing, photos=[])
    assert not ListingEdit.objects.exists()


def test_price_and_stock_are_not_touched_by_an_edit(desk: Client) -> None:
    listing = live()
    change = edited(listing)
    record = record_of(listing)
    type(record).objects.filter(pk=record.pk).update(num_in_stock=2)
    assert post_edit(desk, change, "approve").status_code == 302
    assert record_of(listing).num_in_stock == 2


def at_once(*acts: Callable[[], None]) -> list[type[Exception] | None]:
    """Run the acts in threads of their own, started together; what each raised."""
    raised: list[type[Exception] | None] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], None]) -> None:
        try:
            gate.wait(timeout=10)
            act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised[number] = type(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return raised


def test_of_two_who_approve_at_once_one_does_and_the_other_is_told(committed_db: None) -> None:
    listing, people = in_review(), [staff("moderate_listing", email=f"m{number}@example.com") for number in range(2)]
    version = listing.version

    def approve(person: User) -> Callable[[], None]:
        return lambda: moderation.approve(listing=Listing.objects.get(pk=listing.pk), version=version, acting_user=person)

    raised = at_once(*(approve(person) for person in people))
    assert sorted(str(error) for error in raised).count("None") == 1
    assert set(raised) - {None} <= {WrongListingStatus, StaleVersion}
    assert AuditEntry.objects.filter(action="listing.publish", subject=str(listing.pk)).count() == 1


def test_a_group_that_edits_while_staff_approve_never_gets_unseen_words_on_the_page(committed_db: None) -> None:
    listing, person = live(), staff("moderate_listing")
    change = edited(listing)
    version = change.version

    def approve() -> None:
        found = ListingEdit.objects.select_related("listing").get(pk=change.pk)
        moderation.decide_edit(edit=found, decision="approve", version=version, acting_user=person, reason="", overruled=[])

    raised = at_once(approve, lambda: edited(Listing.objects.get(pk=listing.pk), title="Unseen words") and None)
    assert set(raised) <= {None, StaleVersion, WrongEditStatus}
    listing.refresh_from_db()
    assert listing.title in ("Undyed stole", "Stole with a new name")


def test_who_may_not_moderate_sees_neither_menu_nor_screens(client: Client, db: None) -> None:
    listing = in_review()
    client.force_login(staff())
    for address in (QUEUE, f"{QUEUE}{listing.pk}/"):
        assert client.get(address)["Location"] == "/admin/"
    assert QUEUE not in client.get("/admin/").content.decode()
