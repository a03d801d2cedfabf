"""From what a person typed to what the engines look for: stems, other names for the same thing, beginnings of words."""

from dataclasses import dataclass

from catalogue.words import plain_words
from search import synonyms
from search.contract import MAX_TEXT
from search.scripts import latin
from search.stems import stem
from search.synonyms import Lists, Phrase

MAX_WORDS = 8
# A single letter at the end of a text begins too many words to be of use.
SHORTEST_BEGINNING = 2


@dataclass(frozen=True)
class Term:
    """One thing that must be found: as any of ``phrases`` of stems, or as a stem that starts with ``beginning``."""

    typed: str
    phrases: tuple[Phrase, ...]
    beginning: str = ""


def terms_of(text: str, editors: Lists = ()) -> list[Term]:
    """What ``text`` asks for, each term in all its names. The last word may be unfinished. Empty when there is no word in it.

    Only letters, digits and vowel signs come through, so no engine ever sees a quote, an operator or a control sign.
    ``editors`` are the lists of names that editors keep.
    """
    typed = plain_words(text[:MAX_TEXT])[:MAX_WORDS]
    words = [word for word in typed if word not in synonyms.fillers()] or typed
    terms: list[Term] = []
    while words:
        length = _known_length(words, editors)
        terms.append(_term(words[:length], editors, is_last=length == len(words)))
        words = words[length:]
    return terms


def _term(words: list[str], editors: Lists, *, is_last: bool) -> Term:
    phrase = tuple(stem(word) for word in words)
    phrases = synonyms.names(editors).get(phrase, (phrase,))
    if len(words) > 1:
        return Term(" ".join(words), phrases)
    word = words[0]
    spelled = latin(word)
    if spelled and len(phrases) == 1:
        phrases = (phrase, (stem(spelled),))
    return Term(word, phrases, word if is_last and len(word) >= SHORTEST_BEGINNING else "")


def _known_length(words: list[str], editors: Lists) -> int:
    """Of how many words the longest name is that ``words`` start with; 1 when they start with none."""
    table = synonyms.names(editors)
    for length in range(min(synonyms.longest(editors), len(words)), 1, -1):
        if tuple(stem(word) for word in words[:length]) in table:
            return length
    return 1
