"""Goods that were written down or told without signal: new ones, words of others, and what was said instead of written."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue import access, drafts
from catalogue.errors import AnsweredMeanwhile, WrongListingStatus
from catalogue.models import Listing, ListingDraft, ProductType, VoiceNote
from media import pieces
from workspace import meanwhile
from workspace.listings_forms import PriceForm, WordsForm
from workspace.outbox_entry import Conflict, Done, Entry, Kinds, Missing, Refused, valid


def new_listing(entry: Entry) -> Done:
    """A draft with every answer that was given; its photos and what was said are announced and follow in pieces."""
    kind = ProductType.objects.filter(code=entry.text("type")).exclude(guard=ProductType.Guard.REFUSED).first()
    if kind is None:
        raise Refused(_("Choose what it is."))
    photos = entry.data.get("photos", [])
    if not isinstance(photos, list) or len(photos) > drafts.MAX_PHOTOS:
        raise Refused(_("A listing shows %(number)d pictures at most. Take one out first.") % {"number": drafts.MAX_PHOTOS})
    draft = drafts.start(group=entry.group, attempt=entry.key, **entry.who)
    draft = drafts.answer(draft=draft, product_type=kind, **entry.who)
    answers = {"place_code": entry.group.place_code}
    for form in (PriceForm(entry.data, draft=draft), WordsForm(entry.data, draft=draft)):
        answers |= {name: value for name, value in valid(form).answers().items() if value not in (None, "")}
    drafts.answer(draft=draft, answers=answers, **entry.who)
    for photo in photos:
        _announce(entry, draft, photo, pieces.Kind.PHOTO)
    if "sound" in entry.data:
        _announce(entry, draft, entry.data["sound"], pieces.Kind.SOUND)
    return Done(_("It is with your listings, not yet sent."), _address(draft))


def _announce(entry: Entry, draft: ListingDraft, file: Any, kind: pieces.Kind) -> None:
    try:
        size, key, checksum = int(file["size"]), str(file["key"]), str(file["sum"])
    except (TypeError, KeyError, ValueError, OverflowError):
        raise Refused(_("This file can not be told from others. Please choose it again.")) from None
    spoken = entry.text("language") if kind == pieces.Kind.SOUND else ""
    try:
        pieces.begin(owner=entry.user, key=key, belongs_to=draft.key, size=size, sha256=checksum, kind=kind, language=spoken)
    except pieces.UploadRefused as refusal:
        raise Refused(refusal.reason) from refusal


def words_of_listing(entry: Entry) -> Done:
    """Title, line and story of a listing, kept in its draft; what somebody else wrote meanwhile is not written over."""
    draft = _draft_of_listing(entry, entry.text("listing"))
    form = valid(WordsForm(entry.data, draft=draft))
    try:
        draft = drafts.answer(draft=draft, answers=form.answers(), seen=entry.text("seen"), **entry.who)
    except AnsweredMeanwhile as other:
        raise Conflict(meanwhile.rows(form, other.now, form.answers()), form.seen) from other
    more = {"seen": WordsForm(draft=draft).seen}
    return Done(_("It is with your listings, not yet sent."), _address(draft), more)


def said(entry: Entry) -> Done:
    """A recording about goods that are here already, which follows in pieces. One of somebody else is not replaced unasked."""
    draft = _draft_of(entry, entry.text("goods"))
    held = VoiceNote.objects.filter(draft=draft).first()
    if held is not None and held.recorded_by_id != entry.user.pk and held.number != entry.text("seen"):
        raise Conflict([{"label": _("Recording"), "theirs": _length(held), "mine": _("a new recording")}], held.number)
    _announce(entry, draft, entry.data.get("sound"), pieces.Kind.SOUND)
    return Done(_("The recording follows."), reverse("workspace-note", args=[draft.key]))


def _length(note: VoiceNote) -> str:
    return ngettext("Recording, %(seconds)s second", "Recording, %(seconds)s seconds", note.seconds) % {"seconds": note.seconds}


def _draft_of(entry: Entry, goods: str) -> ListingDraft:
    """What is spoken of: a draft by its key, also once it was sent, or a listing by its address."""
    try:
        draft = access.draft_for(entry.user, goods)
    except ListingDraft.DoesNotExist:
        became = ListingDraft.objects.filter(key=goods, group=entry.group).values_list("listing__slug", flat=True).first()
        return _draft_of_listing(entry, became or goods)
    if draft.group_id != entry.group.pk:
        raise Missing
    return draft


def _draft_of_listing(entry: Entry, slug: str) -> ListingDraft:
    try:
        listing = access.listing_for(entry.user, slug)
    except Listing.DoesNotExist:
        raise Missing from None
    if listing.group_id != entry.group.pk:
        raise Missing
    try:
        return drafts.open_draft(listing=listing, **entry.who)
    except WrongListingStatus:
        raise Refused(_("This listing is being looked at by staff, or was withdrawn.")) from None


def _address(draft: ListingDraft) -> str:
    return reverse("workspace-draft", args=[draft.key, "check"])


KINDS: Kinds = {
    "listing": ("edit_listings", new_listing),
    "words": ("edit_listings", words_of_listing),
    "note": ("edit_listings", said),
}
