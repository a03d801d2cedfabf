"""Making and changing listings: defaults, attributes, versions, addresses, variants."""

from decimal import Decimal
from typing import Any

import pytest

from catalogue.attributes import facts_of, values_of
from catalogue.errors import GroupNotApproved, PriceAboveMrp, SlugTaken, StaleVersion, VariantRefused, WrongAttribute, WrongListingStatus
from catalogue.listings import add_variant, change_slug, create_listing, update_listing
from catalogue.models import Category, Listing, ListingSlug, Product, Variant
from catalogue.publishing import send_to_review
from catalogue.signals import listing_changed
from journal.models import AuditEntry
from producers.oscar.models import StockRecord
from tests.catalogue.factories import make_draft, make_food, make_live, record_of, type_of, with_photo
from tests.producers.factories import apply_group, make_group, make_user

pytestmark = pytest.mark.django_db


def test_a_new_listing_is_a_draft_with_one_product_and_one_stock_record() -> None:
    person, group = make_user(), make_group("Tso Kar")
    listing = make_draft(group, acting_user=person, on_behalf_of="tso-kar", attributes={"spun": "hand", "width_cm": 68, "maker": "Us"})
    assert (listing.status, listing.slug, listing.version, listing.live_at) == ("draft", "undyed-stole", 1, None)
    assert (listing.net_quantity, listing.net_unit, listing.dispatch_days, listing.is_food) == (1, "piece", 3, False)
    assert listing.available_months == list(range(1, 13))
    product = Product.objects.get()
    assert (product.structure, product.is_public, product.title, product.slug) == ("standalone", False, "Undyed stole", "undyed-stole")
    record = StockRecord.objects.get()
    assert (record.partner.code, record.price, record.num_in_stock, record.num_allocated) == ("tso-kar", Decimal("18500.00"), 6, 0)
    assert values_of(product) == {"maker": "Us", "spun": "hand", "width_cm": 68}
    entry = AuditEntry.objects.get(action="listing.create")
    assert (entry.acting_user_id, entry.on_behalf_of, entry.after["price_paise"]) == (person.pk, "tso-kar", 1_850_000)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"price_paise": 1_980_001}, PriceAboveMrp),
        ({"price_paise": 0}, ValueError),
        ({"attributes": {"taste": "sweet"}}, WrongAttribute),
        ({"attributes": {"spun": "by elves"}}, WrongAttribute),
        ({"attributes": {"width_cm": "wide"}}, WrongAttribute),
        ({"attributes": {"hours_of_work": True}}, WrongAttribute),
    ],
)
def test_a_refused_listing_leaves_nothing_behind(fields: dict[str, Any], refusal: type[Exception]) -> None:
    group = make_group()
    with pytest.raises(refusal):
        make_draft(group, **fields)
    assert (Listing.objects.count(), Product.objects.count(), StockRecord.objects.count()) == (0, 0, 0)


def test_a_group_that_only_applied_has_no_listings() -> None:
    with pytest.raises(GroupNotApproved):
        make_draft(apply_group())
    assert not Product.objects.exists()


def test_attributes_are_shown_with_their_units_and_without_idle_zeros() -> None:
    listing = make_draft(attributes={"fibre_microns_avg": 13.0, "width_cm": 68, "blend_percent": 100})
    shown = facts_of(listing.product, listing.product_type)
    assert [(fact.name, fact.value, fact.unit) for fact in shown] == [
        ("Fibre thickness", 13, "µm"),
        ("Share of pashmina", 100, "%"),
        ("Width", 68, "cm"),
    ]


def test_the_same_title_gets_another_address() -> None:
    group = make_group()
    assert [make_draft(group).slug for _time in range(3)] == ["undyed-stole", "undyed-stole-2", "undyed-stole-3"]
    with pytest.raises(SlugTaken):
        make_draft(group, slug="undyed-stole")


def test_a_former_address_redirects_and_is_never_given_again() -> None:
    listing = make_draft()
    change_slug(listing=listing, slug="fawn-stole", acting_user=None)
    change_slug(listing=listing, slug="goat-stole", acting_user=None)
    assert list(listing.former_slugs.order_by("pk").values_list("slug", flat=True)) == ["undyed-stole", "fawn-stole"]
    assert (listing.slug, listing.product.slug, listing.version) == ("goat-stole", "undyed-stole", 3)
    assert Product.objects.get(pk=listing.product_id).slug == "goat-stole"
    other = make_draft(listing.group)
    assert other.slug == "undyed-stole-2"
    for former in ("undyed-stole", "fawn-stole"):
        with pytest.raises(SlugTaken):
            make_draft(listing.group, slug=former)
        with pytest.raises(SlugTaken):
            change_slug(listing=other, slug=former, acting_user=None)
    with pytest.raises(SlugTaken):
        change_slug(listing=other, slug="goat-stole", acting_user=None)
    assert Listing.objects.get(pk=other.pk).slug == "undyed-stole-2"
    assert ListingSlug.objects.count() == 2


