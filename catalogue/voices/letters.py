"""Mails about reviews and questions. What was written is on the pages; a mail to a group or to staff says where to look."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.models import Listing
from catalogue.voice_models import Question, Review, ReviewFlag
from notices import secrets as mail_secrets
from notices.tell import tell
from producers.members import people_in_charge

MODERATE = "moderate_voice"
QUESTION_LINK = "question_link"


def review_came(review: Review) -> None:
    """A buyer has said something about a listing of the group."""
    for member in people_in_charge(review.listing.group):
        with translation.override(member.language):
            title = _("A buyer has written about “%(title)s”") % {"title": review.listing.title}
            body = _("Your group can answer it once. Other buyers read both.")
            _to_member(member, "review_came", review.number, title, body, review.listing)


def flag_raised(raised: ReviewFlag) -> None:
    """Moderators have seven days."""
    if raised.by == ReviewFlag.By.STAFF:
        return
    for person in _moderators():
        with translation.override(person.language):
            title = _("A review was flagged: %(number)s") % {"number": raised.review.number}
            until = date_format(localtime(raised.decide_by), "j M Y, H:i")
            body = _("Please decide by %(until)s (Indian time).") % {"until": until}
            page = settings.BASE_URL + reverse("voices_staff")
            _tell(person.email or "", "review_flagged", f"{raised.review.number}:{person.pk}", title, f"{body}\n{page}", person)


def flag_decided(raised: ReviewFlag) -> None:
    """The group learns what a moderator decided and why."""
    review = raised.review
    for member in people_in_charge(review.listing.group):
        with translation.override(member.language):
            title = _("The review of “%(title)s” was looked at") % {"title": review.listing.title}
            said = _("It stays.") if raised.decision == ReviewFlag.Decision.KEPT else _("It is hidden.")
            body = f"{said} {raised.decision_words}"
            _to_member(member, "review_decided", review.number, title, body, review.listing)


def confirm_question(question: Question) -> None:
    """A guest opens the link, and the question goes to the group."""
    with translation.override(question.language):
        title = _("Your question about “%(title)s”") % {"title": question.listing.title}
        body = _("Please open this page and press the button; then we send your question to the group. It holds for seven days.")
        rest = _("If you have not asked anything, you need do nothing: nothing is sent.")
        link = mail_secrets.placeholder(QUESTION_LINK, str(question.pk))
        _tell(question.email, "question_confirm", question.number, title, f"{body}\n{link}\n\n{rest}", None, question.language)


def question_came(question: Question) -> None:
    """Somebody wants to know something about a listing of the group."""
    for member in people_in_charge(question.listing.group):
        with translation.override(member.language):
            title = _("A question about “%(title)s”") % {"title": question.listing.title}
            body = _("Please answer it in the workspace. The asker gets a mail, and other buyers read both.")
            _to_member(member, "question_came", question.number, title, body, question.listing)


def answered(question: Question) -> None:
    """The asker reads the answer in the mail, and on the page with everybody else."""
    if not question.email:
        return
    with translation.override(question.language):
        title = _("The maker has answered: %(title)s") % {"title": question.listing.title}
        page = settings.BASE_URL + reverse("product", args=[question.listing.slug]) + "#questions"
        body = f"{question.listing.group.name}:\n{question.answer_words}\n\n{page}"
        _tell(question.email, "question_answered", question.number, title, body, question.user, question.language)


@mail_secrets.secret(QUESTION_LINK)
def _address_of(key: str) -> str:
    """The address of a question's link at the moment of sending; the front page where the question is gone."""
    from catalogue.voices import questions

    question = Question.objects.filter(pk=int(key)).first()
    return settings.BASE_URL + (reverse("question-confirm", args=[questions.token_of(question)]) if question else "")


def _moderators() -> QuerySet[User]:
    """Active staff who may decide, by a role or themselves, and can be reached by mail."""
    given = Q(groups__permissions__codename=MODERATE) | Q(user_permissions__codename=MODERATE)
    return User.objects.filter(given, is_active=True).exclude(email=None).exclude(email="").distinct().order_by("pk")


def _to_member(member: User, kind: str, number: str, title: str, body: str, listing: Listing) -> None:
    page = settings.BASE_URL + reverse("workspace-voices", args=[listing.group.slug])
    _tell(member.email or "", kind, f"{number}:{member.pk}", title, f"{body}\n{page}", member)


def _tell(to_email: str, kind: str, key: str, title: str, body: str, user: User | None, language: str = "") -> None:
    if to_email:
        tell(
            kind=kind,
            to_email=to_email,
            key=key,
            title=title[:200],
            body=body,
            user=user,
            language=language or (user.language if user else "en"),
        )
