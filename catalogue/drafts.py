"""A listing while it is being written, one page after the other: every answer is kept on the server at once.

Answers are plain JSON: ``price_paise``, ``mrp_paise``, ``stock``, ``net_quantity`` (text), ``net_unit``, ``weight_g``,
``dispatch_days``, ``is_liquid``, ``is_fragile``, ``freezes``, ``place_code``, ``lot`` (see ``provenance.drafts``), ``title``,
``summary``, ``story``, ``story_language``, ``declarations``, ``handmade``, ``hsn``, ``attributes``, ``sizes`` (see ``catalogue.variants``).
``catalogue.sending`` makes a listing of them.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from catalogue import note_deleting
from catalogue.attributes import values_of
from catalogue.errors import DraftClosed, TooManyPhotos, WrongListingStatus
from catalogue.models import Listing, ListingDraft, ListingEdit, ProductType, VoiceNote
from catalogue.photos import photos_of
from catalogue.publishing import UNFINISHED
from catalogue.seen import refuse_unseen
from catalogue.variants import sizes_of
from journal import audit, receipts
from journal.numbers import new_number
from media.models import Picture
from money.paise import from_rupees
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

MAX_PHOTOS = 5
PREFIX = "W"
STAGED = (Listing.Status.LIVE, Listing.Status.PAUSED)
TEXTS = ("title", "summary", "story", "story_language", "size_text")
_FACTS = ("net_unit", "weight_g", "dispatch_days", "is_liquid", "is_fragile", "freezes", "place_code", "handmade", "hsn")


def start(*, group: ProducerGroup, attempt: str, acting_user: User, on_behalf_of: str = "") -> ListingDraft:
    """An empty draft. ``attempt`` is the key of the form: the same one twice gives the same draft."""
    with transaction.atomic(), receipts.once("listing.start", f"{acting_user.pk}:{attempt}", str(group.pk)) as answer:
        if answer.is_new:
            draft = ListingDraft.objects.create(key=new_number(PREFIX), group=group, started_by=acting_user)
            audit.record(action="draft.start", subject=draft, acting_user=acting_user, on_behalf_of=on_behalf_of)
            answer.result = draft.key
    return ListingDraft.objects.select_related("group").get(key=answer.result)


def open_draft(*, listing: Listing, acting_user: User, on_behalf_of: str = "") -> ListingDraft:
    """The open draft of a listing, or a new one that holds what the listing says now, or the edit that was given back.

    Raises ``WrongListingStatus`` for a listing that is in review or withdrawn.
    """
    with transaction.atomic():
        held = Listing.objects.select_for_update().select_related("product_type", "group").get(pk=listing.pk)
        if held.status not in (*UNFINISHED, *STAGED):
            raise WrongListingStatus(held.status, [str(status.value) for status in (*UNFINISHED, *STAGED)])
        known = ListingDraft.objects.filter(listing=held, closed_at__isnull=True).first()
        if known is not None:
            return known
        answers, photos = _present(held)
        draft = ListingDraft.objects.create(
            key=new_number(PREFIX),
            group=held.group,
            listing=held,
            product_type=held.product_type,
            answers=answers,
            photos=photos,
            started_by=acting_user,
        )
        audit.record(action="draft.start", subject=draft, acting_user=acting_user, on_behalf_of=on_behalf_of, after={"listing": held.pk})
    return draft


def copy(*, listing: Listing, acting_user: User, on_behalf_of: str = "") -> ListingDraft:
    """A draft of a new listing that says what this one says, as last year: all but how many there are and the lot.

    Pressed twice it is the same draft, as long as that is open.
    """
    with transaction.atomic():
        held = Listing.objects.select_for_update(of=("self",)).select_related("product_type", "group").get(pk=listing.pk)
        known = ListingDraft.objects.filter(group=held.group, listing=None, closed_at__isnull=True, answers__copied_from=held.pk).first()
        if known is not None:
            return known
        answers, _photos = _present(held)
        for name in ("stock", "lot", "base_version"):
            answers.pop(name, None)
        if "sizes" in answers:
            answers["sizes"] = [{**size, "key": None, "stock": None} for size in sizes_of(held)]
        draft = ListingDraft.objects.create(
            key=new_number(PREFIX),
            group=held.group,
            product_type=held.product_type,
            answers={**answers, "copied_from": held.pk},
            photos=photos_of(held),
            started_by=acting_user,
        )
        audit.record(action="draft.copy", subject=draft, acting_user=acting_user, on_behalf_of=on_behalf_of, after={"listing": held.pk})
    return draft


def _present(listing: Listing) -> tuple[dict[str, Any], list[int]]:
    """What a draft of this listing begins with: answers and pictures."""
    answers: dict[str, Any] = {field: getattr(listing, field) for field in (*TEXTS, *_FACTS)}
    record = StockRecord.objects.filter(product_id=listing.product_id).first()
    if record is not None:
        answers |= {"price_paise": from_rupees(record.price or 0), "mrp_paise": listing.mrp_paise, "stock": record.num_in_stock}
    answers |= {
        "net_quantity": f"{listing.net_quantity.normalize():f}",
        "declarations": listing.declarations,
        "attributes": values_of(listing.product),
        "base_version": listing.version,
    }
    sizes = sizes_of(listing)
    if sizes:
        answers["sizes"] = sizes
    edit = ListingEdit.objects.filter(listing=listing, status__in=ListingEdit.OPEN).first()
    if edit is None:
        return answers, photos_of(listing)
    photos: list[int] = edit.after["photos"]
    answers |= {key: value for key, value in edit.after.items() if key != "photos"}
    if "sizes" in answers:
        known = {size["key"] for size in sizes}
        answers["sizes"] = [size for size in answers["sizes"] if size["key"] is None or size["key"] in known]
    return answers, photos


def answer(
    *,
    draft: ListingDraft,
    acting_user: User,
    answers: dict[str, Any] | None = None,
    product_type: ProductType | None = None,
    seen: str | None = None,
    on_behalf_of: str = "",
) -> ListingDraft:
    """Keep the answers of one page; those of the other pages stay.

    ``seen`` is what ``catalogue.seen.mark`` gave out with the page: other answers than those are not written over. Raises
    ``DraftClosed``, ``AnsweredMeanwhile``.
    """
    with transaction.atomic():
        held = _held(draft)
        if seen is not None:
            refuse_unseen(held.answers, answers or {}, seen)
        changed = {key: value for key, value in (answers or {}).items() if held.answers.get(key) != value}
        if product_type is not None and product_type.pk != held.product_type_id and held.listing_id is None:
            # What was declared and counted for another kind of goods does not carry over.
            for key in ("declarations", "attributes", "hsn", "net_unit", "lot"):
                held.answers.pop(key, None)
            held.product_type = product_type
            changed["product_type"] = product_type.code
        if changed:
            held.answers.update({key: value for key, value in changed.items() if key != "product_type"})
            _save(held, "draft.answer", acting_user, on_behalf_of, after=changed)
    return held


def add_photo(*, draft: ListingDraft, picture: Picture, acting_user: User, on_behalf_of: str = "") -> ListingDraft:
    """Put a picture behind the others; the same picture sent twice is shown once. Raises ``TooManyPhotos``, ``DraftClosed``."""
    with transaction.atomic():
        held = _held(draft)
        known = Picture.objects.filter(pk__in=held.photos, sha256=picture.sha256).exclude(sha256="").exists()
        if known or picture.pk in held.photos:
            return held
        if len(held.photos) >= MAX_PHOTOS:
            raise TooManyPhotos(f"A listing shows {MAX_PHOTOS} pictures at most.")
        held.photos.append(picture.pk)
        _save(held, "draft.photo_add", acting_user, on_behalf_of, after={"picture": picture.pk})
    return held


def remove_photo(*, draft: ListingDraft, picture_id: int, acting_user: User, on_behalf_of: str = "") -> ListingDraft:
    """Take a picture out of the draft; one that is out already stays out. Raises ``DraftClosed``."""
    with transaction.atomic():
        held = _held(draft)
        if picture_id in held.photos:
            held.photos.remove(picture_id)
            _save(held, "draft.photo_remove", acting_user, on_behalf_of, before={"picture": picture_id})
    return held


def put_first(*, draft: ListingDraft, picture_id: int, acting_user: User, on_behalf_of: str = "") -> ListingDraft:
    """Make a picture the main one. Raises ``DraftClosed``."""
    with transaction.atomic():
        held = _held(draft)
        if picture_id in held.photos and held.photos[0] != picture_id:
            held.photos = [picture_id, *(key for key in held.photos if key != picture_id)]
            _save(held, "draft.photo_first", acting_user, on_behalf_of, after={"picture": picture_id})
    return held


def drop(*, draft: ListingDraft, acting_user: User, on_behalf_of: str = "") -> None:
    """Throw the draft away; a listing that it was to change stays as it is. A second time changes nothing."""
    with transaction.atomic():
        if ListingDraft.objects.filter(pk=draft.pk, closed_at__isnull=True).update(closed_at=timezone.now(), version=F("version") + 1):
            audit.record(action="draft.drop", subject=draft, acting_user=acting_user, on_behalf_of=on_behalf_of)
            note_deleting.delete_all(VoiceNote.objects.filter(draft=draft))


def _held(draft: ListingDraft) -> ListingDraft:
    """The row, locked for the rest of the transaction. Raises ``DraftClosed``."""
    held = ListingDraft.objects.select_for_update(of=("self",)).select_related("group", "product_type", "listing").get(pk=draft.pk)
    if held.closed_at is not None:
        raise DraftClosed(held.key)
    return held


def _save(
    draft: ListingDraft,
    action: str,
    acting_user: User,
    on_behalf_of: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    draft.version += 1
    draft.changed_at = timezone.now()
    draft.save(update_fields=["answers", "photos", "product_type", "version", "changed_at"])
    audit.record(action=action, subject=draft, acting_user=acting_user, on_behalf_of=on_behalf_of, before=before, after=after)
