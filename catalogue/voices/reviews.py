"""Reviews: written once, answered once by the group, flagged once, decided by a moderator. Their words are never changed.

IS 19000:2022 (online consumer reviews): the author is a verified buyer, date and stars are shown, nothing is edited afterwards, and
what is taken down is taken down for a stated reason.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Listing
from catalogue.voice_models import Review, ReviewFlag
from catalogue.voices import letters, shown
from catalogue.voices.errors import AlreadyDone, VoiceRefused
from catalogue.voices.masking import masked
from journal import audit, receipts
from journal.numbers import new_number

if TYPE_CHECKING:
    from accounts.models import User

MOST_SIGNS = 2000
NAME_SIGNS = 60
DECIDE_WITHIN = timedelta(days=7)
Status = Review.Status
Decision = ReviewFlag.Decision


@dataclass(frozen=True)
class Said:
    """What a buyer writes. Words may be left out, stars may not."""

    stars: int
    about: str
    words: str = ""
    name: str = ""

    def tidied(self) -> "Said":
        """The same as it is stored. Raises ``VoiceRefused``, which names the field."""
        if self.stars not in range(1, 6):
            raise VoiceRefused("stars", _("Choose one to five stars."))
        if self.about not in Review.About.values:
            raise VoiceRefused("about", _("Choose what it is about."))
        if len(self.words.strip()) > MOST_SIGNS:
            raise VoiceRefused("words", _("Write at most 2,000 letters."))
        return Said(self.stars, self.about, masked(self.words), masked(" ".join(self.name.split()))[:NAME_SIGNS])


def write(*, listing: Listing, part_number: str, said: Said, language: str, user: "User | None" = None) -> Review:
    """The review of a listing out of a delivered part; whoever calls this has made sure of the sale.

    The second time for the same sale gives the first one back, unchanged. Raises ``VoiceRefused``.
    """
    said = said.tidied()
    with receipts.written_once(Review.objects.filter(listing=listing, part_number=part_number)) as kept:
        review = kept.row = Review.objects.create(
            number=new_number("RV"),
            listing=listing,
            part_number=part_number,
            user=user,
            name=said.name,
            stars=said.stars,
            about=said.about,
            words=said.words,
            language=language,
        )
        after = {"stars": said.stars, "about": said.about, "part": part_number}
        audit.record(action="catalogue.review.write", subject=review, acting_user=user, actor="" if user else "shopper", after=after)
        shown.refresh(listing.pk)
        letters.review_came(review)
    return kept.there


def reply(review: Review, *, words: str, acting_user: "User", on_behalf_of: str = "") -> None:
    """The group answers, once and for all. Raises ``VoiceRefused``, or ``AlreadyDone`` where it has answered."""
    text = masked(words)
    if not text or len(text) > MOST_SIGNS:
        raise VoiceRefused("reply", _("Write an answer of at most 2,000 letters."))
    with transaction.atomic():
        free = Review.objects.filter(pk=review.pk, reply_words="", status=Status.SHOWN)
        if not free.update(reply_words=text, replied_at=timezone.now(), replied_by=acting_user):
            raise AlreadyDone
        shown.refresh(review.listing_id)
        audit.record(action="catalogue.review.reply", subject=review, acting_user=acting_user, on_behalf_of=on_behalf_of)


def flag(review: Review, *, by: str, reason: str, words: str = "", acting_user: "User | None" = None, on_behalf_of: str = "") -> ReviewFlag:
    """Ask a moderator to look: once for each review, and it stays where it is until then.

    Raises ``VoiceRefused``, or ``AlreadyDone`` where a flag was raised or decided before, or nothing is shown.
    """
    if reason not in ReviewFlag.Reason.values:
        raise VoiceRefused("reason", _("Choose what is wrong with it."))
    now = timezone.now()
    try:
        with transaction.atomic():
            if not Review.objects.select_for_update(of=("self",)).filter(pk=review.pk, status=Status.SHOWN).exists():
                raise AlreadyDone
            raised = ReviewFlag.objects.create(
                review=review,
                by=by,
                reason=reason,
                words=words.strip()[:500],
                flagged_at=now,
                flagged_by=acting_user,
                decide_by=now + DECIDE_WITHIN,
            )
            audit.record(
                action="catalogue.review.flag",
                subject=review,
                acting_user=acting_user,
                actor="" if acting_user else "reader",
                on_behalf_of=on_behalf_of,
                after={"reason": reason, "by": by},
            )
            letters.flag_raised(raised)
    except IntegrityError:
        raise AlreadyDone from None
    return raised


def decide(raised: ReviewFlag, *, decision: str, words: str, acting_user: "User") -> None:
    """A moderator keeps or hides a flagged review and says why; the group is told. Raises ``VoiceRefused``, ``AlreadyDone``."""
    if decision not in Decision.values:
        raise VoiceRefused("decision", _("Choose whether it stays."))
    why = _reason(words)
    with transaction.atomic():
        open_one = ReviewFlag.objects.filter(pk=raised.pk, decision="")
        done = open_one.update(decision=decision, decision_words=why, decided_at=timezone.now(), decided_by=acting_user)
        if not done:
            raise AlreadyDone
        if decision == Decision.HIDDEN:
            Review.objects.filter(pk=raised.review_id).update(status=Status.HIDDEN, hidden_reason=why)
            shown.refresh(raised.review.listing_id)
        raised.refresh_from_db()
        audit.record(
            action="catalogue.review.decide", subject=raised.review, acting_user=acting_user, after={"decision": decision}, reason=why
        )
        letters.flag_decided(raised)


def hide(review: Review, *, reason: str, words: str, acting_user: "User") -> None:
    """A moderator hides a review that nobody has flagged. Raises as ``flag`` and ``decide`` do."""
    with transaction.atomic():
        raised = flag(review, by=ReviewFlag.By.STAFF, reason=reason, acting_user=acting_user)
        decide(raised, decision=Decision.HIDDEN, words=words, acting_user=acting_user)


def hide_reply(review: Review, *, words: str, acting_user: "User") -> None:
    """A moderator takes the group's answer off the page. Raises ``VoiceRefused``, or ``AlreadyDone`` where none is shown."""
    why = _reason(words)
    with transaction.atomic():
        there = Review.objects.filter(pk=review.pk, is_reply_hidden=False).exclude(reply_words="")
        if not there.update(is_reply_hidden=True):
            raise AlreadyDone
        shown.refresh(review.listing_id)
        audit.record(action="catalogue.review.hide_reply", subject=review, acting_user=acting_user, reason=why)


def _reason(words: str) -> str:
    why = words.strip()[:500]
    if not why:
        raise VoiceRefused("words", _("Say why in a sentence. It is kept, and those concerned read it."))
    return why
