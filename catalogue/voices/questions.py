"""Questions to the maker of a listing: asked by anybody, answered by the group, hidden by a moderator.

A guest's question counts once its writer has opened the link in the mail: nobody writes in another person's name, and the answer
finds its way. Nothing is shown before it is answered.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Listing
from catalogue.voice_models import Question
from catalogue.voices import letters, shown
from catalogue.voices.errors import AlreadyDone, VoiceRefused
from catalogue.voices.masking import masked
from journal import audit, receipts
from journal.numbers import new_number

if TYPE_CHECKING:
    from accounts.models import User

QUESTION_SIGNS = 1000
ANSWER_SIGNS = 2000
NAME_SIGNS = 60
CONFIRM_WITHIN = timedelta(days=7)
SALT = "catalogue.questions"
Status = Question.Status


@dataclass(frozen=True)
class Asked:
    """What a shopper asks, and where the answer goes."""

    words: str
    email: str
    name: str = ""

    def tidied(self) -> "Asked":
        """The same as it is stored. Raises ``VoiceRefused``, which names the field."""
        text, email = self.words.strip(), self.email.strip().lower()
        if not text or len(text) > QUESTION_SIGNS:
            raise VoiceRefused("words", _("Write your question, in at most 1,000 letters."))
        try:
            validate_email(email)
        except ValidationError:
            raise VoiceRefused("email", _("Write the email address that the answer goes to.")) from None
        return Asked(masked(text), email, masked(" ".join(self.name.split()))[:NAME_SIGNS])


def ask(*, listing: Listing, asked: Asked, key: str, language: str, user: "User | None" = None) -> Question:
    """Ask the maker. A shopper who is logged in asks at once, a guest gets a mail with a link first.

    The same ``key`` again is the same question. Raises ``VoiceRefused``.
    """
    said = asked.tidied()
    with receipts.written_once(Question.objects.filter(key=key)) as kept:
        question = kept.row = Question.objects.create(
            number=new_number("QU"),
            key=key,
            listing=listing,
            user=user,
            name=said.name,
            email=said.email,
            words=said.words,
            language=language,
            status=Status.OPEN if user else Status.UNCONFIRMED,
        )
        audit.record(action="catalogue.question.ask", subject=question, acting_user=user, actor="" if user else "shopper")
        if user:
            letters.question_came(question)
        else:
            letters.confirm_question(question)
    return kept.there


def token_of(question: Question) -> str:
    """What the link in the mail carries: signed, and worthless after a week."""
    return signing.dumps(question.pk, salt=SALT)


def question_for(token: str) -> Question:
    """The question behind a link. Raises ``Question.DoesNotExist`` for every other text, and for one that is too old."""
    try:
        key = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        raise Question.DoesNotExist from None
    return Question.objects.select_related("listing__group").get(pk=key)


def confirm(question: Question) -> bool:
    """The link was used: the group gets the question. Whether this was the first time."""
    with transaction.atomic():
        waiting = Question.objects.filter(pk=question.pk, status=Status.UNCONFIRMED)
        if not waiting.update(status=Status.OPEN):
            return False
        question.refresh_from_db()
        audit.record(action="catalogue.question.confirm", subject=question, actor="shopper")
        letters.question_came(question)
    return True


def answer(question: Question, *, words: str, acting_user: "User", on_behalf_of: str = "") -> None:
    """The group answers; from now on both are shown, and the asker gets a mail. Raises ``VoiceRefused``, ``AlreadyDone``."""
    text = masked(words)
    if not text or len(text) > ANSWER_SIGNS:
        raise VoiceRefused("answer", _("Write an answer of at most 2,000 letters."))
    with transaction.atomic():
        waiting = Question.objects.filter(pk=question.pk, status=Status.OPEN)
        now = timezone.now()
        if not waiting.update(status=Status.ANSWERED, answer_words=text, answered_at=now, answered_by=acting_user):
            raise AlreadyDone
        shown.refresh(question.listing_id)
        question.refresh_from_db()
        audit.record(action="catalogue.question.answer", subject=question, acting_user=acting_user, on_behalf_of=on_behalf_of)
        letters.answered(question)


def hide(question: Question, *, words: str, acting_user: "User") -> None:
    """A moderator takes a question with its answer off the page, or out of the group's list. Raises as the others do."""
    why = words.strip()[:500]
    if not why:
        raise VoiceRefused("words", _("Say why in a sentence. It is kept, and those concerned read it."))
    with transaction.atomic():
        there = Question.objects.filter(pk=question.pk, status__in=(Status.OPEN, Status.ANSWERED))
        if not there.update(status=Status.HIDDEN, hidden_reason=why):
            raise AlreadyDone
        shown.refresh(question.listing_id)
        audit.record(action="catalogue.question.hide", subject=question, acting_user=acting_user, reason=why)
