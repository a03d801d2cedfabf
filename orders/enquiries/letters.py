"""Mails about enquiries and quotes. Who asks gets the answer by mail; the group and the staff are told where to look."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from money.words import rupees
from notices.tell import tell
from orders.enquiries import links
from orders.grievance_letters import people_with
from orders.models import Enquiry, Proposal
from producers.members import people_in_charge

ANSWER = "answer_enquiry"


def received(enquiry: Enquiry) -> None:
    """Who asked has it in writing, with a number to speak of."""
    with translation.override(enquiry.language):
        title = _("Your enquiry %(number)s") % {"number": enquiry.number}
        body = _("It is with %(who)s. The answer comes to this address, with a price and a link to pay where it can be made.")
        rest = _("If you have not asked anything, you need do nothing.")
        _to_asker(enquiry, "enquiry_received", enquiry.number, title, f"{body % {'who': _who(enquiry)}}\n\n{enquiry.words}\n\n{rest}")


def came(enquiry: Enquiry) -> None:
    """The group's people in charge, or the staff who answer for several groups."""
    for person in people_in_charge(enquiry.group) if enquiry.group else people_with(ANSWER):
        with translation.override(person.language):
            title = _("Somebody asks for a price: %(number)s") % {"number": enquiry.number}
            body = _("Please answer with a quote, or say that it can not be made.")
            page = reverse("workspace-enquiries", args=[enquiry.group.slug]) if enquiry.group else reverse("staff_enquiries")
            _tell(person.email or "", "enquiry_came", f"{enquiry.number}:{person.pk}", title, f"{body}\n{settings.BASE_URL}{page}", person)


def declined(enquiry: Enquiry) -> None:
    """It can not be made; the group's words."""
    with translation.override(enquiry.language):
        title = _("An answer to your enquiry %(number)s") % {"number": enquiry.number}
        _to_asker(enquiry, "enquiry_declined", enquiry.number, title, f"{_who(enquiry)}:\n{enquiry.answer_words}")


def quoted(proposal: Proposal) -> None:
    """The quote and its link, to who asked. Nothing for a quote that answers no enquiry: its maker passes the link on."""
    enquiry = proposal.enquiry
    if enquiry is None:
        return
    with translation.override(enquiry.language):
        title = _("A quote for your enquiry %(number)s") % {"number": enquiry.number}
        _to_asker(enquiry, "enquiry_quoted", proposal.number, title, words_of(proposal, links.in_mail(proposal)))


def words_of(proposal: Proposal, link: str) -> str:
    """The quote in plain text: what, for how much, until when, and where to pay. For a mail and for WhatsApp alike."""
    parts = proposal.parts.select_related("group").prefetch_related("lines").order_by("pk")
    rows = []
    for part in parts:
        rows.append(_("%(group)s, packed by %(day)s:") % {"group": part.group.name, "day": date_format(part.packed_by, "j F Y")})
        rows += [f"  {line.quantity} × {line.title}: {rupees(line.line_paise)}" for line in part.lines.order_by("pk")]
    rows.append(_("Delivery to %(pin)s: %(paise)s") % {"pin": proposal.pin, "paise": rupees(proposal.delivery_paise)})
    rows.append(_("Total: %(paise)s") % {"paise": rupees(proposal.total_paise)})
    if proposal.note:
        rows += ["", proposal.note]
    until = _("You can pay here until %(day)s. Nothing is kept for you before:") % {"day": date_format(proposal.lapses_on, "j F Y")}
    return "\n".join([*rows, "", until, link])


def _who(enquiry: Enquiry) -> str:
    return enquiry.group.name if enquiry.group else settings.SHOP_NAME


def _to_asker(enquiry: Enquiry, kind: str, key: str, title: str, body: str) -> None:
    _tell(enquiry.email, kind, key, title, body, enquiry.user, enquiry.language)


def _tell(to_email: str, kind: str, key: str, title: str, body: str, user: User | None, language: str = "") -> None:
    if to_email:
        language = language or (user.language if user else "en")
        tell(kind=kind, to_email=to_email, key=key, title=title[:200], body=body, user=user, language=language)