def test_an_edit_asks_for_the_version_that_was_seen() -> None:
    listing = make_draft()
    update_listing(listing=listing, version=1, title="Fawn stole", weight_g=300, available_months=(1, 2), acting_user=None)
    assert (listing.title, listing.weight_g, listing.available_months, listing.version) == ("Fawn stole", 300, [1, 2], 2)
    assert Product.objects.get().title == "Fawn stole"
    with pytest.raises(StaleVersion, match="version 2, not 1"):
        update_listing(listing=listing, version=1, title="Grey stole", acting_user=None)
    assert Listing.objects.get().title == "Fawn stole"
    entry = AuditEntry.objects.get(action="listing.update")
    assert (entry.before["weight_g"], entry.after["weight_g"], entry.before["title"]) == (260, 300, "Undyed stole")


def test_new_attributes_replace_the_old_ones() -> None:
    listing = make_draft(attributes={"spun": "hand", "width_cm": 68})
    update_listing(listing=listing, version=1, attributes={"spun": "machine"}, acting_user=None)
    assert values_of(listing.product) == {"spun": "machine"}


def test_a_listing_in_review_or_on_sale_is_not_edited() -> None:
    waiting = with_photo(make_draft())
    send_to_review(waiting, acting_user=None)
    for listing in (waiting, make_live()):
        with pytest.raises(WrongListingStatus):
            update_listing(listing=listing, version=listing.version, title="Other", acting_user=None)
        assert Listing.objects.get(pk=listing.pk).title == "Undyed stole"


def test_variants_are_children_with_one_stock_record_each() -> None:
    listing = make_draft()
    small = add_variant(listing=listing, title="70 x 200 cm", price_paise=1_850_000, stock=3, acting_user=None)
    large = add_variant(
        listing=listing,
        title="100 x 200 cm",
        price_paise=3_680_000,
        mrp_paise=3_950_000,
        stock=1,
        weight_g=430,
        attributes={"width_cm": 100},
        acting_user=None,
    )
    parent = Product.objects.get(pk=listing.product_id)
    assert (parent.structure, [child.pk for child in parent.children.order_by("pk")]) == ("parent", [small.pk, large.pk])
    records = StockRecord.objects.order_by("pk")
    assert [(record.product_id, record.num_in_stock, record.partner_sku) for record in records] == [
        (small.pk, 3, f"L{listing.pk}-1"),
        (large.pk, 1, f"L{listing.pk}-2"),
    ]
    assert list(Variant.objects.values_list("label", "mrp_paise", "weight_g")) == [
        ("70 x 200 cm", 1_980_000, 260),
        ("100 x 200 cm", 3_950_000, 430),
    ]
    assert values_of(large) == {"width_cm": 100}


def test_a_variant_above_its_mrp_is_refused_and_the_single_product_stays() -> None:
    listing = make_draft()
    with pytest.raises(PriceAboveMrp):
        add_variant(listing=listing, title="L", price_paise=1_980_001, stock=1, acting_user=None)
    assert Product.objects.get().structure == "standalone"
    assert record_of(listing).num_in_stock == 6


def test_the_first_variant_comes_while_nobody_can_have_bought() -> None:
    live = make_live()
    with pytest.raises(VariantRefused):
        add_variant(listing=live, title="L", price_paise=100, stock=1, acting_user=None)
    promised = make_draft(live.group)
    StockRecord.objects.filter(product_id=promised.product_id).update(num_allocated=1)
    with pytest.raises(VariantRefused):
        add_variant(listing=promised, title="L", price_paise=100, stock=1, acting_user=None)
    assert Product.objects.filter(structure="standalone").count() == 2


def test_rooms_above_hear_of_every_write() -> None:
    heard: list[int] = []

    def listen(*, listing_id: int, **kwargs: Any) -> None:
        heard.append(listing_id)

    listing_changed.connect(listen)
    try:
        listing = make_food()
        update_listing(listing=listing, version=1, title="Apricots", acting_user=None)
        change_slug(listing=listing, slug="apricots", acting_user=None)
    finally:
        listing_changed.disconnect(listen)
    assert heard == [listing.pk] * 3


def test_a_heading_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(Category.DoesNotExist):
        create_listing(
            group=make_group(),
            product_type=type_of("knitwear"),
            title="Cap",
            price_paise=100,
            mrp_paise=100,
            stock=1,
            category="hats",
            acting_user=None,
        )
    assert not Listing.objects.exists()
