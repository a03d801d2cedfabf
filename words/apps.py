"""The room of words."""

from typing import Any

from django.apps import AppConfig


class WordsConfig(AppConfig):
    """Hooks the processed catalogues in at start."""

    name = "words"
    verbose_name = "Words"

    def ready(self) -> None:
        """An open shop shows no draft, not even before its first look at the database."""
        from journal.signals import work_begins
        from words import loading

        loading.begin()
        work_begins.connect(_before_work, dispatch_uid="words")


def _before_work(**_sent: Any) -> None:
    """Mails and papers that a worker makes say what was read through last."""
    from words import loading

    loading.freshen()
