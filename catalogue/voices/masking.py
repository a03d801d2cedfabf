"""No telephone numbers and addresses in what is shown: shoppers and groups find each other through the shop, both ways.

A number that is given away on a public page is called by strangers; and who pays outside the shop has none of its protection.
"""

import re

from journal.logs import clean

MASK = "•••"
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|in|org|net|co|io|me|shop|link)\b(?:/\S*)?")
# Ten digits or more, however they are parted: ``98765 43210``, ``9 8 7 6 5 4 3 2 1 0``, ``+91-98765-43210``.
_DIGITS = re.compile(r"(?<!\w)\+?\d(?:[\s().-]*\d){9,}(?!\w)")
_AT = re.compile(r"(?i)[\w.+-]+\s*(?:\(at\)|\[at\]|\s+at\s+)\s*[\w-]+\s*(?:\.|\(dot\)|\[dot\]|\s+dot\s+)\s*\w+")
_HANDLE = re.compile(r"(?<![\w@.])[\w.-]{2,}@[a-z]{2,}\b|(?<![\w@])@[A-Za-z]\w{2,}", re.I)  # a UPI id, a name in a network
_CLEANED = re.compile(r"\[(?:mail|phone|token|key|removed)\]")


def masked(text: str) -> str:
    """``text`` with dots where contact details stood, and without idle blanks at its ends."""
    text = clean(text.strip())
    for shape in (_CLEANED, _LINK, _AT, _DIGITS, _HANDLE):
        text = shape.sub(MASK, text)
    return text
