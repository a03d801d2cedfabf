"""What was written without signal arrives once, is refused in words, and never writes over what somebody else has changed."""

import pytest
from django.test import Client
from django.utils import timezone

from catalogue import drafts
from catalogue.models import Listing, ListingDraft, VoiceNote
from catalogue.seen import WORDS, mark, words_of
from journal.models import AuditEntry
from media import pieces
from media.models import PhotoPiece, PhotoUpload, Picture
from orders.models import ProducerOrder
from payments.households import contributions
from payments.models import LotContribution
from producers.models import Membership
from producers.oscar.models import StockRecord
from tests.media import sounds
from tests.media.files import noise_photo
from tests.orders import factories as make
from tests.payments.household_steps import make_household
from tests.storefront.buyer import words
from tests.workspace.phone import Phone, announced
from workspace.outbox import tag_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_dir")]


@pytest.fixture
def phone() -> Phone:
    return Phone(make.make_group())


def row_of(listing: Listing) -> tuple[StockRecord, str]:
    record = make.stock_of(listing)
    return record, f"{record.num_in_stock}:{int(record.price * 100)}:{listing.mrp_paise}"


def test_an_entry_that_is_sent_again_is_done_once_and_gets_the_same_answer(phone: Phone) -> None:
    listing = make.make_listing(phone.group, stock=10)
    record, seen = row_of(listing)
    first, second = (phone.send("stock", "same-key-1", row=str(record.pk), seen=seen, stock="7") for _time in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert first.json()["seen"].startswith("7:")
    assert AuditEntry.objects.filter(action="listing.stock").count() == 1
    assert phone.send("stock", "same-key-1", row=str(record.pk), seen=seen, stock="8").status_code == 422, "the key is spent"
    assert make.stock_of(listing).num_in_stock == 7


def test_a_number_that_somebody_else_changed_is_shown_beside_ones_own_and_written_when_it_is_meant(phone: Phone) -> None:
    listing = make.make_listing(phone.group, stock=10)
    record, seen = row_of(listing)
    assert Phone(phone.group).send("stock", row=str(record.pk), seen=seen, stock="4").status_code == 200
    other = phone.send("stock", "mine-000", row=str(record.pk), seen=seen, stock="9")
    assert other.status_code == 409
    assert other.json()["rows"] == [{"label": "Stock", "theirs": "4", "mine": "9"}]
    assert make.stock_of(listing).num_in_stock == 4
    assert phone.send("stock", row=str(record.pk), seen=other.json()["seen"], stock="9").status_code == 200
    assert make.stock_of(listing).num_in_stock == 9


def test_words_of_a_listing_are_kept_as_a_draft_and_never_over_those_of_somebody_else(phone: Phone) -> None:
    listing = make.make_listing(phone.group, "Stole")
    seen = mark(words_of([listing])[listing.pk], WORDS)
    first = Phone(phone.group).send("words", listing=listing.slug, seen=seen, title="Stole", summary="Hand-woven", story="In winter.")
    assert first.status_code == 200, first.content
    answer = phone.send("words", listing=listing.slug, seen=seen, title="Stole", summary="Hand-spun", story="In winter.")
    assert answer.status_code == 409
    assert answer.json()["rows"] == [{"label": "In one line", "theirs": "Hand-woven", "mine": "Hand-spun"}]
    draft = ListingDraft.objects.get(listing=listing)
    assert draft.answers["summary"] == "Hand-woven"
    again = {"title": "Stole", "summary": "Hand-spun and hand-woven", "story": "In winter."}
    assert phone.send("words", listing=listing.slug, seen=answer.json()["seen"], **again).status_code == 200
    draft.refresh_from_db()
    assert draft.answers["summary"] == "Hand-spun and hand-woven"
    listing.refresh_from_db()
    assert listing.summary != draft.answers["summary"], "readers see it only after staff have looked"


def test_two_people_on_the_same_page_of_a_draft_see_both_texts(phone: Phone) -> None:
    phone.fill()
    seen = phone.get("words").context["seen"]
    text = {"title": "Stole", "summary": "Mine", "story": "Woven in the winter."}
    assert phone.post("words", **text, seen=seen).status_code == 303
    late = phone.post("words", **{**text, "summary": "Late"}, seen=seen)
    assert late.status_code == 422
    assert "Nothing was written over" in words(late)
    assert "Mine" in words(late)
    assert phone.draft.answers["summary"] == "Mine"
    assert phone.post("words", **{**text, "summary": "Late"}, seen=late.context["seen"]).status_code == 303
    assert phone.draft.answers["summary"] == "Late"


def test_a_listing_arrives_with_its_words_first_and_its_photos_in_pieces(phone: Phone) -> None:
    photos = {f"photo-{number:06d}": noise_photo(number) for number in range(2)}
    said = {"type": "basketry", "stock": "4", "price": "640", "title": "Willow basket", "story": "Wound rim."}
    said["photos"] = [announced(key, photo) for key, photo in photos.items()]
    sent = [phone.send("listing", "listing-1", **said) for _time in range(2)]
    assert [answer.status_code for answer in sent] == [200, 200]
    draft = ListingDraft.objects.get(group=phone.group)
    assert (draft.answers["price_paise"], draft.answers["stock"], draft.answers["title"]) == (64_000, 4, "Willow basket")
    (first, photo), (second, small) = photos.items()
    assert len(photo) > 2 * pieces.PIECE_BYTES
    assert phone.piece(first, photo[:65536], 0).json()["received"] == 65536
    assert phone.piece(first, photo[:65536], 0).json()["received"] == 65536, "the answer was lost and the piece came again"
    ahead = phone.piece(first, photo[131072:140000], 131072)
    assert (ahead.status_code, ahead.json()) == (409, {"received": 65536, "code": "elsewhere"})
    assert phone.piece(first, photo[65536:131072], 65536, checksum="0" * 64).json()["code"] == "damaged"
    assert phone.pieces(first, photo).json()["state"] == "done"
    assert phone.pieces(first, photo).json()["state"] == "done", "sent once more, it is the same picture"
    assert phone.pieces(second, small).json()["state"] == "done"
    draft.refresh_from_db()
    assert len(draft.photos) == Picture.objects.filter(uploaded_by_user=phone.user).count() == 2
    assert not PhotoPiece.objects.exists()
    assert phone.client.get(sent[0].json()["href"]).status_code == 200


def test_a_photo_that_is_none_is_refused_in_words_and_a_strangers_piece_finds_nothing(phone: Phone) -> None:
    fake = b"no picture at all" * 100
    said = {"type": "basketry", "stock": "4", "price": "640", "photos": [announced("photo-fake", fake)]}
    assert phone.send("listing", **said).status_code == 200
    assert Phone(phone.group).piece("photo-fake", fake, 0).status_code == 404
    answer = phone.pieces("photo-fake", fake)
    assert answer.status_code == 422
    assert "not a picture" in answer.json()["words"]
    assert not PhotoPiece.objects.exists()
    large = {**said, "photos": [{**announced("photo-huge", fake), "size": 13_000_000}]}
    assert "larger than" in phone.send("listing", **large).json()["words"]
    assert ListingDraft.objects.filter(group=phone.group).count() == 1, "a listing whose photo is refused is not begun"


def test_nobody_has_more_on_its_way_than_the_quota_and_what_never_came_is_forgotten(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "QUOTA_BYTES", 1000)
    said = {"type": "basketry", "stock": "4", "price": "640", "photos": [announced("photo-one", b"x" * 800)]}
    assert phone.send("listing", **said).status_code == 200
    assert "on their way" in phone.send("listing", **{**said, "photos": [announced("photo-two", b"y" * 800)]}).json()["words"]
    assert phone.piece("photo-one", b"x" * 100, 0).json()["received"] == 100
    assert pieces.forget_old() == 0
    PhotoUpload.objects.update(begun_at="2025-01-01T00:00:00Z")
    assert pieces.forget_old() == 1
    assert not PhotoPiece.objects.exists()


def test_what_was_said_without_signal_arrives_once_in_pieces_and_waits_to_be_typed_out(phone: Phone) -> None:
    sound = sounds.wav(10)
    assert len(sound) > 2 * pieces.PIECE_BYTES
    said = {"type": "basketry", "stock": "4", "price": "640", "language": "hi", "sound": announced("sound-0001", sound)}
    sent = [phone.send("listing", "listing-1", **said) for _time in range(2)]
    assert [answer.status_code for answer in sent] == [200, 200]
    assert phone.piece("sound-0001", sound[:65536], 0).json() == {"received": 65536, "state": "open", "words": ""}
    assert phone.piece("sound-0001", sound[65536:131072], 65536, checksum="0" * 64).json()["code"] == "damaged"
    assert not VoiceNote.objects.exists()
    assert [phone.pieces("sound-0001", sound).json()["state"] for _time in range(2)] == ["done", "done"]
    note = VoiceNote.objects.get()
    assert (note.language, note.length_ms, note.recorded_by, note.draft.group) == ("hi", 10_000, phone.user, phone.group)
    assert note.file.read() == sound
    assert AuditEntry.objects.filter(action="voice_note.record").count() == 1
    assert not PhotoPiece.objects.exists()


def test_goods_that_are_here_already_are_told_by_their_draft_or_by_their_address(phone: Phone) -> None:
    listing = make.make_listing(phone.group, "Stole")
    phone.start()
    phone.post("what", type="basketry")
    for key, goods in (("sound-0001", phone.key), ("sound-0002", listing.slug)):
        assert phone.send("note", goods=goods, language="ur", sound=announced(key, sounds.ogg())).status_code == 200
        assert phone.pieces(key, sounds.ogg()).json()["state"] == "done"
    assert set(VoiceNote.objects.values_list("draft__key", flat=True)) == {phone.key, ListingDraft.objects.get(listing=listing).key}
    page = phone.client.get(phone.address("")).content.decode()
    for note in VoiceNote.objects.select_related("draft"):
        assert f'value="{listing.slug if note.draft.listing_id else phone.key}" data-seen="{note.number}"' in page
    stranger = make.make_listing(make.make_group())
    assert phone.send("note", goods=stranger.slug, sound=announced("sound-0003", b"x")).status_code == 404
    packer = Phone(phone.group, Membership.Role.PACKER)
    assert packer.send("note", goods=listing.slug, sound=announced("sound-0004", b"x")).status_code == 404
    assert phone.send("note", goods=listing.slug, sound=announced("sound-0005", b"x") | {"size": 7_000_000}).status_code == 422


def test_a_recording_of_somebody_else_is_not_replaced_unasked(phone: Phone) -> None:
    phone.start()
    phone.post("what", type="basketry")
    other = Phone(phone.group)
    for _time in range(2):  # one's own is replaced
        key = f"sound-{_time:04d}"
        assert other.send("note", goods=phone.key, sound=announced(key, sounds.ogg(5))).status_code == 200
        other.pieces(key, sounds.ogg(5))
    there = VoiceNote.objects.get()
    mine = {"goods": phone.key, "sound": announced("sound-mine", sounds.ogg(2))}
    answer = phone.send("note", **mine, seen="")
    assert answer.status_code == 409
    assert answer.json() == {
        "rows": [{"label": "Recording", "theirs": "Recording, 5 seconds", "mine": "a new recording"}],
        "seen": there.number,
    }
    assert phone.piece("sound-mine", sounds.ogg(2), 0).status_code == 404, "nothing was announced"
    assert phone.send("note", **mine, seen=there.number).status_code == 200
    phone.pieces("sound-mine", sounds.ogg(2))
    assert VoiceNote.objects.get().length_ms == 2000


def test_a_recording_that_is_none_or_comes_too_late_is_refused_in_words(phone: Phone) -> None:
    phone.start()
    phone.post("what", type="basketry")
    for key, data, words_of_refusal in (("sound-0001", b"no sound" * 99, "no recording"), ("sound-0002", sounds.ogg(62), "longer than 60")):
        assert phone.send("note", goods=phone.key, sound=announced(key, data)).status_code == 200
        answer = phone.pieces(key, data)
        assert (answer.status_code, words_of_refusal in answer.json()["words"]) == (422, True)
    assert phone.send("note", goods=phone.key, sound=announced("sound-0003", sounds.ogg())).status_code == 200
    drafts.drop(draft=phone.draft, acting_user=phone.user)
    assert "before this recording came" in phone.pieces("sound-0003", sounds.ogg()).json()["words"]
    assert phone.send("note", goods=phone.key, sound=announced("sound-0004", sounds.ogg())).status_code == 404
    assert not VoiceNote.objects.exists()
    assert not PhotoPiece.objects.exists()


def test_an_order_is_accepted_once_and_a_late_answer_is_refused_in_words() -> None:
    market = make.make_market()
    placed = make.make_paid_order(market.stole)
    part = make.part_of(placed, market.wool)
    phone = Phone(market.wool, Membership.Role.PACKER)
    assert [phone.send("accept", "accept-01", number=part.number).status_code for _time in range(2)] == [200, 200]
    part.refresh_from_db()
    assert part.status == ProducerOrder.Status.ACCEPTED
    assert phone.send("decline", number=part.number, reason="nonsense").status_code == 422
    assert phone.send("decline", number=part.number, reason="out_of_stock").status_code == 200
    late = phone.send("accept", number=part.number)
    assert late.status_code == 422
    assert "not waiting" in late.json()["words"]
    assert Phone(market.apricots.group).send("accept", number=part.number).status_code == 404


def test_a_part_is_packed_and_handed_over_once_and_not_after_the_address_was_changed() -> None:
    market = make.make_market()
    part = make.part_of(make.make_paid_order(market.stole), market.wool)
    phone = Phone(market.wool, Membership.Role.PACKER)
    phone.send("accept", number=part.number)
    part.refresh_from_db()
    parcel = part.parcels.get()
    page = phone.client.get(phone.address("")).content.decode()
    assert f'name="seen" value="{part.version}"' in page
    assert f'name="tracking-{parcel.number}"' in page
    going = {
        "number": part.number,
        "carrier": "own",
        "carrier_name": "",
        "on": timezone.localdate().isoformat(),
        f"go-{parcel.number}": "on",
    }
    assert "Was it packed?" in phone.send("hand_over", **going).json()["words"]
    assert phone.send("pack", number=part.number, seen=str(part.version)).status_code == 422  # not ticked
    assert "changed meanwhile" in phone.send("pack", number=part.number, seen="0", all="on").json()["words"]
    packed = [phone.send("pack", "pack-0001", number=part.number, seen=str(part.version), all="on").status_code for _time in range(2)]
    assert packed == [200, 200]
    assert phone.send("hand_over", **{**going, "carrier": "nobody"}).status_code == 422
    assert [phone.send("hand_over", "hand-0001", **going).status_code for _time in range(2)] == [200, 200]
    part.refresh_from_db()
    assert part.status == ProducerOrder.Status.HANDED_OVER
    assert make.stock_of(market.stole).num_allocated == 0
    for kind in ("pack", "hand_over"):
        assert Phone(market.apricots.group).send(kind, **going).status_code == 404


def test_a_slip_is_written_once_and_only_by_those_who_keep_the_books(phone: Phone) -> None:
    household = make_household(phone.group)
    contributions.set_rule(group=phone.group, lot_code="L-1", basis="kilograms", keep_bp=0, version=0, acting_user=None)
    slip = {"lot": "L-1", "household": household.code, "quantity": "12.5", "brought_on": "2026-01-05"}
    assert [phone.send("slip", "slip-0001", **slip).status_code for _time in range(2)] == [200, 200]
    assert [str(row.quantity) for row in LotContribution.objects.all()] == ["12.500"]
    assert phone.send("slip", **{**slip, "quantity": "-1"}).status_code == 422
    assert phone.send("slip", **{**slip, "lot": "L-2"}).status_code == 422
    assert Phone(phone.group, Membership.Role.PACKER).send("slip", **slip).status_code == 404


def test_what_another_person_wrote_on_this_phone_is_not_sent_and_the_page_holds_only_what_a_role_may_do(phone: Phone) -> None:
    listing = make.make_listing(phone.group, "Secret stole")
    record, seen = row_of(listing)
    other = make.make_member(phone.group)
    answer = phone.send("stock", row=str(record.pk), seen=seen, stock="1", who=tag_of(other))
    assert answer.status_code == 403
    assert make.stock_of(listing).num_in_stock == 10
    packer = Phone(phone.group, Membership.Role.PACKER)
    assert "Secret stole" in words(phone.client.get(phone.address("")))
    assert "Secret stole" not in words(packer.client.get(packer.address("")))
    assert packer.send("stock", row=str(record.pk), seen=seen, stock="1").status_code == 404
    me = phone.client.get("/workspace/offline/me/").json()
    assert me["who"] == tag_of(phone.user) != tag_of(other)
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(phone.user)
    assert checked.post(phone.address("send/"), "{}", content_type="application/json").status_code == 403
