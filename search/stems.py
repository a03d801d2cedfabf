"""Words and their stems, made by our own code: every engine is given the same ones, so every engine finds the same."""

from functools import lru_cache
from threading import Lock

import snowballstemmer

from catalogue.words import plain_words

# Words shorter than this have no ending that could be taken off.
SHORTEST = 4
# Most words of a shop come again and again; reading one from here takes a hundredth of the time.
REMEMBERED = 50_000
_english = snowballstemmer.stemmer("english")
_hindi = snowballstemmer.stemmer("hindi")
# A stemmer holds the word that it works on: two threads in one give each other wrong stems, or an error.
_one_at_a_time = Lock()
DEVANAGARI = range(0x0900, 0x0980)


def stems(text: str) -> list[str]:
    """The stems of all words of ``text``, in their order: ``Dried Apricots`` gives ``dri``, ``apricot``."""
    return [stem(word) for word in plain_words(text)]


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """The stem of one plain word. Numbers, and scripts other than Latin and Devanagari, stay as they are."""
    if len(word) < SHORTEST or any(sign.isdigit() for sign in word):
        return word
    with _one_at_a_time:
        if word.isascii():
            return str(_english.stemWord(word))
        return str(_hindi.stemWord(word)) if ord(word[0]) in DEVANAGARI else word
