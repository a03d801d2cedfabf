"""The room of words."""

from django.apps import AppConfig


class WordsConfig(AppConfig):
    """Hooks the processed catalogues in at start."""

    name = "words"
    verbose_name = "Words"
