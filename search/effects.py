"""What the worker does for search."""

from typing import Any

from journal import outbox
from search import facts


@outbox.effect(facts.KIND)
def refresh(payload: dict[str, Any]) -> None:
    """Bring the facts of some listings up to date; running it again changes nothing."""
    facts.refresh(payload["listings"])
