"""Words that nothing was found for, spelled as the shop spells them: the nearest word of the shop's own vocabulary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.words import plain_words
from search import synonyms
from search.models import Word
from search.scripts import latin
from search.synonyms import Lists
from search.words import Term

# So many letters may be wrong in a word of so many letters, as most engines count it.
ONE_WRONG_FROM, TWO_WRONG_FROM = 3, 7
# A name in the table of synonyms counts as a word of so many products.
NAME_COUNTS = 1
LONGEST = 40
WRITTEN_AT_ONCE = 1000


@dataclass(frozen=True)
class Guess:
    """A word of the shop and how far it is from the typed one; the smaller the better."""

    distance: int
    other_sound: bool
    other_beginning: bool
    rarity: int
    word: str

    def key(self) -> tuple[int, bool, bool, int, str]:
        return (self.distance, self.other_sound, self.other_beginning, self.rarity, self.word)


def corrected(terms: Sequence[Term], unknown: Iterable[int], editors: Lists = ()) -> str:
    """The text of ``terms`` with the ``unknown`` ones spelled as in the shop; empty when no word of the shop is near any of them."""
    words = [term.typed for term in terms]
    for number in unknown:
        words[number] = _nearest(words[number], editors) or words[number]
    return " ".join(words) if words != [term.typed for term in terms] else ""


def _nearest(typed: str, editors: Lists) -> str:
    word = latin(typed) or typed
    wrong = allowed(word)
    if not wrong:
        return ""
    lengths = range(len(word) - wrong, len(word) + wrong + 1)
    known = dict.fromkeys((name for name in synonyms.single_words(editors) if len(name) in lengths), NAME_COUNTS)
    known |= dict(Word.objects.filter(length__in=lengths).values_list("word", "products"))
    known.pop(word, None)
    letters = _letters(word)
    near = (other for other in known if (letters ^ _letters(other)).bit_count() <= 2 * wrong)
    guesses = [_guess(word, other, distance, known[other]) for other in near if (distance := distance_of(word, other, wrong)) <= wrong]
    likely = [guess for guess in guesses if guess.distance == 1 or not (guess.other_sound and guess.other_beginning)]
    return min(likely, key=Guess.key).word if likely else ""


def _guess(word: str, other: str, distance: int, products: int) -> Guess:
    return Guess(distance, sound(word) != sound(other), word[0] != other[0], -products, other)


def plain(text: str) -> str:
    """The whole text in plain words, as titles are kept to know an exact hit."""
    return " ".join(plain_words(text))


def allowed(word: str) -> int:
    """How many letters may be wrong. Numbers are never corrected."""
    if len(word) < ONE_WRONG_FROM or len(word) > LONGEST or not word.isascii() or any(sign.isdigit() for sign in word):
        return 0
    return 1 if len(word) < TWO_WRONG_FROM else 2


def sound(word: str) -> str:
    """The consonants of a word, doubled ones once: ``appricot`` sounds like ``apricot``, ``pashmeena`` like ``pashmina``."""
    heard = ""
    for sign in word:
        if sign not in "aeiouyh" and not heard.endswith(sign):
            heard += sign
    return heard


def _letters(word: str) -> int:
    """The letters of a word as bits: two words that differ in more of them than edits could change need no closer look."""
    found = 0
    for sign in word:
        found |= 1 << (ord(sign) & 31)
    return found


def distance_of(one: str, other: str, at_most: int) -> int:
    """How many letters have to be added, dropped, changed or swapped with their neighbour; ``at_most`` + 1 when it is more."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, sign in enumerate(one, start=1):
        here = [row]
        for column, letter in enumerate(other, start=1):
            best = min(above[column] + 1, here[-1] + 1, above[column - 1] + (sign != letter))
            if row > 1 and column > 1 and sign == other[column - 2] and letter == one[row - 2]:
                best = min(best, before[column - 2] + 1)
            here.append(best)
        if min(here) > at_most:
            return at_most + 1
        before, above = above, here
    return above[-1]


def is_word(word: str) -> bool:
    """Whether a word belongs into the vocabulary: Latin letters alone, long enough that it could be misspelt."""
    return word.isascii() and word.isalpha() and ONE_WRONG_FROM <= len(word) <= LONGEST


def learn(words: Iterable[str]) -> None:
    """Add words to the vocabulary, in the caller's transaction. Those it holds already keep their count."""
    rows = [Word(word=word, length=len(word), products=1) for word in sorted(set(words)) if is_word(word)]
    Word.objects.bulk_create(rows, ignore_conflicts=True, batch_size=WRITTEN_AT_ONCE)


def learn_anew(counts: Mapping[str, int]) -> None:
    """Replace the vocabulary by these words and how many products have each, in the caller's transaction."""
    Word.objects.all()._raw_delete(Word.objects.db)
    rows = [Word(word=word, length=len(word), products=products) for word, products in sorted(counts.items()) if is_word(word)]
    Word.objects.bulk_create(rows, batch_size=WRITTEN_AT_ONCE)
