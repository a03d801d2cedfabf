"""A group lists from a phone: one thing a page, kept at once, sent to staff, corrected, paused, withdrawn."""

from pathlib import Path

import pytest
from django.utils import timezone

from catalogue import publishing
from catalogue.models import Listing, ListingDraft, ListingEdit, ProductImage
from journal.models import AuditEntry, Effect
from media.models import Picture
from money.words import rupees
from payments.fees import commission_for, fee
from producers.oscar.models import StockRecord
from provenance.models import Lot, StockLot
from tests.catalogue.factories import make_lot
from tests.orders import factories as make
from tests.storefront.buyer import queries_of, words
from tests.workspace.listing_pages import FOOD_PAPERS, PAPERS, PRICE, WORDS, Lister, photo, tinted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_dir")]


@pytest.fixture
def lister() -> Lister:
    return Lister(make.make_group())


def listed(lister: Lister) -> Listing:
    """A listing that was sent to staff."""
    lister.fill()
    assert lister.post("check").status_code == 303
    return Listing.objects.get(group=lister.group)


def on_sale(lister: Lister) -> Listing:
    listing = listed(lister)
    publishing.publish(listing, acting_user=None)
    return listing


def test_every_page_is_kept_and_leads_to_the_next_and_the_last_sends_the_listing_to_staff(lister: Lister) -> None:
    lister.start(photo())
    for step, data, following in (
        ("what", {"type": "pashmina_stole"}, "price"),
        ("price", PRICE, "from"),
        ("from", {"place_code": "sankoo", "lot": ""}, "words"),
        ("words", WORDS, "papers"),
        ("papers", PAPERS, "check"),
    ):
        assert lister.get(step).status_code == 200
        answer = lister.post(step, **data)
        assert (answer.status_code, answer["Location"]) == (303, f"/workspace/drafts/{lister.key}/{following}/")
    assert not Listing.objects.filter(group=lister.group).exists()
    assert lister.post("check").status_code == 303
    listing = Listing.objects.get(group=lister.group)
    record = StockRecord.objects.get(product_id=listing.product_id)
    assert (listing.status, listing.title, listing.mrp_paise, listing.hsn) == ("in_review", "Undyed stole", 1_980_000, "62142020")
    assert (listing.handmade, listing.place_code, listing.declarations["care"]) == (True, "sankoo", "Wash cold.")
    assert (record.price, record.num_in_stock) == (18500, 6)
    assert listing.review_asked_at is not None
    assert ProductImage.objects.filter(product_id=listing.product_id).count() == 1
    assert set(AuditEntry.objects.filter(action="draft.answer").values_list("acting_user", flat=True)) == {lister.user.pk}


def test_four_answers_are_enough_for_goods_that_the_law_asks_little_of(lister: Lister) -> None:
    lister.start(photo())
    lister.post("what", type="basketry")
    lister.post("price", price="640", mrp="", stock="4")
    lister.post("papers", d_dimensions_cm="30 x 30", d_materials="Willow", d_care="Keep dry")
    assert lister.post("check").status_code == 303
    listing = Listing.objects.get(group=lister.group)
    name = listing.product_type.name
    assert (listing.title, listing.summary) == (name, f"{name} from {lister.group.village}")
    assert (listing.mrp_paise, listing.hsn, listing.dispatch_days) == (64_000, "4602", 3)


def test_the_check_page_names_what_has_to_be_declared_before_it_is_asked_for(lister: Lister) -> None:
    lister.fill()
    assert "Still needed" not in words(lister.get("check"))
    lister.post("papers", **{**PAPERS, "d_care": "", "d_dimensions_cm": ""})
    assert "Still needed: Size in centimetres, Care." in words(lister.get("check"))


def test_the_check_page_says_what_the_group_receives_after_the_fee_of_the_shop(lister: Lister) -> None:
    lister.fill()
    page = lister.get("check")
    receives = 1_850_000 - fee(1_850_000, commission_for(lister.group, timezone.localdate()))
    assert receives < 1_850_000
    assert page.context["receives"].group_paise == receives
    assert f"The group receives {rupees(receives)} for each piece that is sold at ₹18,500." in words(page)


