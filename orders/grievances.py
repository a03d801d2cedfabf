"""Complaints: opened by anybody, answered by a grievance officer, within 48 hours and one month.

What was written stays: messages are only ever added. A shopper who writes after the resolution opens the complaint again; its clocks
do not begin anew.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import audit, receipts, tokens
from journal.numbers import is_number, new_number
from orders import grievance_letters, grievance_links
from orders.contacts import tidy_email, tidy_mobile
from orders.errors import BadContact, NotPossible
from orders.grievance_clocks import acknowledge_by, resolve_by
from orders.models import Grievance, GrievanceMessage

if TYPE_CHECKING:
    from accounts.models import User

Status = Grievance.Status
Kind = GrievanceMessage.Kind
CLOSE_AFTER = timedelta(days=14)  # after the resolution, where the shopper writes nothing more
MIN_KEY_LENGTH = 20
_UNDER_WAY = (Status.OPEN, Status.ANSWERED, Status.ESCALATED)
_REPLIED = (*_UNDER_WAY, Status.RESOLVED)


@dataclass(frozen=True)
class Complaint:
    """What a shopper writes. At least one of mobile number and e-mail address is there."""

    name: str
    mobile: str
    email: str
    subject: str
    words: str
    order_number: str = ""

    def tidied(self) -> "Complaint":
        """The same as it is stored. Raises ``BadContact``, which names the field."""
        name, subject = " ".join(self.name.split()), " ".join(self.subject.split())
        number = "".join(self.order_number.split()).upper()
        number = number if "-" in number or not number else f"{number[:2]}-{number[2:]}"
        if not name or len(name) > 120:
            raise BadContact("name", _("Write your name."))
        if not self.mobile.strip() and not self.email.strip():
            raise BadContact("email", _("Write an email address or a mobile number, so that we can answer."))
        if number and not is_number(number, "LB"):
            raise BadContact("order_number", _("This is not an order number. It looks like LB-7K3M9Q2X; you can also leave it out."))
        mobile = tidy_mobile(self.mobile) if self.mobile.strip() else ""
        email = tidy_email(self.email) if self.email.strip() else ""
        return Complaint(name, mobile, email, subject, self.words.strip(), number)


def open_grievance(complaint: Complaint, *, key: str, language: str = "en") -> Grievance:
    """Open a complaint: its ticket number is there at once, and is mailed. The same ``key`` again is the same complaint.

    Raises ``BadContact``, or ``ValueError`` for a key that could be guessed.
    """
    if len(key) < MIN_KEY_LENGTH:
        raise ValueError("The key of a form has to be unguessable.")
    said = complaint.tidied()
    now, nonce = timezone.now(), tokens.new_nonce()
    with receipts.written_once(Grievance.objects.filter(key=key)) as kept:
        grievance = kept.row = Grievance.objects.create(
            number=new_number("GR"),
            key=key,
            nonce=nonce,
            token_hash=tokens.hash_of(grievance_links.token_of(nonce)),
            order_number=said.order_number,
            name=said.name,
            mobile=said.mobile,
            email=said.email,
            subject=said.subject,
            words=said.words,
            language=language,
            opened_at=now,
            acknowledge_by=acknowledge_by(now),
            resolve_by=resolve_by(now),
        )
        audit.record(action="orders.grievance.open", subject=grievance, actor="shopper", after={"number": grievance.number})
        grievance_letters.opened(grievance)
        grievance_letters.tell_officers(grievance)
    return kept.there


def reply(grievance: Grievance, *, words: str) -> GrievanceMessage:
    """The shopper writes again. What was answered or resolved is open again. Raises ``NotPossible`` once it is closed."""
    with transaction.atomic():
        held = Grievance.objects.select_for_update().get(pk=grievance.pk)
        after = Status.ESCALATED if held.status == Status.ESCALATED else Status.OPEN
        message = _move(held, _REPLIED, after, Kind.REPLY, words, resolved_at=None)
        grievance_letters.reply_came(held, message)
    return message


def answer(grievance: Grievance, *, words: str, acting_user: "User") -> GrievanceMessage:
    """The officer answers: the first answer stops the clock of 48 hours."""
    return _by_officer(grievance, Status.ANSWERED, Kind.ANSWER, words, acting_user)


def ask_back(grievance: Grievance, *, words: str, acting_user: "User") -> GrievanceMessage:
    """The officer needs to know more. The clock of one month goes on."""
    return _by_officer(grievance, Status.ANSWERED, Kind.QUESTION, words, acting_user)


def resolve(grievance: Grievance, *, words: str, acting_user: "User") -> GrievanceMessage:
    """The complaint is settled, in these words."""
    return _by_officer(grievance, Status.RESOLVED, Kind.RESOLVED, words, acting_user, resolved_at=timezone.now())


def escalate(grievance: Grievance, *, words: str, acting_user: "User") -> GrievanceMessage:
    """Passed on to those who run the shop; the shopper is told. The clocks go on."""
    return _by_officer(grievance, Status.ESCALATED, Kind.ESCALATED, words, acting_user)


def opened(grievance: Grievance, *, acting_user: "User") -> None:
    """Somebody of the staff reads a complaint and the personal data in it: who and which, in the journal."""
    with transaction.atomic():
        audit.record(action="orders.grievance.opened", subject=grievance, acting_user=acting_user)


def close_due() -> int:
    """Close what was resolved two weeks ago without another word of the shopper; how many."""
    due = Grievance.objects.filter(status=Status.RESOLVED, resolved_at__lte=timezone.now() - CLOSE_AFTER)
    count = 0
    for grievance in due.order_by("pk")[:200]:
        with transaction.atomic():
            if Grievance.objects.filter(pk=grievance.pk, status=Status.RESOLVED).update(status=Status.CLOSED, version=F("version") + 1):
                audit.record(
                    action="orders.grievance.closed", subject=grievance, before={"status": Status.RESOLVED}, after={"status": Status.CLOSED}
                )
                count += 1
    return count


def _by_officer(grievance: Grievance, after: str, kind: str, words: str, acting_user: "User", **values: Any) -> GrievanceMessage:
    """One step of the officer; who takes the first one is the officer of the complaint. Raises ``NotPossible`` once it is resolved."""
    with transaction.atomic():
        held = Grievance.objects.select_for_update(of=("self",)).select_related("officer").get(pk=grievance.pk)
        values["acknowledged_at"] = held.acknowledged_at or timezone.now()
        values["officer"] = held.officer or acting_user
        message = _move(held, _UNDER_WAY, after, kind, words, acting_user, **values)
        grievance_letters.officer_wrote(held, message)
        if kind == Kind.ESCALATED:
            grievance_letters.tell_central(held, message)
    return message


def _move(
    held: Grievance, allowed: tuple[str, ...], after: str, kind: str, words: str, acting_user: "User | None" = None, **values: Any
) -> GrievanceMessage:
    """Change the state where it still is an allowed one, add the message and the entry of the journal. Raises ``NotPossible``."""
    before = held.status
    allows = Grievance.objects.filter(pk=held.pk, status=before, status__in=allowed)
    if not allows.update(status=after, version=F("version") + 1, **values):
        raise NotPossible(before)
    held.refresh_from_db()
    message = GrievanceMessage.objects.create(grievance=held, kind=kind, words=words.strip(), by_user=acting_user)
    audit.record(
        action=f"orders.grievance.{kind}",
        subject=held,
        acting_user=acting_user,
        actor="" if acting_user else "shopper",
        before={"status": before},
        after={"status": after, "message": message.pk},
    )
    return message
