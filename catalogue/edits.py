"""Staged edits: a change of texts, pictures or declarations of a live listing waits for staff; until then readers see the old ones.

``before`` and ``after`` of an edit are plain JSON: ``title``, ``summary``, ``story``, ``story_language`` (edits of long ago have none),
``size_text``, ``declarations``, ``photos`` (keys of pictures, the main one first) and, where the listing has variants, ``sizes`` (see
``catalogue.variants``). Price and stock are not staged: see ``catalogue.prices``.
"""

import copy
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.errors import NothingChanged, NotReady, StaleVersion, WrongEditStatus, WrongListingStatus
from catalogue.journalling import record_change
from catalogue.models import Listing, ListingEdit, Product
from catalogue.photos import photos_of, set_photos
from catalogue.problems import Problem
from catalogue.requirements import problems_of
from catalogue.texts import ask_for_english, mark_outdated
from catalogue.variants import apply_edit, labels_of

TEXTS = ("title", "summary", "story", "size_text")
LANGUAGE = "story_language"
EDITABLE = (Listing.Status.LIVE, Listing.Status.PAUSED)
Status = ListingEdit.Status


def snapshot(listing: Listing) -> dict[str, Any]:
    """What an edit may change, as the listing has it now."""
    held = {**{field: getattr(listing, field) for field in TEXTS}, LANGUAGE: listing.story_language}
    held |= {"declarations": listing.declarations, "photos": photos_of(listing)}
    sizes = labels_of(listing)
    return {**held, "sizes": sizes} if sizes else held


def as_edited(listing: Listing, after: dict[str, Any]) -> Listing:
    """The listing as it would be, in memory only: for checks and for the page that staff compare. Never saved."""
    shown = copy.copy(listing)
    for field in (*TEXTS, "declarations"):
        setattr(shown, field, after[field])
    shown.story_language = after.get(LANGUAGE, listing.story_language)
    if "sizes" in after:
        shown.size_labels = [size["label"] for size in after["sizes"]]
    return shown


def problems_after(listing: Listing, after: dict[str, Any]) -> list[Problem]:
    """What would stand between the edited listing and its being live."""
    problems = problems_of(as_edited(listing, after))
    if not after["photos"]:
        problems.append(Problem("photo_missing", _("Add a picture."), field="photo"))
    return problems


def open_edit(listing: Listing) -> ListingEdit | None:
    """The edit that waits for staff, or for the group to answer them."""
    return ListingEdit.objects.filter(listing=listing, status__in=ListingEdit.OPEN).first()


def send_edit(*, listing: Listing, after: dict[str, Any], acting_user: User | None, on_behalf_of: str = "") -> ListingEdit:
    """Hand a change to staff; one that waits already takes the new words and another version.

    Raises ``NothingChanged``, ``NotReady`` for problems that nobody may overrule, and ``WrongListingStatus`` unless the listing is live
    or paused.
    """
    with transaction.atomic():
        held = _editable(listing)
        before = snapshot(held)
        after = {**{name: before[name] for name in ("sizes", LANGUAGE) if name in before}, **after}
        if before == after:
            raise NothingChanged(held.slug)
        refusals = [problem for problem in problems_after(held, after) if problem.verdict == "refuse"]
        if refusals:
            raise NotReady(refusals)
        facts = {"before": before, "after": after, "status": Status.IN_REVIEW, "sent_by": acting_user, "sent_at": timezone.now()}
        waiting = open_edit(held)
        if waiting is None:
            edit = ListingEdit.objects.create(listing=held, **facts)
        else:
            ListingEdit.objects.filter(pk=waiting.pk).update(version=F("version") + 1, review_reason="", **facts)
            edit = ListingEdit.objects.get(pk=waiting.pk)
        changed = [key for key in after if before[key] != after[key]]
        record_change("listing.edit_send", held, acting_user, on_behalf_of, after={"edit": edit.pk, "changed": changed})
    return edit