def test_what_is_missing_is_said_with_the_way_to_it_and_nothing_is_sent(lister: Lister) -> None:
    lister.start()
    answer = lister.post("check")
    said = words(answer)
    assert answer.status_code == 422
    for missing in ("Add a photo.", "Say what it is.", "Say how many you have and what one costs."):
        assert missing in said
    lister.post("what", type="pashmina_stole")
    lister.post("price", **PRICE)
    lister.post("photo", photo=photo())
    answer = lister.post("check")
    assert answer.status_code == 422
    assert "Declare: fibre content." in words(answer)
    assert f'href="/workspace/drafts/{lister.key}/papers/"' in answer.content.decode()
    assert not Listing.objects.filter(group=lister.group).exists()
    assert lister.draft.closed_at is None


def test_sending_twice_and_starting_twice_happens_once(lister: Lister) -> None:
    lister.fill()
    first, second = lister.post("check"), lister.post("check")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Listing.objects.filter(group=lister.group).count() == 1
    for _press in range(2):
        assert lister.start(photo(data=tinted("green")), attempt="another").status_code == 303
    assert ListingDraft.objects.filter(group=lister.group, closed_at__isnull=True).count() == 1
    assert len(lister.draft.photos) == 1


def test_line_8_a_photo_that_is_refused_is_named_and_the_others_and_the_words_are_kept(lister: Lister) -> None:
    lister.start()
    answer = lister.post("photo", photo=[photo("good.jpg"), photo("bad.gif", b"GIF89a....")], alt="A folded stole")
    assert answer.status_code == 422
    assert "bad.gif: GIF pictures are not taken. Please send a photograph as JPEG or PNG." in words(answer)
    assert 'value="A folded stole"' in answer.content.decode()
    assert len(lister.draft.photos) == 1
    assert Picture.objects.get(pk=lister.draft.photos[0]).description == "A folded stole"


def test_a_refused_first_photo_begins_nothing_and_says_why(lister: Lister) -> None:
    answer = lister.start(photo("notes.txt", b"not a picture at all"), alt="Stole")
    assert answer.status_code == 422
    assert "This file is not a picture that the shop can read." in words(answer)
    assert 'value="Stole"' in answer.content.decode()
    assert not ListingDraft.objects.exists()


def test_five_photos_are_the_most_and_one_can_be_put_first_or_taken_out(lister: Lister) -> None:
    colours = ["red", "green", "blue", "black", "yellow", "orange"]
    lister.start(*(photo(f"{colour}.jpg", tinted(colour)) for colour in colours[:4]))
    answer = lister.post("photo", photo=[photo(f"{colour}.jpg", tinted(colour)) for colour in colours[4:]])
    assert answer.status_code == 422
    assert "A listing shows 5 pictures at most." in words(answer)
    before = lister.draft.photos
    assert len(before) == 5
    assert lister.post("photo", act=f"first:{before[2]}").status_code == 303
    assert lister.post("photo", act=f"remove:{before[0]}").status_code == 303
    assert lister.draft.photos == [before[2], before[1], before[3], before[4]]


def test_the_sizes_of_a_photo_are_owed_to_the_worker_and_not_made_by_the_page(lister: Lister, media_dir: Path) -> None:
    lister.start(photo())
    picture = Picture.objects.get(pk=lister.draft.photos[0])
    assert Effect.objects.filter(kind="media.make_derivatives", payload={"picture": picture.pk}, done_at=None).count() == 1
    assert not picture.derivatives.exists()


@pytest.mark.parametrize(
    ("step", "changed", "said"),
    [
        ("price", {"price": "abc"}, "Write the amount in rupees"),
        ("price", {"price": "200", "mrp": "100"}, "The price is above the MRP."),
        ("price", {"stock": "-3"}, "Write 0 or more."),
        ("price", {"stock": ""}, "Write how many you have."),
        ("from", {"lot": "new", "made_on": "", "best_before": ""}, "Write the day on which the new lot was made"),
        ("from", {"place_code": "atlantis"}, "We do not know “atlantis”"),
    ],
)
def test_a_wrong_answer_is_told_keeps_what_was_typed_and_changes_nothing(lister: Lister, step: str, changed: dict, said: str) -> None:
    lister.fill()
    before = lister.draft.answers
    data = {"price": PRICE, "from": {"place_code": "sankoo", "lot": ""}}[step] | changed
    answer = lister.post(step, **data)
    assert answer.status_code == 422
    assert said in words(answer)
    for name, value in changed.items():
        if value and name not in ("lot", "place_code"):
            assert f'value="{value}"' in answer.content.decode()
    assert lister.draft.answers == before


