"""What the worker does for search."""

from typing import Any

from journal import outbox
from search import exposure, facts, owed, sought


@outbox.effect(owed.KIND)
def refresh(payload: dict[str, Any]) -> None:
    """Bring the facts of some listings up to date, and with them all others that wait; running it again changes nothing."""
    others = owed.waiting()
    facts.refresh({*payload["listings"], *others.rows})
    owed.settle(others)


@outbox.effect(owed.ELASTIC)
def index(payload: dict[str, Any]) -> None:
    """Tell Elasticsearch of some products, and of all others that wait; running it again changes nothing."""
    from search.elastic import indexing  # loaded where there is an Elasticsearch

    others = owed.waiting(kind=owed.ELASTIC)
    indexing.catch_up({*payload["facts"], *others.rows})
    owed.settle(others)


@outbox.effect(exposure.KIND)
def count_views(payload: dict[str, Any]) -> None:
    """Add what a web process has counted; the key of the batch sees to it that it is added once."""
    exposure.add(payload)


@outbox.effect(sought.KIND)
def count_sought(payload: dict[str, Any]) -> None:
    """Add what people looked for and at; the key of the batch sees to it that it is added once."""
    sought.add(payload)
