"""A listing is told instead of written: the group speaks for a minute, a facilitator or staff types it out, the group agrees.

What was agreed to is the story of the draft, in the language in which it was said. The recording goes with the draft or the listing.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue import drafts, note_deleting
from catalogue.errors import DraftClosed, NoteGone
from catalogue.models import Listing, ListingDraft, VoiceNote
from journal import audit
from journal.numbers import new_number
from media.sounds.keeping import SoundFile
from producers.letters import tell_group
from producers.models import Facilitation, Membership, ProducerGroup

PREFIX = "VN"
LONGEST_WORDS = 4000
KEY_LENGTH = 40
Status = VoiceNote.Status


def keep(*, draft: ListingDraft, sound: SoundFile, key: str, language: str, acting_user: User, on_behalf_of: str = "") -> VoiceNote:
    """Keep a recording for an open draft, in place of an earlier one; the same ``key`` twice is one. Raises ``DraftClosed``."""
    with transaction.atomic():
        held = ListingDraft.objects.select_for_update(of=("self",)).select_related("group").get(pk=draft.pk)
        known = VoiceNote.objects.filter(draft=held).first()
        if known is not None and known.key == key:
            return known
        if held.closed_at is not None:
            raise DraftClosed(held.key)
        if known is not None:
            note_deleting.delete(known)
        note = VoiceNote.objects.create(
            number=new_number(PREFIX),
            key=key[:KEY_LENGTH],
            draft=held,
            language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            recorded_by=acting_user,
            **sound.facts(),
        )
        audit.record(
            action="voice_note.record",
            subject=note,
            acting_user=acting_user,
            on_behalf_of=on_behalf_of,
            after={"draft": held.key, "seconds": note.seconds, "sha256": note.sha256},
        )
        _tell_facilitators(note, held.group)
    return note


def write(*, note: VoiceNote, words: str, language: str, version: int, acting_user: User) -> VoiceNote:
    """Type out what is said; the group is asked whether it is right. Done on behalf of the group, whoever types.

    Raises ``ValueError`` for no words or no such language, ``NoteGone`` when the note was changed, agreed to or deleted meanwhile.
    """
    words = words.replace("\r\n", "\n").strip()[:LONGEST_WORDS]
    if not words or language not in dict(settings.LANGUAGES):
        raise ValueError("Words and their language are needed.")
    with transaction.atomic():
        group = _moved(note, version, status=Status.WRITTEN, words=words, language=language, written_by=acting_user, asked="")
        note.refresh_from_db()
        audit.record(
            action="voice_note.write",
            subject=note,
            acting_user=acting_user,
            on_behalf_of=group.slug,
            after={"words": words, "language": language},
        )
        _tell_group(note, group)
    return note


def ask_again(*, note: VoiceNote, asked: str, version: int, acting_user: User) -> None:
    """The group says that this is not what it said; whoever typed it looks again. Raises ``NoteGone``."""
    with transaction.atomic():
        group = _moved(note, version, status=Status.WAITING, asked=asked.strip()[:300])
        note.refresh_from_db()
        audit.record(action="voice_note.ask_again", subject=note, acting_user=acting_user, after={"asked": asked.strip()[:300]})
        _tell_facilitators(note, group)


def agree(*, note: VoiceNote, version: int, acting_user: User) -> ListingDraft:
    """The words become the story: of the draft, or, where that was sent already, of a new draft of its listing.

    Raises ``NoteGone``, ``DraftClosed`` for a draft that was thrown away, ``WrongListingStatus`` while staff look at the listing.
    """
    with transaction.atomic():
        if note.status != Status.WRITTEN:
            raise NoteGone(note.number)
        draft = ListingDraft.objects.select_related("listing", "group").get(pk=note.draft_id)
        if draft.closed_at is not None:
            if draft.listing is None:
                raise DraftClosed(draft.key)
            draft = drafts.open_draft(listing=draft.listing, acting_user=acting_user)
        _moved(note, version, status=Status.AGREED, agreed_by=acting_user)
        audit.record(action="voice_note.agree", subject=note, acting_user=acting_user, after={"draft": draft.key})
        return drafts.answer(draft=draft, answers={"story": note.words, "story_language": note.language}, acting_user=acting_user)


def delete(*, note: VoiceNote, acting_user: User, on_behalf_of: str = "") -> None:
    """The group wants it gone: row and file. What was agreed to stays in the story."""
    with transaction.atomic():
        audit.record(action="voice_note.delete", subject=note, acting_user=acting_user, on_behalf_of=on_behalf_of)
        note_deleting.delete(note)


def of_listing(listing: Listing) -> QuerySet[VoiceNote]:
    """Every note that was spoken for a listing."""
    return VoiceNote.objects.filter(draft__listing=listing).select_related("draft")


def to_write(groups: QuerySet[ProducerGroup]) -> QuerySet[VoiceNote]:
    """What waits to be written down for these groups, the oldest first."""
    rows = VoiceNote.objects.filter(status=Status.WAITING, draft__group__in=groups)
    return rows.select_related("draft__group", "draft__product_type", "draft__listing").order_by("pk")


def to_agree(user: User) -> QuerySet[VoiceNote]:
    """What members of one's own groups are asked to look at."""
    own = Membership.objects.filter(user=user, ended_at__isnull=True, role__in=(Membership.Role.OWNER, Membership.Role.MANAGER))
    rows = VoiceNote.objects.filter(status=Status.WRITTEN, draft__group__in=own.values("group"))
    return rows.select_related("draft__group", "draft__product_type", "draft__listing").order_by("pk")


def facilitated(user: User) -> QuerySet[ProducerGroup]:
    """The groups that this person acts for."""
    acting = Facilitation.objects.filter(user=user, ended_at__isnull=True)
    return ProducerGroup.objects.filter(pk__in=acting.values("group"))


def _moved(note: VoiceNote, version: int, **facts: Any) -> ProducerGroup:
    """One guarded UPDATE; the group of the note. Raises ``NoteGone``."""
    rows = VoiceNote.objects.filter(Q(pk=note.pk, version=version) & ~Q(status=Status.AGREED))
    if not rows.update(**facts, version=F("version") + 1):
        raise NoteGone(note.number)
    return ProducerGroup.objects.get(listing_drafts__pk=note.draft_id)


def _address(note: VoiceNote) -> str:
    key = ListingDraft.objects.values_list("key", flat=True).get(pk=note.draft_id)
    return reverse("workspace-note", args=[key])


def _tell_facilitators(note: VoiceNote, group: ProducerGroup) -> None:
    acting = Facilitation.objects.filter(group=group, ended_at__isnull=True).select_related("user")
    tell_group(
        group,
        "voice_note_waiting",
        f"{note.number}.{note.version}",
        lambda: _("%(group)s has said something for you to write down") % {"group": group.name},
        lambda: _("Hear it, type what is said, and send it to the group."),
        link=_address(note),
        people=[row.user for row in acting],
    )


def _tell_group(note: VoiceNote, group: ProducerGroup) -> None:
    tell_group(
        group,
        "voice_note_written",
        f"{note.number}.{note.version}",
        lambda: _("What you said is written down"),
        lambda: _("Look whether it is right. With your yes it becomes the story of your goods."),
        link=_address(note),
    )
