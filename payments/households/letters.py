"""Mails about the bank details of a household: every owner of its group learns of new ones at once."""

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.tell import tell_person
from payments.household_models import HouseholdAccount
from producers.members import people_as
from producers.models import Membership


def account_changed(account: HouseholdAccount) -> None:
    """One notice to each owner. In the caller's transaction; it holds no number."""
    household = account.household
    for person in people_as(household.group, Membership.Role.OWNER):
        with translation.override(person.language):
            title = _("New bank details for %(household)s") % {"household": household.name}
            body = _(
                "%(person)s has given new bank details for the household %(household)s of %(group)s, ending in %(last)s.\n"
                "They are used from %(from)s on. If this is not right, give the right details in the workspace now."
            ) % {
                "person": str(account.created_by),
                "household": household.name,
                "group": household.group.name,
                "last": account.last_four or account.upi_mask,
                "from": date_format(timezone.localtime(account.usable_from), "j F Y, H:i") + " IST",
            }
        key = f"{account.pk}:{person.pk}"
        tell_person(person, kind="household_account_changed", key=key, title=title, body=body, subject_number=household.code)
