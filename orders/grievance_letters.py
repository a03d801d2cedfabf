"""Mails about complaints. What was written is on the ticket's page only; a mail holds the number, the clocks and the link."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from notices.tell import tell, tell_person
from orders import grievance_links
from orders.grievance_clocks import clock, moment_words
from orders.models import Grievance, GrievanceMessage

ANSWER = "answer_grievance"
CENTRAL = "act_for_shopper"  # who may act on any order also decides what an officer passes on
Kind = GrievanceMessage.Kind


def people_with(codename: str) -> QuerySet[User]:
    """Active staff who were given this permission, themselves or by a role, and can be reached by mail."""
    given = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    return User.objects.filter(given, is_active=True).exclude(email=None).exclude(email="").distinct().order_by("pk")


def opened(grievance: Grievance) -> None:
    """The ticket number and both clocks."""
    with translation.override(grievance.language):
        title = _("Your complaint has the number %(number)s") % {"number": grievance.number}
        body = _("We have it. A grievance officer answers by %(answer)s and resolves it by %(resolve)s.") % {
            "answer": moment_words(grievance.acknowledge_by),
            "resolve": moment_words(grievance.resolve_by),
        }
        _to_writer(grievance, "grievance_opened", grievance.number, title, body)


def officer_wrote(grievance: Grievance, message: GrievanceMessage) -> None:
    """The officer answered, asked, passed on or resolved."""
    with translation.override(grievance.language):
        titles = {
            Kind.ANSWER: _("An answer to your complaint %(number)s"),
            Kind.QUESTION: _("A question about your complaint %(number)s"),
            Kind.RESOLVED: _("Your complaint %(number)s is resolved"),
            Kind.ESCALATED: _("Your complaint %(number)s was passed on"),
        }
        body = _("Please read it on the page of your complaint. You can answer there.")
        _to_writer(grievance, f"grievance_{message.kind}", str(message.pk), titles[Kind(message.kind)] % {"number": grievance.number}, body)


def tell_officers(grievance: Grievance) -> None:
    """There is a new complaint."""
    for officer in people_with(ANSWER):
        with translation.override(officer.language):
            title = _("New complaint %(number)s") % {"number": grievance.number}
            _to_staff(grievance, officer, "grievance_new", grievance.number, title, clock(grievance).words)


def reply_came(grievance: Grievance, message: GrievanceMessage) -> None:
    """The shopper wrote again: the officer of the complaint learns of it, or all of them."""
    for officer in _officers(grievance):
        with translation.override(officer.language):
            title = _("A reply to complaint %(number)s") % {"number": grievance.number}
            _to_staff(grievance, officer, "grievance_reply", str(message.pk), title, clock(grievance).words)


def tell_central(grievance: Grievance, message: GrievanceMessage) -> None:
    """An officer passed a complaint on."""
    for person in people_with(CENTRAL):
        with translation.override(person.language):
            title = _("Complaint %(number)s was passed on to you") % {"number": grievance.number}
            _to_staff(grievance, person, "grievance_passed_on", str(message.pk), title, clock(grievance).words)


def remind(grievance: Grievance, which: str) -> None:
    """A clock runs out soon. ``which`` (answer, resolve) makes it one mail a person and clock."""
    for officer in _officers(grievance):
        with translation.override(officer.language):
            title = _("Complaint %(number)s: little time is left") % {"number": grievance.number}
            _to_staff(grievance, officer, "grievance_reminder", f"{grievance.number}:{which}", title, clock(grievance).words)


def _officers(grievance: Grievance) -> list[User]:
    if grievance.officer and grievance.officer.is_active and grievance.officer.email:
        return [grievance.officer]
    return list(people_with(ANSWER))


def _to_writer(grievance: Grievance, kind: str, key: str, title: str, body: str) -> None:
    if not grievance.email:
        return
    text = f"{body}\n\n{_('Your complaint:')}\n{grievance_links.in_mail(grievance)}"
    tell(
        kind=kind,
        to_email=grievance.email,
        key=key,
        title=title,
        body=text,
        subject_number=grievance.number,
        language=grievance.language,
    )


def _to_staff(grievance: Grievance, person: User, kind: str, key: str, title: str, words: str) -> None:
    page = settings.BASE_URL + reverse("grievance_page", args=[grievance.number])
    tell_person(person, kind=kind, key=f"{key}:{person.pk}", title=title, body=f"{words}\n{page}", subject_number=grievance.number)
