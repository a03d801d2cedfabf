"""The states of a listing: draft, review, changes asked, live, paused, withdrawn. Each move is one guarded UPDATE."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from catalogue import note_deleting
from catalogue.errors import NotReady, StaleVersion, WrongListingStatus
from catalogue.journalling import record_change
from catalogue.models import Listing, ListingDraft, ListingEdit, Product, VoiceNote
from catalogue.problems import Problem
from catalogue.requirements import problems_of
from catalogue.texts import ask_for_english

Status = Listing.Status
UNFINISHED = (Status.DRAFT, Status.CHANGES_ASKED)


def send_to_review(listing: Listing, *, acting_user: User | None, on_behalf_of: str = "") -> list[Problem]:
    """Hand a draft to staff. Returns what they have to look at. Raises ``NotReady`` for problems that nobody may overrule."""
    with transaction.atomic():
        problems = problems_of(listing)
        refusals = [problem for problem in problems if problem.verdict == "refuse"]
        if refusals:
            raise NotReady(refusals)
        reason = "\n".join(problem.message for problem in problems)
        asked = timezone.now()
        _move(listing, UNFINISHED, Status.IN_REVIEW, "listing.review", acting_user, on_behalf_of, reason, review_asked_at=asked)
    return problems


def take_back(listing: Listing, *, acting_user: User | None, on_behalf_of: str = "") -> None:
    """Let the group correct a listing that nobody has looked at yet."""
    with transaction.atomic():
        _move(listing, (Status.IN_REVIEW,), Status.DRAFT, "listing.take_back", acting_user, on_behalf_of, "")


def ask_changes(listing: Listing, *, reason: str, acting_user: User | None, version: int | None = None) -> None:
    """Give a listing back to its group with what has to change. Raises ``StaleVersion`` when ``version`` is not the present one."""
    if not reason.strip():
        raise ValueError("Say what has to change.")
    with transaction.atomic():
        refuse_other_version(listing, version)
        _move(listing, (Status.IN_REVIEW,), Status.CHANGES_ASKED, "listing.ask_changes", acting_user, "", reason, review_reason=reason)


def publish(
    listing: Listing, *, acting_user: User | None, overruled: Collection[str] = (), reason: str = "", version: int | None = None
) -> None:
    """Let a listing go live. A draft passes through review on the way, so that its history is whole.

    ``overruled`` names the codes of review problems that staff have looked at, with their ``reason``; refusals can not be overruled.
    ``version`` is the one that staff saw. Raises ``NotReady`` with every other problem, ``StaleVersion`` when the listing was changed
    after they looked. Who may publish is asked by the screen (staff).
    """
    if overruled and not reason.strip():
        raise ValueError("Say why the reviewed problems may stand.")
    with transaction.atomic():
        refuse_other_version(listing, version)
        problems = [p for p in problems_of(listing) if p.verdict == "refuse" or p.code not in overruled]
        if problems:
            raise NotReady(problems)
        if _status(listing) in UNFINISHED:
            _move(listing, UNFINISHED, Status.IN_REVIEW, "listing.review", acting_user, "", reason)
        since = listing.live_at or timezone.now()
        _move(listing, (Status.IN_REVIEW,), Status.LIVE, "listing.publish", acting_user, "", reason, live_at=since, review_reason="")
        ask_for_english(listing, "story")


def pause(listing: Listing, *, acting_user: User | None, reason: str = "", on_behalf_of: str = "") -> None:
    """Take a live listing off sale for a while; its page stays."""
    with transaction.atomic():
        _move(listing, (Status.LIVE,), Status.PAUSED, "listing.pause", acting_user, on_behalf_of, reason)


def resume(listing: Listing, *, acting_user: User | None, on_behalf_of: str = "") -> None:
    """Put a paused listing on sale again. Raises ``NotReady`` for a new problem that nobody may overrule."""
    with transaction.atomic():
        refusals = [problem for problem in problems_of(listing) if problem.verdict == "refuse"]
        if refusals:
            raise NotReady(refusals)
        _move(listing, (Status.PAUSED,), Status.LIVE, "listing.resume", acting_user, on_behalf_of, "")


def withdraw(listing: Listing, *, reason: str, acting_user: User | None, on_behalf_of: str = "", version: int | None = None) -> None:
    """Take a listing off for good; a change of it that waits is dropped. Its address is not given to another."""
    if not reason.strip():
        raise ValueError("Say why the listing is withdrawn.")
    every_other = tuple(status for status in Status if status != Status.WITHDRAWN)
    with transaction.atomic():
        refuse_other_version(listing, version)
        _move(listing, every_other, Status.WITHDRAWN, "listing.withdraw", acting_user, on_behalf_of, reason)
        ListingEdit.objects.filter(listing=listing, status__in=ListingEdit.OPEN).update(
            status=ListingEdit.Status.DROPPED, decided_at=timezone.now(), version=F("version") + 1
        )
        ListingDraft.objects.filter(listing=listing, closed_at__isnull=True).update(closed_at=timezone.now())
        note_deleting.delete_all(VoiceNote.objects.filter(draft__listing=listing))


def refuse_other_status(listing: Listing, wanted: Collection[Status]) -> None:
    """Raise ``WrongListingStatus`` unless the listing is in one of these states."""
    if _status(listing) not in wanted:
        raise WrongListingStatus(_status(listing), [str(status.value) for status in wanted])


def refuse_other_version(listing: Listing, version: int | None) -> None:
    """Lock the row and raise ``StaleVersion`` when it is not the version that the person saw; ``None`` asks for nothing."""
    held = Listing.objects.select_for_update().get(pk=listing.pk)
    if version is not None and held.version != version:
        raise StaleVersion(f"The listing is at version {held.version}, not {version}.")


def _status(listing: Listing) -> str:
    return Listing.objects.values_list("status", flat=True).get(pk=listing.pk)


def _move(
    listing: Listing,
    wanted: tuple[Status, ...],
    new: Status,
    action: str,
    acting_user: User | None,
    on_behalf_of: str,
    reason: str,
    **fields: Any,
) -> None:
    """One guarded move with its journal entry; Oscar's ``is_public`` follows. Raises ``WrongListingStatus``."""
    old = _status(listing)
    rows = Listing.objects.filter(pk=listing.pk, status=old)
    if old not in wanted or not rows.update(status=new, version=F("version") + 1, **fields):
        raise WrongListingStatus(_status(listing), [str(status.value) for status in wanted])
    Product.objects.filter(pk=listing.product_id).update(is_public=new == Status.LIVE)
    listing.refresh_from_db(fields=["status", "version", *fields])
    record_change(action, listing, acting_user, on_behalf_of, before={"status": old}, after={"status": new.value}, reason=reason)
