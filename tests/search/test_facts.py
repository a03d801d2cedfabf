"""The one row a product that everything reads: what is in it, when it changes, when it goes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.listings import change_price, change_stock, pause
from catalogue.models import Category, Listing
from catalogue.photos import add_photo
from catalogue.texts import write_translation
from journal.models import Effect
from media.uploads import store_picture
from producers.models import ProducerGroup
from producers.onboarding import reinstate, suspend
from provenance.marks import record_certificate
from provenance.models import Certificate
from search import engine, facts, owed
from search.contract import Query
from search.models import Edition, FactsCategory, ProductFacts
from tests.media.files import drawing, encoded
from tests.search.goods import facts_of, goods, group_in

pytestmark = pytest.mark.django_db


def paper(group: ProducerGroup, first: date, last: date, number: str = "WL-1") -> Certificate:
    return record_certificate(
        group=group, mark="women_led", number=number, issuer="Office", valid_from=first, valid_to=last, acting_user=None
    )


def test_the_row_says_what_a_card_needs() -> None:
    group = group_in("zanskar", "Zanskar Loom")
    listing = goods(
        group,
        "Felted Hát, madder",
        type_code="felt_namda",
        category="felt-and-rugs",
        price_paise=123_400,
        stock=20,
        dispatch_days=4,
        summary="One size",
        size_text="58 cm",
        available_months=[12, 1, 2],
    )

    row = facts_of(listing)

    assert (row.slug, row.title, row.title_key, row.summary, row.size_text) == (
        listing.slug,
        "Felted Hát, madder",
        "felted hat madder",
        "One size",
        "58 cm",
    )
    assert (row.product_id, row.type_code, row.family, row.group_slug, row.group_name) == (
        listing.product_id,
        "felt_namda",
        "craft-and-home",
        group.slug,
        "Zanskar Loom",
    )
    assert (row.village, row.district_code, row.district_name, row.rollup) == ("Phyang", "zanskar", "Zanskar", "kargil")
    assert (row.price_paise, row.has_price_range, row.dispatch_days, row.stock, row.stock_left) == (123_400, False, 4, "in_stock", 20)
    assert (row.months, row.marks, row.marks_until, row.picture, row.turn) == ([1, 2, 12], [], None, None, 0)
    assert row.live_at == listing.live_at
    headings = Category.objects.filter(code__in=["craft-and-home", "felt-and-rugs"])
    assert set(row.categories.values_list("category_id", flat=True)) == set(headings.values_list("pk", flat=True))
    assert row.category_paths == sorted(headings.values_list("path", flat=True))


@pytest.mark.parametrize(
    ("stock", "made_to_order_days", "state", "days"),
    [
        (4, None, "in_stock", 3),
        (1, None, "few", 3),
        (0, None, "sold_out", 3),
        (9, 30, "made_to_order", 33),
        (3, 30, "made_to_order", 33),
        (0, 30, "sold_out", 33),  # as the page says, and the basket
    ],
)
def test_stock_is_said_in_four_words(stock: int, made_to_order_days: int | None, state: str, days: int) -> None:
    listing = goods(group_in("leh", "Leh"), "Thing", stock=stock, made_to_order_days=made_to_order_days)

    assert (facts_of(listing).stock, facts_of(listing).dispatch_days) == (state, days)


def test_pieces_promised_to_orders_are_not_for_sale() -> None:
    listing = goods(group_in("leh", "Leh"), "Thing", stock=5)
    record = listing.product.stockrecords.get()
    record.allocate(4)
    facts.refresh([listing.pk])

    assert (facts_of(listing).stock_left, facts_of(listing).stock) == (1, "few")


def test_the_first_picture_is_shown_and_its_sizes_once_they_are_made(media_dir: object) -> None:
    from io import BytesIO

    listing = goods(group_in("leh", "Leh"), "Thing")
    for alt in ("First", "Second"):
        add_photo(listing=listing, picture=store_picture(BytesIO(encoded(drawing())), title=alt, alt=alt), acting_user=None)
    facts.refresh([listing.pk])

    shown = facts_of(listing).picture
    assert (shown["alt"], shown["w"], shown["h"], list(shown["jpeg"])) == ("First", 900, 600, ["900"])


def test_translations_are_searched_too() -> None:
    listing = goods(group_in("leh", "Leh"), "Kettle")
    write_translation(subject=listing, field="title", language="hi", body="केतली", acting_user=None)
    facts.refresh([listing.pk])

    assert engine().search(Query("केतली")).total == 1


def test_only_live_listings_of_approved_groups_have_a_row() -> None:
    group = group_in("leh", "Leh")
    listing = goods(group, "Thing")

    pause(listing, acting_user=None)
    assert (facts.refresh([listing.pk]), ProductFacts.objects.count(), FactsCategory.objects.count()) == (0, 0, 0)
    resume_without_requirements(listing)
    assert (facts.refresh([listing.pk]), ProductFacts.objects.count()) == (1, 1)
    suspend(group, reason="Test", acting_user=None)
    assert (facts.refresh([listing.pk]), ProductFacts.objects.count()) == (0, 0)
    reinstate(group, reason="Test", acting_user=None)
    assert facts.refresh_all() == 1


def resume_without_requirements(listing: Listing) -> None:
    Listing.objects.filter(pk=listing.pk).update(status=Listing.Status.LIVE)


def test_all_is_made_anew_and_what_no_longer_belongs_goes() -> None:
    group = group_in("leh", "Leh")
    kept, gone = goods(group, "Kept"), goods(group, "Gone")
    Listing.objects.filter(pk=gone.pk).update(status=Listing.Status.WITHDRAWN)
    ProductFacts.objects.filter(listing=kept).update(title="Wrong", words="wrong")

    assert facts.refresh_all() == 1

    assert (facts_of(kept).title, engine().search(Query("kept")).total, engine().search(Query("gone")).total) == ("Kept", 1, 0)


def test_an_unchanged_row_keeps_its_key() -> None:
    listing = goods(group_in("leh", "Leh"), "Thing")
    key = facts_of(listing).pk

    facts.refresh([listing.pk, listing.pk])

    assert facts_of(listing).pk == key


# --- marks --------------------------------------------------------------------------------------------------------------------------


def test_line_23_a_mark_goes_on_the_day_after_its_certificate_ends(time_machine_today: date) -> None:
    group = group_in("leh", "Leh")
    listing = goods(group, "Thing")
    paper(group, time_machine_today - timedelta(days=30), time_machine_today)
    facts.refresh([listing.pk])
    assert (facts_of(listing).marks, facts_of(listing).marks_until) == (["women_led"], time_machine_today)
    assert engine().search(Query(marks="women_led")).total == 1

    assert facts.expire_marks() == 0
    assert facts_of(listing).marks == ["women_led"]
    Certificate.objects.update(valid_to=time_machine_today - timedelta(days=1))
    ProductFacts.objects.update(marks_until=time_machine_today - timedelta(days=1))

    assert facts.expire_marks() == 1
    assert (facts_of(listing).marks, engine().search(Query(marks="women_led")).total) == ([], 0)


def test_a_mark_comes_on_the_day_its_certificate_begins(time_machine_today: date) -> None:
    group = group_in("leh", "Leh")
    listing = goods(group, "Thing")
    paper(group, time_machine_today, time_machine_today + timedelta(days=30))
    assert facts_of(listing).marks == []

    assert facts.expire_marks() == 1

    assert facts_of(listing).marks == ["women_led"]


@pytest.fixture
def time_machine_today() -> date:
    return timezone.localdate()


# --- keeping up -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["price", "stock", "pause", "group", "certificate", "photo"])
def test_every_change_that_readers_see_owes_fresh_facts(act: str, media_dir: object) -> None:
    from io import BytesIO

    group = group_in("leh", "Leh")
    listing = goods(group, "Thing", stock=20)
    Effect.objects.all().delete()

    if act == "price":
        change_price(listing=listing, price_paise=40_000, acting_user=None)
    elif act == "stock":
        change_stock(listing=listing, stock=3, expected=20, acting_user=None)
    elif act == "pause":
        pause(listing, acting_user=None)
    elif act == "group":
        suspend(group, reason="Test", acting_user=None)
    elif act == "certificate":
        paper(group, timezone.localdate(), timezone.localdate())
    else:
        add_photo(listing=listing, picture=store_picture(BytesIO(encoded(drawing())), title="x", alt="x"), acting_user=None)

    assert listing.pk in owed.waiting().rows


def test_a_refresh_costs_the_same_number_of_queries_for_any_number() -> None:
    groups = [group_in("leh", "Leh"), group_in("kargil", "Kargil")]
    made = [goods(groups[number % 2], f"Thing {number}", refresh=False).pk for number in range(24)]
    facts.refresh(made)
    spent = []
    for count in (1, 24):
        with CaptureQueriesContext(connection) as captured:
            facts.refresh(made[:count])
        spent.append(len(captured))

    assert spent[0] == spent[1] <= 26  # the opening and closing of the savepoint included


def test_every_write_begins_a_new_edition() -> None:
    listing = goods(group_in("leh", "Leh"), "Thing")
    first = Edition.objects.get().token

    facts.refresh([listing.pk])

    assert Edition.objects.get().token != first
