"""What an act in the audit trail is called where people read it. Each room names its own acts when the shop starts."""

from collections.abc import Mapping

from django.utils.functional import Promise

_WORDS: dict[str, str | Promise] = {}


def name(words: Mapping[str, str | Promise]) -> None:
    """Give acts their words."""
    _WORDS.update(words)


def words_of(action: str) -> str:
    """The words for an act; its own name where nobody gave it words."""
    return str(_WORDS.get(action, action))
