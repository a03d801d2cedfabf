"""From draft to live and back: what has to be there, who may overrule what, and every move guarded."""

from collections.abc import Callable
from typing import Any

import pytest

from catalogue.errors import NotReady, WrongListingStatus
from catalogue.listings import add_variant
from catalogue.models import Listing, Product, ProductCategory
from catalogue.photos import remove_photo
from catalogue.problems import Problem
from catalogue.publishing import ask_changes, pause, publish, resume, send_to_review, withdraw
from catalogue.requirements import problems_of, register_requirement, requirement_names
from catalogue.texts import write_translation
from journal.models import AuditEntry
from producers.models import ProducerGroup
from producers.onboarding import suspend
from producers.oscar.models import StockRecord
from tests.catalogue.factories import make_draft, make_food, make_live, make_lot, put_in_stock, with_photo
from tests.producers.factories import make_group, staff

pytestmark = pytest.mark.django_db


def codes(listing: Listing) -> list[str]:
    return [problem.code for problem in problems_of(Listing.objects.get(pk=listing.pk))]


def test_a_complete_draft_goes_live_through_review() -> None:
    listing, person = with_photo(make_draft()), staff()
    publish(listing, acting_user=person)
    fresh = Listing.objects.get()
    assert (fresh.status, fresh.version, fresh.live_at is not None, Product.objects.get().is_public) == ("live", 3, True, True)
    moves = AuditEntry.objects.filter(action__in=["listing.review", "listing.publish"]).order_by("id")
    assert [(move.before["status"], move.after["status"], move.acting_user_id) for move in moves] == [
        ("draft", "in_review", person.pk),
        ("in_review", "live", person.pk),
    ]


def spoil(listing: Listing, **fields: Any) -> None:
    Listing.objects.filter(pk=listing.pk).update(**fields)


SPOILERS: dict[str, tuple[Callable[[Listing], object], list[str]]] = {
    "no summary": (lambda listing: spoil(listing, summary=" "), ["fact_missing"]),
    "wrong HSN": (lambda listing: spoil(listing, hsn="5702"), ["fact_missing"]),
    "short HSN": (lambda listing: spoil(listing, hsn="62142"), ["fact_missing"]),
    "wrong unit": (lambda listing: spoil(listing, net_unit="kg"), ["fact_missing"]),
    "no month": (lambda listing: spoil(listing, available_months=[]), ["fact_missing"]),
    "thirteenth month": (lambda listing: spoil(listing, available_months=[13]), ["fact_missing"]),
    "no heading": (lambda listing: ProductCategory.objects.all().delete(), ["fact_missing"]),
    "two declarations missing": (
        lambda listing: spoil(listing, declarations={"generic_name": "Stole", "care": "Wash"}),
        ["declaration_missing", "declaration_missing"],
    ),
    "empty declaration": (
        lambda listing: spoil(listing, declarations={**listing.declarations, "care": ""}),
        ["declaration_missing"],
    ),
    "price above MRP": (lambda listing: StockRecord.objects.update(price="19800.01"), ["price_above_mrp"]),
    "no price": (lambda listing: StockRecord.objects.update(price=None), ["price_missing"]),
    "no stock record": (lambda listing: StockRecord.objects.all().delete(), ["price_missing"]),
    "guarded word": (lambda listing: spoil(listing, story="Softer than shahtoosh"), ["shahtoosh"]),
    "guarded declaration": (
        lambda listing: spoil(listing, declarations={**listing.declarations, "fibre_content": "5% shahtoosh"}),
        ["shahtoosh"],
    ),
    "guarded translation": (
        lambda listing: write_translation(subject=listing, field="story", language="ur", body="شاہتوش", acting_user=None),
        ["shahtoosh"],
    ),
    "goods with tax from a seller of exempt goods": (
        lambda listing: ProducerGroup.objects.update(tax_status="exempt_only", gstin=""),
        ["tax_status"],
    ),
}


@pytest.mark.parametrize("what", sorted(SPOILERS))
def test_each_requirement_stops_what_it_is_for(what: str) -> None:
    listing = with_photo(make_draft())
    assert codes(listing) == []
    spoiler, expected = SPOILERS[what]
    spoiler(listing)
    assert codes(listing) == expected
    with pytest.raises(NotReady):
        publish(Listing.objects.get(), acting_user=staff())
    assert Listing.objects.get().status == "draft"


def test_a_listing_needs_a_picture_of_record() -> None:
    listing = make_draft()
    assert codes(listing) == ["photo_missing"]
    with_photo(listing)
    assert codes(listing) == []
    remove_photo(listing=listing, photo=listing.product.images.get(), acting_user=None)
    assert codes(listing) == ["photo_missing"]


def test_food_needs_the_groups_number_and_its_lot() -> None:
    group = make_group(fssai="")
    listing = with_photo(make_food(group))
    assert sorted(codes(listing)) == ["fssai_missing", "lot_missing"]
    ProducerGroup.objects.update(fssai="21026001000123")
    put_in_stock(listing, make_lot(group))
    assert codes(listing) == []