def approve_edit(
    *, edit: ListingEdit, version: int, acting_user: User | None, overruled: Collection[str] = (), reason: str = ""
) -> Listing:
    """Put exactly the edit that staff saw on the live page.

    Raises ``StaleVersion`` when the group sent another one or the listing was changed meanwhile, ``WrongEditStatus`` when somebody has
    decided already, ``NotReady`` for problems that were not overruled.
    """
    if overruled and not reason.strip():
        raise ValueError("Say why the reviewed problems may stand.")
    with transaction.atomic():
        held = _editable(edit.listing)
        _decide(edit, version, Status.APPROVED, (Status.IN_REVIEW,), acting_user)
        now = snapshot(held)
        if {key: now.get(key) for key in edit.before} != edit.before:
            raise StaleVersion("The listing was changed after the edit was sent.")
        problems = [p for p in problems_after(held, edit.after) if p.verdict == "refuse" or p.code not in overruled]
        if problems:
            raise NotReady(problems)
        _apply(held, edit.after, acting_user)
        set_photos(listing=held, pictures=edit.after["photos"], acting_user=acting_user)
        mark_outdated(held, TEXTS)
        ask_for_english(held, "story")
        record_change("listing.edit_approve", held, acting_user, "", before=edit.before, after=edit.after, reason=reason)
    return held


def _apply(listing: Listing, after: dict[str, Any], acting_user: User | None) -> None:
    changes = {field: after[field] for field in (*TEXTS, "declarations")} | {LANGUAGE: after.get(LANGUAGE, listing.story_language)}
    Listing.objects.filter(pk=listing.pk).update(version=F("version") + 1, **changes)
    Product.objects.filter(pk=listing.product_id).update(title=after["title"])
    listing.refresh_from_db()
    apply_edit(listing=listing, sizes=after.get("sizes", []), acting_user=acting_user)


def ask_changes_of_edit(*, edit: ListingEdit, version: int, reason: str, acting_user: User | None) -> None:
    """Give an edit back with what has to change. Raises ``StaleVersion``, ``WrongEditStatus``."""
    if not reason.strip():
        raise ValueError("Say what has to change.")
    with transaction.atomic():
        _decide(edit, version, Status.CHANGES_ASKED, (Status.IN_REVIEW,), acting_user, review_reason=reason)
        record_change("listing.edit_ask_changes", edit.listing, acting_user, "", after={"edit": edit.pk}, reason=reason)


def drop_edit(*, edit: ListingEdit, acting_user: User | None, reason: str = "", version: int | None = None, on_behalf_of: str = "") -> None:
    """Let a change go; the live page stays as it is. Raises ``WrongEditStatus``, ``StaleVersion``."""
    with transaction.atomic():
        _decide(edit, version, Status.DROPPED, ListingEdit.OPEN, acting_user, review_reason=reason)
        record_change("listing.edit_drop", edit.listing, acting_user, on_behalf_of, after={"edit": edit.pk}, reason=reason)


def _editable(listing: Listing) -> Listing:
    held = Listing.objects.select_for_update(of=("self",)).select_related("product_type", "group", "product").get(pk=listing.pk)
    if held.status not in EDITABLE:
        raise WrongListingStatus(held.status, [str(status.value) for status in EDITABLE])
    return held


def _decide(
    edit: ListingEdit, version: int | None, new: Status, wanted: Collection[Status], acting_user: User | None, **fields: str
) -> None:
    """One guarded UPDATE; ``edit`` is brought up to date. Raises ``WrongEditStatus``, ``StaleVersion``."""
    rows = ListingEdit.objects.filter(pk=edit.pk, status__in=wanted)
    if version is not None:
        rows = rows.filter(version=version)
    decided = {"status": new, "decided_by": acting_user, "decided_at": timezone.now(), **fields}
    moved = rows.update(version=F("version") + 1, **decided)
    edit.refresh_from_db()
    if not moved and edit.status not in wanted:
        raise WrongEditStatus(edit.status)
    if not moved:
        raise StaleVersion(f"The edit is at version {edit.version}, not {version}.")
