"""Finding products: one read row a product and one contract over several engines."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.contract import Engine


def engine() -> "Engine":
    """The engine that fits the configured database."""
    from search.engines import current

    return current()
