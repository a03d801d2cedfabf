"""What is offered while somebody types: products, groups, villages and stories whose names begin like that.

Titles of products are found by each engine. Names of groups and villages are few and lie on the board; stories come from a room above,
which registers itself. These three are the same whichever engine is asked.
"""

from collections.abc import Callable, Iterable, Sequence

from catalogue.words import plain_words
from search.board import Board
from search.contract import KINDS, MAX_SUGGESTIONS, MAX_TEXT, Suggestion
from search.scripts import latin

# A single letter begins too many names to be of use.
SHORTEST = 2
# So many lines may be names; with fewer of them there is more room for products.
MOST_NAMES = 4
# Gives everything in a language that it would like to see offered.
Source = Callable[[str], Iterable[Suggestion]]
_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Let a room above offer its own names, such as stories."""
    _sources.append(source)
    return source


def names(board: Board, text: str, language: str) -> list[Suggestion]:
    """Groups, villages and stories in whose name every typed word begins a word, in the order of ``KINDS`` and then of the alphabet."""
    typed = [{word, latin(word) or word} for word in plain_words(text[:MAX_TEXT])]
    if len("".join(plain_words(text[:MAX_TEXT]))) < SHORTEST:
        return []
    groups = (Suggestion("group", name, slug) for slug, name in board.names["group"].items())
    villages = (Suggestion("village", name, name) for name in board.names["village"].values())
    stories = (one for source in _sources for one in source(language))
    found = [one for row in (groups, villages, stories) for one in row if _begins(typed, one.title)]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.title, one.key))


def _begins(typed: Sequence[set[str]], name: str) -> bool:
    words = plain_words(name)
    return all(any(word.startswith(beginning) for word in words for beginning in ways) for ways in typed)


def together(products: Sequence[Suggestion], named: Sequence[Suggestion], limit: int) -> list[Suggestion]:
    """Products first, then names: each leaves the other room that it does not need."""
    limit = max(0, min(limit, MAX_SUGGESTIONS))
    kept = named[: max(min(MOST_NAMES, limit // 2), limit - len(products))]
    return [*products[: limit - len(kept)], *kept]
