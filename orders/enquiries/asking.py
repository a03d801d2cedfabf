"""Somebody asks for many pieces, something made for them, or a parcel abroad; a group or the shop answers, or says no.

Contact details are masked both ways: the group reads what is wanted, never who asks; the answer goes out by mail.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Listing
from catalogue.voices.masking import masked
from journal import audit, receipts
from journal.numbers import new_number
from orders.enquiries import letters
from orders.enquiries.errors import EnquiryRefused, NotOpen
from orders.models import Enquiry
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

MOST_SIGNS = 1000
PLACE_SIGNS = 80
NAME_SIGNS = 60
Status = Enquiry.Status


@dataclass(frozen=True)
class Wanted:
    """The four answers: what, where to, who, and where the answer goes."""

    words: str
    place: str
    name: str
    email: str

    def tidied(self) -> "Wanted":
        """The same as it is stored. Raises ``EnquiryRefused``, which names the field."""
        words, place = self.words.strip(), " ".join(self.place.split())
        name, email = " ".join(self.name.split()), self.email.strip().lower()
        if not words or len(words) > MOST_SIGNS:
            raise EnquiryRefused("words", _("Say what you need, how many and by when, in at most 1,000 letters."))
        if not place or len(place) > PLACE_SIGNS:
            raise EnquiryRefused("place", _("Write the pincode it goes to, or the country."))
        if not name or len(name) > NAME_SIGNS:
            raise EnquiryRefused("name", _("Write your name."))
        try:
            validate_email(email)
        except ValidationError:
            raise EnquiryRefused("email", _("Write the email address that the answer goes to.")) from None
        return Wanted(masked(words), masked(place), name, email)


def ask(
    wanted: Wanted, *, key: str, language: str, group: ProducerGroup | None, listing: Listing | None = None, user: "User | None" = None
) -> Enquiry:
    """Ask a group, or the shop without one. The same ``key`` again is the same enquiry. Raises ``EnquiryRefused``."""
    said = wanted.tidied()
    with receipts.written_once(Enquiry.objects.filter(key=key)) as kept:
        enquiry = kept.row = Enquiry.objects.create(
            number=new_number("EN"),
            key=key,
            group=group,
            listing=listing,
            user=user,
            words=said.words,
            place=said.place,
            name=said.name,
            email=said.email,
            language=language,
        )
        audit.record(action="orders.enquiry.ask", subject=enquiry, acting_user=user, actor="" if user else "shopper")
        letters.received(enquiry)
        letters.came(enquiry)
    return kept.there


def decline(enquiry: Enquiry, *, words: str, acting_user: "User", on_behalf_of: str = "") -> None:
    """Answer without a quote, in words that the asker gets by mail. Raises ``EnquiryRefused``, ``NotOpen``."""
    said = masked(words)
    if not said or len(said) > MOST_SIGNS:
        raise EnquiryRefused("answer", _("Write an answer of at most 1,000 letters."))
    with transaction.atomic():
        close(enquiry, Status.DECLINED, acting_user=acting_user, on_behalf_of=on_behalf_of, words=said)
        letters.declined(enquiry)


def close(enquiry: Enquiry, status: str, *, acting_user: "User", on_behalf_of: str = "", words: str = "") -> None:
    """Write the answer where none is. In the caller's transaction. Raises ``NotOpen``."""
    still_open = Enquiry.objects.filter(pk=enquiry.pk, status=Status.OPEN)
    given = {"status": status, "answer_words": words, "answered_at": timezone.now(), "answered_by": acting_user}
    if not still_open.update(**given):
        raise NotOpen
    enquiry.refresh_from_db()
    audit.record(action=f"orders.enquiry.{status}", subject=enquiry, acting_user=acting_user, on_behalf_of=on_behalf_of)


def of_group(group: ProducerGroup | None) -> QuerySet[Enquiry]:
    """The enquiries of a group, or those to the shop: open ones first, then the newest."""
    return Enquiry.objects.filter(group=group).select_related("listing").order_by("answered_at", "-asked_at")
