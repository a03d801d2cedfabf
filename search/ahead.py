"""Reading what facts are made of before it is their turn to be written, while others may change it."""

from collections.abc import Sequence
from dataclasses import dataclass

from search import edition
from search.gathering import Gathered, gather


@dataclass(frozen=True)
class Part:
    """Listings, what was read of them, and how many changes by others were known of when that began."""

    listing_ids: Sequence[int]
    gathered: Gathered
    changes: int


class Ahead:
    """One who writes many parts, and reads each before the one before it is written.

    Whoever writes facts waits for the others and begins a new edition. So an edition that is not the last one of this writer says that
    somebody else has written, and what was read before that was known may be older than what stands there now: it is read again.
    """

    def __init__(self) -> None:
        self._last = edition.read_for_writing()
        self._changes = 0

    def read(self, listing_ids: Sequence[int]) -> Part:
        """Read a part. Waits for nobody."""
        changes = self._changes  # before anything is read
        return Part(listing_ids, gather(listing_ids), changes)

    def still_true(self, part: Part) -> Gathered:
        """What the part says now. Within the transaction that writes it, behind ``edition.hold``."""
        if edition.read_for_writing() != self._last:
            self._changes += 1
        return part.gathered if part.changes == self._changes else gather(part.listing_ids)

    def wrote(self) -> None:
        """The part was written, in this transaction."""
        self._last = edition.read_for_writing()
