"""What the worker does for search."""

from typing import Any

from journal import outbox
from search import facts, owed


@outbox.effect(owed.KIND)
def refresh(payload: dict[str, Any]) -> None:
    """Bring the facts of some listings up to date, and with them all others that wait; running it again changes nothing."""
    others = owed.waiting()
    facts.refresh({*payload["listings"], *others.listings})
    owed.settle(others)
