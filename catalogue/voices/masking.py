"""No telephone numbers and addresses in what is shown: shoppers and groups find each other through the shop, both ways.

A number that is given away on a public page is called by strangers; and who pays outside the shop has none of its protection. Reviews,
questions, answers, enquiries and quotes all go through ``masked``. Disguises are known as far as people use them: digits parted or of
another script, digits written as words, "at" and "dot".
"""

import re

from journal.logs import clean

MASK = "•••"
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|in|org|net|co|io|me|shop|link)\b(?:/\S*)?")
_GAP = r"[\s().\u200b-\u200d\u2060-]*"
# Ten digits or more of any script, however they are parted: ``98765 43210``, ``9 8 7 6 5 4 3 2 1 0``, ``+91-98765-43210``, ``९८७६५…``;
# an O between digits is a nought.
_DIGITS = re.compile(rf"(?<!\w)\+?\d(?:{_GAP}(?:\d|(?<=\d)[oO](?=\d|\W|$))){{9,}}(?!\w)")
# Single digits with other signs between: ``9,8,7,6…``, ``9_8_7…``, ``9*8*7…``.
_PARTED = re.compile(r"(?<![\w,])\d(?:\s*[,;:/|*_~]\s*\d(?!\d)){9,}")
_ONES = (
    r"zero|nought|oh|one|two|three|four|five|six|seven|eight|nine"
    r"|shunya|ek|do|teen|tin|char|chaar|paanch|panch|chhe|chha|cheh|saat|sat|aath|ath|nau"
    r"|शून्य|ज़ीरो|जीरो|एक|दो|तीन|चार|पाँच|पांच|छह|छः|छे|सात|आठ|नौ"
    r"|صفر|ایک|دو|تین|چار|پانچ|چھ|چھے|سات|آٹھ|نو"
)
_ONE = rf"(?:(?:double|triple|डबल|ट्रिपल)\s+)?(?:(?<!\w)(?:{_ONES})(?!\w)|\d)"
# Eight digits or more of which some are words: ``nine eight one two 345…``. Fewer could be a count.
_WORDS = re.compile(rf"(?i)(?<!\w){_ONE}(?:[\s().,;:/*_-]*{_ONE}){{7,}}(?!\w)")
_ENDS = r"(?:com|in|org|net|co|edu|info|io|me)\b"
_DOT = r"(?:\(\s*dot\s*\)|\[\s*dot\s*\]|\{\s*dot\s*\}|\bdot\b|डॉट)\s*[\w\u0900-\u097f]+"
_MARK = r"(?:\(\s*at\s*\)|\[\s*at\s*\]|\{\s*at\s*\}|\s(?:at|एट|ऐट)\s)"
_AT = re.compile(rf"(?i)[\w.+-]+\s*{_MARK}\s*[\w-]+\s*(?:\.{_ENDS}|{_DOT})")
_PROVIDERS = r"g\s?mail|yahoo|hotmail|outlook|rediff(?:mail)?|icloud|proton(?:mail)?|जीमेल"
_AT_PROVIDER = re.compile(rf"(?i)[\w.+-]+\s*(?:@|{_MARK})\s*(?:{_PROVIDERS})(?!\w)(?:\s*(?:\.\s*\w+|{_DOT}))?")
_WIDE_AT = re.compile(r"[\w.+-]+\s*[@＠]\s*[\w-]+(?:\s?\.\s?[a-z]{2,})+", re.I)
_HANDLE = re.compile(r"(?<![\w@.])[\w.-]{2,}@[a-z]{2,}\b|(?<![\w@])@[A-Za-z]\w{2,}", re.I)  # a UPI id, a name in a network
_CLEANED = re.compile(r"\[(?:mail|phone|token|key|removed)\]")


def masked(text: str) -> str:
    """``text`` with dots where contact details stood, and without idle blanks at its ends."""
    text = clean(text.strip())
    for shape in (_CLEANED, _WIDE_AT, _AT_PROVIDER, _AT, _LINK, _PARTED, _DIGITS, _HANDLE):
        text = shape.sub(MASK, text)
    return _WORDS.sub(_unless_counts, text)


def _unless_counts(found: re.Match[str]) -> str:
    """Digits alone are left to the shapes of digits, which know measures from numbers."""
    return MASK if re.search(r"[^\W\d]", found.group()) else found.group()