def test_oil_sold_as_a_cosmetic_declares_its_licence_instead_of_nutrition() -> None:
    declared = {"generic_name": "Oil", "ingredients": "Kernel oil", "storage": "Dark"}
    listing = with_photo(
        make_food(
            type_code="apricot_oil",
            hsn="330499",
            net_unit="ml",
            is_food=False,
            declarations=declared,
            attributes={"use": "cosmetic"},
        )
    )
    assert [problem.field for problem in problems_of(listing)] == ["declarations.cosmetic_licence"]


def test_each_variant_is_priced_within_its_own_mrp() -> None:
    listing = with_photo(make_draft())
    product = add_variant(listing=listing, title="L", price_paise=2_400_000, mrp_paise=2_500_000, stock=1, acting_user=None)
    assert codes(listing) == []
    StockRecord.objects.filter(product=product).update(price="25000.01")
    assert codes(listing) == ["price_above_mrp"]


def test_a_suspended_group_puts_nothing_on_sale() -> None:
    listing = make_live()
    pause(listing, acting_user=None)
    suspend(listing.group, reason="A month", acting_user=None)
    with pytest.raises(NotReady) as refused:
        resume(listing, acting_user=None)
    assert [problem.code for problem in refused.value.problems] == ["group_not_approved"]
    assert Listing.objects.get().status == "paused"


def test_a_review_problem_goes_to_staff_who_may_overrule_it_with_a_reason() -> None:
    listing = with_photo(make_draft(story="Warp of pure pashmina"))
    assert [problem.code for problem in send_to_review(listing, acting_user=None)] == ["pure_pashmina"]
    assert "IS 17269:2019" in AuditEntry.objects.get(action="listing.review").reason
    with pytest.raises(NotReady, match="IS 17269:2019"):
        publish(listing, acting_user=staff())
    with pytest.raises(ValueError, match="may stand"):
        publish(listing, acting_user=staff(), overruled={"pure_pashmina"})
    publish(listing, acting_user=staff(), overruled={"pure_pashmina"}, reason="Report seen on paper")
    assert AuditEntry.objects.get(action="listing.publish").reason == "Report seen on paper"


def test_nobody_overrules_a_refusal() -> None:
    listing = with_photo(make_draft(story="Shahtoosh"))
    with pytest.raises(NotReady):
        publish(listing, acting_user=staff(), overruled={"shahtoosh"}, reason="I like it")
    with pytest.raises(NotReady):
        send_to_review(listing, acting_user=None)
    assert Listing.objects.get().status == "draft"


def test_changes_are_asked_and_the_draft_comes_again() -> None:
    listing = with_photo(make_draft())
    send_to_review(listing, acting_user=None)
    ask_changes(listing, reason="A sharper picture, please", acting_user=staff())
    assert (listing.status, Listing.objects.get().review_reason) == ("changes_asked", "A sharper picture, please")
    publish(listing, acting_user=staff())
    assert (Listing.objects.get().status, Listing.objects.get().review_reason) == ("live", "")


def test_a_pause_keeps_the_first_day_on_sale() -> None:
    listing = make_live()
    since = listing.live_at
    pause(listing, acting_user=None)
    assert not Product.objects.get().is_public
    resume(listing, acting_user=None)
    assert (Listing.objects.get().live_at, Product.objects.get().is_public) == (since, True)


def test_a_withdrawn_listing_is_gone_for_good() -> None:
    listing = make_live()
    with pytest.raises(ValueError, match="why"):
        withdraw(listing, reason=" ", acting_user=None)
    withdraw(listing, reason="No longer made", acting_user=None)
    for move in (publish, pause, resume):
        with pytest.raises(WrongListingStatus):
            move(listing, acting_user=None)
    assert (Listing.objects.get().status, Product.objects.get().is_public) == ("withdrawn", False)


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (lambda listing: pause(listing, acting_user=None), "draft"),
        (lambda listing: resume(listing, acting_user=None), "live"),
        (lambda listing: send_to_review(listing, acting_user=None), "live"),
        (lambda listing: ask_changes(listing, reason="Why", acting_user=None), "draft"),
        (lambda listing: publish(listing, acting_user=None), "paused"),
    ],
)
def test_a_move_from_the_wrong_state_changes_nothing(act: Callable[[Listing], object], status: str) -> None:
    listing = with_photo(make_draft())
    spoil(listing, status=status)
    with pytest.raises(WrongListingStatus):
        act(listing)
    assert Listing.objects.get().status == status


def test_requirements_have_names_and_are_not_registered_twice() -> None:
    assert {"group_is_approved", "photo_is_there", "guards_are_quiet", "food_has_a_lot"} <= set(requirement_names())

    def other(listing: Listing) -> list[Problem]:
        return []

    with pytest.raises(ValueError, match="registered twice"):
        register_requirement("photo_is_there", other)
