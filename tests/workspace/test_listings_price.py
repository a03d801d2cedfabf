"""Beside the price: what the group receives, what such goods cost, how far they travel; and the same goods again as last year."""

import re

import pytest
from django.utils import timezone

from catalogue.asking_prices import Span, span_of
from catalogue.models import Listing, ListingDraft, ProductType
from money.words import rupees
from orders.contacts import Address
from payments.fees import commission_for, fee
from payments.models import Earning
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders.steps import bring
from tests.storefront.buyer import words
from tests.storefront.looking import get
from tests.workspace.listing_pages import PRICE, Lister, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_dir")]
IN_LEH = Address("Fort Road", "", "Leh", make.LEH, "Ladakh")


@pytest.fixture
def lister() -> Lister:
    found = Lister(make.make_group())
    found.start(photo())
    found.post("what", type="pashmina_stole")
    return found


def stole() -> ProductType:
    return ProductType.objects.get(code="pashmina_stole")


def test_what_the_group_receives_is_shown_before_saving_by_the_rule_of_the_fee(lister: Lister) -> None:
    page = lister.post("price", act="reckon", price="18500", stock="6")
    receives = 1_850_000 - fee(1_850_000, commission_for(lister.group, timezone.localdate()))
    assert page.status_code == 200
    assert page.context["beside"]["receives"].group_paise == receives
    assert f"The group receives {rupees(receives)}" in words(page)
    assert 'value="18500"' in page.content.decode()
    assert 'value="6"' in page.content.decode()
    assert "price_paise" not in lister.draft.answers
    lister.post("price", **PRICE)
    assert lister.get("price").context["beside"]["receives"].group_paise == receives


@pytest.mark.parametrize(
    ("tax_status", "code", "hsn", "beside"),
    [
        ("regular", "pashmina_stole", "62142020", "Out of what it receives the group pays GST of ₹20.36 to the government."),
        ("composition", "pashmina_stole", "62142020", "Out of what it receives the group pays the tax of the composition scheme."),
        ("exempt_only", "apricot_fresh", "080910", ""),
    ],
)
def test_shop_and_workspace_name_the_same_amount_in_the_same_words_and_so_much_is_earned(
    tax_status: str, code: str, hsn: str, beside: str
) -> None:
    group = make.make_group(tax_status=tax_status)
    lister = Lister(group)
    lister.start(photo())
    lister.post("what", type=code)
    kind = ProductType.objects.get(code=code)
    listing = make.make_listing(group, product_type=kind, price_paise=45_000, hsn=hsn, is_food=kind.is_food)
    pages = [words(page) for page in (lister.post("price", act="reckon", price="450"), get(f"/p/{listing.slug}/"))]
    for page in pages:
        assert set(re.findall(r"The group receives (₹[\d,.]+)", page)) == {"₹427.50"}
        assert beside in page
        assert beside or "Out of what it receives" not in page
    earned = Earning.objects.get(producer_order_number=bring(make.place_order(listing, address=IN_LEH), group, "delivered").number)
    assert earned.net_paise - earned.delivery_paise == 42_750


def test_a_price_that_is_none_is_said_so_and_the_rest_stays(lister: Lister) -> None:
    page = lister.post("price", act="reckon", price="a lot", stock="6")
    assert "Write the amount in rupees" in words(page)
    assert 'value="6"' in page.content.decode()


def test_the_lowest_middle_and_highest_price_of_at_least_five_live_goods_of_the_type(lister: Lister) -> None:
    group = make.make_group()
    prices = (100_000, 300_000, 200_000, 900_000)
    for price in prices:
        make.make_listing(group, product_type=stole(), price_paise=price)
    make.make_listing(group, price_paise=1)
    sold = make.make_listing(group, product_type=stole(), price_paise=5)
    Listing.objects.filter(pk=sold.pk).update(status=Listing.Status.PAUSED)
    assert span_of(stole()) is None
    assert lister.get("price").context["beside"]["span"] is None
    make.make_listing(group, product_type=stole(), price_paise=400_000)
    assert span_of(stole()) == Span(100_000, 300_000, 900_000, 5)
    assert "What such goods cost in the shop" in words(lister.get("price"))


def test_why_goods_stay_in_ladakh_is_said_where_the_tax_status_limits_them(lister: Lister) -> None:
    ProducerGroup.objects.filter(pk=lister.group.pk).update(tax_status="enrolled", gstin="")
    assert "may sell through a marketplace inside Ladakh only" in words(lister.get("price"))
    ProducerGroup.objects.filter(pk=lister.group.pk).update(tax_status="regular", gstin="38AAAAA0001A1ZY")
    assert "Where it may be sent" not in words(lister.get("price"))


def test_the_same_as_last_year_is_a_new_draft_with_everything_but_number_and_lot() -> None:
    lister = Lister(make.make_group())
    lister.fill()
    lister.post("check")
    old = Listing.objects.get(group=lister.group)
    Listing.objects.filter(pk=old.pk).update(status=Listing.Status.WITHDRAWN)
    answers = [lister.client.post(f"/workspace/listings/{old.slug}/edit/", {"act": "copy"}) for _press in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    lister.key = answers[0]["Location"].split("/")[3]
    draft = lister.draft
    assert (draft.listing, draft.product_type, draft.answers["title"]) == (None, old.product_type, old.title)
    assert len(draft.photos) == 1
    assert not {"stock", "lot", "base_version"} & set(draft.answers)
    lister.post("price", **{**PRICE, "stock": "9"})
    assert lister.post("check").status_code == 303
    new = Listing.objects.filter(group=lister.group).exclude(pk=old.pk).get()
    assert (new.title, new.status) == (old.title, Listing.Status.IN_REVIEW)
    assert Listing.objects.get(pk=old.pk).status == Listing.Status.WITHDRAWN
    assert ListingDraft.objects.get(pk=draft.pk).closed_at is not None


def test_nobody_copies_the_goods_of_another_group() -> None:
    foreign = make.make_listing(make.make_group())
    lister = Lister(make.make_group())
    assert lister.client.post(f"/workspace/listings/{foreign.slug}/edit/", {"act": "copy"}).status_code == 404
    assert not ListingDraft.objects.exists()


def test_photos_are_made_small_by_a_file_of_ours_that_the_page_can_do_without(lister: Lister) -> None:
    page = lister.get("photo").content.decode()
    assert "js/photo" in page
    assert "data-small-photos" in page
