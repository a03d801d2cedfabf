"""What a translation has to keep of the English: its figures, its marks of HTML, and no sign that would break out of where it stands.

Pages write the words of the interface as they are, also inside attributes: a quotation mark or a bracket that the English does not have
would end the attribute or open an element.
"""

import re
from collections import Counter

from django.utils.translation import gettext as _

from words.errors import WordsRefused

FIGURE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
ELEMENT = re.compile(r"<[^>]*>|&\w+;")
DANGEROUS = "\"'<>&`"


def check(english: tuple[str, ...], forms: tuple[str, ...]) -> None:
    """Raises ``WordsRefused`` in words for the reader."""
    if len(english) != len(forms):
        raise WordsRefused(_("Write the words for one and the words for many."))
    for number, words in enumerate(forms):
        if not words.strip():
            raise WordsRefused(_("Write the words first."))
        if wrong := lost_or_added(english, words, may_lose_figures=number == 0 and len(forms) > 1):
            raise WordsRefused(_("Keep these as they are in English: %(signs)s") % {"signs": " ".join(wrong)})


def lost_or_added(english: tuple[str, ...], words: str, *, may_lose_figures: bool = False) -> list[str]:
    """Figures, elements and dangerous signs in which ``words`` differs from every form of the English.

    The form for one may leave its figure out: "one day" for "1 day".
    """
    return min((_differing(form, words, may_lose_figures=may_lose_figures) for form in english), key=len)


def _differing(english: str, words: str, *, may_lose_figures: bool) -> list[str]:
    ours, theirs = Counter(FIGURE.findall(english)), Counter(FIGURE.findall(words))
    wrong = theirs - ours if may_lose_figures else (ours - theirs) + (theirs - ours)
    ours, theirs = Counter(ELEMENT.findall(english)), Counter(ELEMENT.findall(words))
    wrong += (ours - theirs) + (theirs - ours)
    rest, own = ELEMENT.sub("", words), ELEMENT.sub("", english)
    wrong.update(sign for sign in DANGEROUS if sign in rest and sign not in own)
    return sorted(wrong)
