"""The reference data in the order in which it has to be loaded. Each loader is idempotent and returns how many rows it holds."""

from collections.abc import Callable

LOADERS: list[tuple[str, Callable[[], int]]] = []
