"""Who may reach listings and drafts in the workspace. What is not reachable looks as if it did not exist."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import User
from catalogue.models import Listing, ListingDraft
from producers.access import groups_of, may
from producers.models import ProducerGroup

EDIT = "edit_listings"


def group_for(user: User | AnonymousUser, slug: str) -> ProducerGroup:
    """The group, if this person may edit its listings. Raises ``ProducerGroup.DoesNotExist`` in every other case."""
    found = groups_of(user).select_related("district").get(slug=slug)
    if not may(user, found, EDIT):
        raise ProducerGroup.DoesNotExist
    return found


def listing_for(user: User | AnonymousUser, slug: str) -> Listing:
    """A listing whose group's goods this person may edit. Raises ``Listing.DoesNotExist`` in every other case."""
    found = Listing.objects.select_related("group", "product_type", "product").get(slug=slug, group__in=groups_of(user))
    if not may(user, found.group, EDIT):
        raise Listing.DoesNotExist
    return found


def draft_for(user: User | AnonymousUser, key: str) -> ListingDraft:
    """An open draft of such a group. Raises ``ListingDraft.DoesNotExist`` in every other case, also once it was sent."""
    drafts = ListingDraft.objects.select_related("group__district", "product_type", "listing")
    found = drafts.get(key=key, group__in=groups_of(user), closed_at__isnull=True)
    if not may(user, found.group, EDIT):
        raise ListingDraft.DoesNotExist
    return found


def sent_draft_for(user: User | AnonymousUser, key: str) -> ListingDraft:
    """A draft that was sent already: who posts it again is led to what became of it. Raises ``ListingDraft.DoesNotExist``."""
    drafts = ListingDraft.objects.select_related("group", "listing")
    found = drafts.get(key=key, group__in=groups_of(user), closed_at__isnull=False, listing__isnull=False)
    if not may(user, found.group, EDIT):
        raise ListingDraft.DoesNotExist
    return found


def noted_draft_for(user: User | AnonymousUser, key: str) -> ListingDraft:
    """A draft that may have a voice note: an open one, or one that has a note. Raises ``ListingDraft.DoesNotExist`` in every other case."""
    drafts = ListingDraft.objects.select_related("group__district", "product_type", "listing", "voice_note")
    found = drafts.get(Q(closed_at__isnull=True) | Q(voice_note__isnull=False), key=key, group__in=groups_of(user))
    if not may(user, found.group, EDIT):
        raise ListingDraft.DoesNotExist
    return found
