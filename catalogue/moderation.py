"""What staff decide about listings and staged edits: approve, ask for changes, withdraw. The group is told of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from catalogue import letters, publishing
from catalogue.edits import approve_edit, as_edited, ask_changes_of_edit, drop_edit
from catalogue.models import Listing, ListingEdit
from catalogue.problems import Problem
from catalogue.requirements import problems_by_name
from journal.models import AuditEntry

MAY_MODERATE = "catalogue.moderate_listing"
SECONDS_AN_HOUR = 3600


@dataclass(frozen=True)
class Waiting:
    """One thing in the queue: a listing, or a staged edit of one."""

    kind: str
    key: int
    listing: Listing
    since: datetime
    hours: int


def queue() -> list[Waiting]:
    """Listings in review and edits in review, oldest first. Two queries."""
    now = timezone.now()
    found = [
        *(_waiting("listing", row.pk, row, row.review_asked_at or row.created_at, now) for row in listings_in_review()),
        *(_waiting("edit", edit.pk, edit.listing, edit.sent_at, now) for edit in edits_in_review()),
    ]
    return sorted(found, key=lambda row: (row.since, row.kind, row.key))


def how_many_wait() -> int:
    """Listings and edits in review. Two queries."""
    return listings_in_review().count() + edits_in_review().count()


def _waiting(kind: str, key: int, listing: Listing, since: datetime, now: datetime) -> Waiting:
    return Waiting(kind, key, listing, since, int((now - since).total_seconds() // SECONDS_AN_HOUR))


def listings_in_review() -> QuerySet[Listing]:
    """The listings that wait for staff."""
    return Listing.objects.filter(status=Listing.Status.IN_REVIEW).select_related("group", "product_type")


def edits_in_review() -> QuerySet[ListingEdit]:
    """The staged edits that wait for staff."""
    return ListingEdit.objects.filter(status=ListingEdit.Status.IN_REVIEW).select_related("listing__group", "listing__product_type")


def checklist(listing: Listing, edit: ListingEdit | None = None) -> dict[str, list[Problem]]:
    """What each requirement of the port says of the listing, or of what the edit would make of it; nothing where it is met."""
    return problems_by_name(as_edited(listing, edit.after) if edit else listing)


def find(words: str) -> list[Listing]:
    """Listings by title, address or group, whatever their state: at most thirty. One query."""
    meant = Q(title__icontains=words) | Q(slug=words) | Q(group__name__icontains=words)
    return list(Listing.objects.filter(meant).select_related("group", "product_type").order_by("title", "pk")[:30])


def history(listing: Listing) -> list[AuditEntry]:
    """What happened to a listing, the newest first, without the wishes of shoppers, who did nothing to it. One query."""
    rows = AuditEntry.objects.filter(subject_type=listing._meta.label_lower, subject=str(listing.pk), action__startswith="listing.")
    return list(rows.select_related("acting_user").order_by("-pk")[:40])


def approve(*, listing: Listing, version: int, acting_user: User, overruled: Collection[str] = (), reason: str = "") -> None:
    """Let exactly the version that staff saw go live. Raises as ``publishing.publish`` does; only a listing in review is approved."""
    with transaction.atomic():
        publishing.refuse_other_status(listing, (Listing.Status.IN_REVIEW,))
        publishing.publish(listing, acting_user=acting_user, overruled=overruled, reason=reason, version=version)
        letters.approved(listing)


def ask_changes(*, listing: Listing, version: int, reason: str, acting_user: User) -> None:
    """Give the listing back. Raises ``StaleVersion``, ``WrongListingStatus``."""
    with transaction.atomic():
        publishing.ask_changes(listing, reason=reason, acting_user=acting_user, version=version)
        letters.changes_asked(listing, reason)


def withdraw(*, listing: Listing, version: int, reason: str, acting_user: User) -> None:
    """Take the listing out of the shop for good. Raises ``StaleVersion``, ``WrongListingStatus``."""
    with transaction.atomic():
        publishing.withdraw(listing, reason=reason, acting_user=acting_user, version=version)
        letters.withdrawn(listing, reason)


def decide_edit(*, edit: ListingEdit, decision: str, version: int, acting_user: User, **words: Any) -> None:
    """Approve an edit, ask for changes of it, or refuse it; the live page changes with an approval only.

    ``words``: ``reason``, and ``overruled`` for an approval. Raises ``StaleVersion``, ``WrongEditStatus``, ``NotReady``.
    """
    with transaction.atomic():
        if decision == "approve":
            edit.listing = approve_edit(edit=edit, version=version, acting_user=acting_user, **words)
            letters.edit_approved(edit)
            return
        if decision == "ask":
            ask_changes_of_edit(edit=edit, version=version, reason=words["reason"], acting_user=acting_user)
        else:
            drop_edit(edit=edit, version=version, reason=words["reason"], acting_user=acting_user)
        letters.edit_given_back(edit, words["reason"])
