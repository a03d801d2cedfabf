"""Oscar apps that we keep but hold quieter than Oscar does."""

from oscar.apps.analytics.apps import AnalyticsConfig


class QuietAnalyticsConfig(AnalyticsConfig):
    """Oscar's receivers write a row on every product view, which takes SQLite's write lock on a read; they are left out."""

    def ready(self) -> None:
        """Do not import ``oscar.apps.analytics.receivers``."""
