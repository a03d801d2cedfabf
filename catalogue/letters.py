"""Mails to a group about its listings, to each owner and manager in the own language."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.models import Listing, ListingEdit
from notices.tell import tell_person
from producers.members import people_in_charge


def approved(listing: Listing) -> None:
    """The listing is on sale."""
    _tell(listing, "listing_approved", lambda: (_("“%(title)s” is on sale"), _("Staff have approved it. Buyers can see it now.")))


def changes_asked(listing: Listing, reason: str) -> None:
    """The listing was given back."""
    _tell(
        listing,
        "listing_changes_asked",
        lambda: (
            _("Please change something in “%(title)s”"),
            _("Staff ask: %(reason)s Open the listing in your workspace, correct it and send it again.").replace("%(reason)s", reason),
        ),
    )


def withdrawn(listing: Listing, reason: str) -> None:
    """Staff took the listing out of the shop."""
    _tell(
        listing,
        "listing_withdrawn",
        lambda: (_("“%(title)s” was taken out of the shop"), _("The reason: %(reason)s").replace("%(reason)s", reason)),
    )


def edit_approved(edit: ListingEdit) -> None:
    """The change is on the page."""
    _tell(
        edit.listing,
        "edit_approved",
        lambda: (_("Your change of “%(title)s” is shown"), _("Staff have approved it.")),
        key=f"e{edit.pk}.{edit.version}",
    )


def edit_given_back(edit: ListingEdit, reason: str) -> None:
    """The change was not taken over as it is."""
    _tell(
        edit.listing,
        "edit_given_back",
        lambda: (
            _("Your change of “%(title)s” was given back"),
            _("Staff ask: %(reason)s Until then the page in the shop stays as it is.").replace("%(reason)s", reason),
        ),
        key=f"e{edit.pk}.{edit.version}",
    )


def _tell(listing: Listing, kind: str, words: Callable[[], tuple[str, str]], key: str = "") -> None:
    """One notice to each, once for each version of the listing or the edit. In the caller's transaction."""
    for member in people_in_charge(listing.group):
        with translation.override(member.language):
            title, body = words()
        _send(listing, kind, key or f"{listing.pk}.{listing.version}", member, title.replace("%(title)s", listing.title), body)


def _send(listing: Listing, kind: str, key: str, member: User, title: str, body: str) -> None:
    page = reverse("workspace-listing", args=[listing.slug])
    tell_person(member, kind=kind, key=f"{key}.{member.pk}", title=title, body=body, subject_number=listing.slug, link=page)