def test_food_comes_from_a_new_lot_or_from_one_that_is_there(lister: Lister) -> None:
    type(lister.group).objects.filter(pk=lister.group.pk).update(fssai="21026001000123")
    new_lot = {"place_code": "sankoo", "lot": "new", "made_on": "2026-10-01", "best_before": "2028-10-01"}
    price = {**PRICE, "price": "640", "mrp": "690", "net_quantity": "500", "net_unit": "g", "stock": "40"}
    lister.fill("apricot_dried", price=price, papers=FOOD_PAPERS, **{"from": new_lot})
    assert lister.post("check").status_code == 303
    first = Listing.objects.get(group=lister.group)
    lot = Lot.objects.get(group=lister.group)
    assert (lot.quantity, lot.unit, lot.place.code, lot.best_before.isoformat()) == (20_000, "g", "sankoo", "2028-10-01")
    assert StockLot.objects.get(lot=lot).quantity == 40
    other = make_lot(lister.group, days=600)
    lister.fill("apricot_dried", price=price, papers=FOOD_PAPERS, **{"from": {"place_code": "sankoo", "lot": other.code}})
    assert lister.post("check").status_code == 303
    second = Listing.objects.exclude(pk=first.pk).get(group=lister.group)
    assert StockLot.objects.get(lot=other).stock_record.product_id == second.product_id


def test_oil_for_the_skin_is_asked_for_the_licence_that_cosmetics_need(lister: Lister) -> None:
    lister.start(photo())
    lister.post("what", type="apricot_oil")
    assert "d_cosmetic_licence" not in lister.get("papers").context["form"].fields
    lister.post("papers", a_use="cosmetic")
    asked = lister.get("papers").context["form"].fields
    assert "d_cosmetic_licence" in asked
    assert "d_allergens" not in asked


@pytest.mark.parametrize("stock", [55, 12])
def test_a_corrected_number_of_food_changes_the_lot_that_the_page_offers(lister: Lister, stock: int) -> None:
    new_lot = {"place_code": "sankoo", "lot": "new", "made_on": "2026-10-01", "best_before": "2028-10-01"}
    type(lister.group).objects.filter(pk=lister.group.pk).update(fssai="21026001000123")
    price = {**PRICE, "price": "640", "mrp": "690", "net_quantity": "500", "net_unit": "g", "stock": "40"}
    lister.fill("apricot_dried", price=price, papers=FOOD_PAPERS, **{"from": new_lot})
    assert lister.post("check").status_code == 303
    listing = Listing.objects.get(group=lister.group)
    make_lot(lister.group, days=600, age=1)
    lister.move(listing.slug, "take_back")
    lister.edit(listing.slug)
    lister.post("price", **{**price, "stock": str(stock)})
    offered = lister.get("from").context["form"]["lot"].value()
    assert lister.post("from", place_code="sankoo", lot=offered).status_code == 303
    assert lister.post("check").status_code == 303
    assert StockRecord.objects.get(product_id=listing.product_id).num_in_stock == stock
    assert [(row.lot.code, row.quantity) for row in StockLot.objects.select_related("lot")] == [(offered, stock)]


def test_the_lot_of_another_group_can_not_be_chosen(lister: Lister) -> None:
    foreign = make_lot(make.make_group())
    lister.start(photo())
    lister.post("what", type="apricot_dried")
    answer = lister.post("from", place_code="sankoo", lot=foreign.code)
    assert answer.status_code == 422
    assert "lot" not in lister.draft.answers


def test_what_staff_ask_for_is_shown_and_the_corrected_listing_goes_back_to_them(lister: Lister) -> None:
    listing = listed(lister)
    publishing.ask_changes(listing, reason="The photo is too dark.", acting_user=None)
    assert "The photo is too dark." in words(lister.client.get(f"/workspace/listings/{listing.slug}/"))
    lister.edit(listing.slug)
    assert 'value="Undyed stole"' in lister.get("words").content.decode()
    lister.post("words", **{**WORDS, "title": "Undyed stole, by daylight"})
    lister.post("price", **{**PRICE, "price": "17500", "stock": "9"})
    lister.post("photo", photo=photo(data=tinted("green")))
    assert lister.post("check").status_code == 303
    listing.refresh_from_db()
    record = StockRecord.objects.get(product_id=listing.product_id)
    assert (listing.status, listing.title, record.price, record.num_in_stock) == ("in_review", "Undyed stole, by daylight", 17500, 9)
    assert ProductImage.objects.filter(product_id=listing.product_id).count() == 2


