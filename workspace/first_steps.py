"""What a group that has never had an order does first: say it where the inbox is still empty."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import Listing
from payments.access import CHANGE_BANK
from payments.bank_accounts import current_account
from producers import contract
from producers.access import may
from producers.models import ProducerGroup


@dataclass(frozen=True)
class Step:
    """One thing to do, and where."""

    words: str | Promise
    label: str | Promise
    href: str


def steps_of(group: ProducerGroup, user: User | AnonymousUser) -> list[Step]:
    """What is missing and this person may do, in the sequence in which it is done. Two queries beside those of access."""
    found = []
    if may(user, group, "edit_listings") and not Listing.objects.filter(group=group).exists():
        words = _("Nothing is for sale yet. A photo, a price and how many: then staff look at it.")
        found.append(Step(words, _("Add something to sell"), reverse("workspace-listing-add", args=[group.slug])))
    if may(user, group, CHANGE_BANK) and current_account(group) is None:
        words = _("We do not know yet where to send your money. Have the passbook at hand.")
        found.append(Step(words, _("Give the bank account"), reverse("workspace-bank", args=[group.slug])))
    return found


def agree_anew(group: ProducerGroup) -> list[Step]:
    """A new text of the contract is shown to owners until one of them agrees. One query."""
    if not contract.asks_anew(group):
        return []
    words = _("The contract with the shop has a new text.")
    return [Step(words, _("Read it and agree"), reverse("workspace-papers", args=[group.slug]))]
