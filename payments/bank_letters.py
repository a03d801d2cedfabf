"""Mails about a group's bank account: every owner learns of new details at once, with the time in which they can object."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from notices.tell import tell
from payments.models import BankAccount
from producers.members import people_as
from producers.models import Membership


def account_changed(account: BankAccount) -> None:
    """One notice to each owner, also to the one who gave the details. In the caller's transaction.

    Where an owner has no e-mail address, the group's own help address gets it too.
    """
    people = people_as(account.group, Membership.Role.OWNER)
    told: list[tuple[User | None, str, str]] = [(person, person.email or "", person.language) for person in people]
    if account.group.care_email and not all(to_email for _person, to_email, _language in told):
        told.append((None, account.group.care_email, "en"))
    for person, to_email, language in told:
        with translation.override(language):
            title, body = _words(account)
        tell(
            kind="bank_account_changed",
            to_email=to_email,
            key=f"{account.pk}:{person.pk if person else 'care'}",
            title=title[:200],
            body=body,
            subject_number=account.group.slug,
            user=person,
            link=reverse("workspace-money", args=[account.group.slug]),
            language=language,
        )


def _words(account: BankAccount) -> tuple[str, str]:
    title = _("New bank details for %(group)s") % {"group": account.group.name}
    body = _(
        "%(person)s has given a new bank account for %(group)s: %(holder)s, IFSC %(ifsc)s, account ending in %(last)s.\n"
        "Until %(from)s nothing is paid to it, and nothing to the account before.\n\n"
        "If this is not right: log in, open the money page of the workspace and give the right details, and call us at once: %(phone)s."
    )
    return title, body % {
        "person": str(account.created_by),
        "group": account.group.name,
        "holder": account.holder,
        "ifsc": account.ifsc,
        "last": account.last_four,
        "from": _moment(account.usable_from),
        "phone": settings.SHOP_CARE_PHONE,
    }


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i") + " IST"