def test_a_listing_in_review_can_be_taken_back_and_is_not_changed_while_it_waits(lister: Lister) -> None:
    listing = listed(lister)
    assert "/drafts/" not in lister.edit(listing.slug)["Location"]
    lister.move(listing.slug, "take_back")
    listing.refresh_from_db()
    assert listing.status == "draft"
    assert "/drafts/" in lister.edit(listing.slug)["Location"]


def test_a_live_listing_is_paused_put_on_sale_again_and_withdrawn(lister: Lister) -> None:
    listing = on_sale(lister)
    for act, state in (("pause", "paused"), ("resume", "live"), ("withdraw", "withdrawn")):
        assert lister.move(listing.slug, act).status_code == 303
        listing.refresh_from_db()
        assert listing.status == state
    answer = lister.client.post(f"/workspace/listings/{listing.slug}/move/", {"act": "resume"}, follow=True)
    assert "That is not possible any more." in words(answer)
    assert lister.move(listing.slug, "explode").status_code == 422


def test_the_change_of_a_live_listing_waits_and_the_shop_shows_the_old_words(lister: Lister) -> None:
    listing = on_sale(lister)
    lister.edit(listing.slug)
    assert lister.get("price").status_code == 404
    lister.post("words", title="Stole with a new name", summary="New line", story="New story")
    lister.post("photo", photo=photo(data=tinted("green")))
    assert lister.post("check").status_code == 303
    listing.refresh_from_db()
    edit = ListingEdit.objects.get(listing=listing)
    assert (edit.status, edit.before["title"], edit.after["title"]) == ("in_review", "Undyed stole", "Stole with a new name")
    assert (listing.status, listing.title, len(edit.after["photos"])) == ("live", "Undyed stole", 2)
    shop = lister.client.get(f"/p/{listing.slug}/")
    assert shop.status_code == 200
    for new in ("new name", "New line", "New story"):
        assert new not in words(shop)
    assert ProductImage.objects.filter(product_id=listing.product_id).count() == 1
    assert "a change waits for staff" in words(lister.client.get(f"/workspace/groups/{lister.group.slug}/listings/"))


def test_an_edit_that_changes_nothing_is_not_sent(lister: Lister) -> None:
    listing = on_sale(lister)
    lister.edit(listing.slug)
    answer = lister.post("check")
    assert answer.status_code == 422
    assert "Nothing was changed yet." in words(answer)
    assert not ListingEdit.objects.exists()


def test_a_draft_is_thrown_away_once_and_for_all(lister: Lister) -> None:
    lister.start(photo())
    for status in (303, 404):
        assert lister.client.post(f"/workspace/drafts/{lister.key}/drop/").status_code == status
    assert lister.get("what").status_code == 404


def test_the_list_takes_as_many_queries_for_many_listings_as_for_one(lister: Lister) -> None:
    on_sale(lister)
    address = f"/workspace/groups/{lister.group.slug}/listings/"
    few = queries_of(lister.client, address)
    for number in range(6):
        make.make_listing(lister.group, f"Goods {number}")
    many = queries_of(lister.client, address)
    assert len(few) == len(many)
    assert len(many) <= 17, "\n".join(many)


def test_what_is_sold_out_says_so_in_the_list(lister: Lister) -> None:
    listing = make.make_listing(lister.group, "Rare stole", stock=1)
    address = f"/workspace/groups/{lister.group.slug}/listings/"
    assert "Sold out" not in words(lister.client.get(address))
    StockRecord.objects.filter(product_id=listing.product_id).update(num_in_stock=0)
    assert "Sold out" in words(lister.client.get(address))


def test_packers_and_accountants_change_no_listing() -> None:
    group = make.make_group()
    for role in ("packer", "accountant"):
        person = Lister(group, role)
        for address in ("listings/", "listings/add/", "stock/"):
            assert person.client.get(f"/workspace/groups/{group.slug}/{address}").status_code == 404
        assert "Stock" not in words(person.client.get("/workspace/"))
