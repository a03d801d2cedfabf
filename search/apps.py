"""The fork of Oscar's search app: one read row a product, and three engines behind one contract."""

from oscar.core.application import OscarConfig


class SearchConfig(OscarConfig):
    label = "search"
    name = "search"
    namespace = "search"

    def ready(self) -> None:
        """Oscar would import its Haystack views here; ours are in ``storefront``."""
        from search import effects, jobs, receivers  # noqa: F401
