"""What a person saw of a draft before changing it, so that two people who write the same page never overwrite each other unasked."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalogue.errors import AnsweredMeanwhile
from catalogue.models import Listing, ListingDraft, ListingEdit
from journal.receipts import fingerprint

WORDS = ("title", "summary", "story", "story_language")


def mark(answers: Mapping[str, Any], names: Iterable[str]) -> str:
    """A mark of these answers, which goes along with the page that shows them. Nothing and an empty answer are the same."""
    return fingerprint({name: answers.get(name) for name in names if answers.get(name) not in (None, "", {}, [])})[:20]


def refuse_unseen(held: Mapping[str, Any], wanted: Mapping[str, Any], seen: str) -> None:
    """Raises ``AnsweredMeanwhile`` when the answers held are neither those that were seen nor those that are wanted."""
    if mark(held, wanted) in (seen, mark(wanted, wanted)):
        return
    now = {name: held.get(name) for name in wanted if (held.get(name) or "") != (wanted[name] or "")}
    raise AnsweredMeanwhile(now)


def words_of(listings: Iterable[Listing]) -> dict[int, dict[str, str]]:
    """The words of each listing as its next draft would begin: of the open draft, of the open edit, or as they are. Two queries."""
    rows = list(listings)
    drafts = ListingDraft.objects.filter(listing__in=rows, closed_at__isnull=True)
    edits = ListingEdit.objects.filter(listing__in=rows, status__in=ListingEdit.OPEN)
    later = {edit.listing_id: edit.after for edit in edits} | {draft.listing_id: draft.answers for draft in drafts}
    found = {}
    for row in rows:
        own = {name: getattr(row, name) for name in WORDS}
        found[row.pk] = {name: (later.get(row.pk, {}).get(name) or "") if row.pk in later else own[name] for name in WORDS}
    return found
