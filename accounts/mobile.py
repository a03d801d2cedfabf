"""Mobile numbers as people write them, turned into E.164, the one shape that is kept."""

import re
import unicodedata

from accounts.models import E164

_SEPARATORS = re.compile(r"[\s().\-‐-―]+")
# TRAI numbering plan: Indian mobile numbers have ten digits, the first of them 6 to 9.
_INDIAN = re.compile(r"(?:0|91|0091)?([6-9][0-9]{9})")


def in_e164(text: str) -> str:
    """``98765 43210``, ``098765-43210`` and ``+91 98765 43210`` all become ``+919876543210``.

    A number without country code is taken for an Indian one; digits of any script count. Raises ``ValidationError`` for anything
    that is no mobile number.
    """
    compact = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in _SEPARATORS.sub("", text))
    indian = _INDIAN.fullmatch(compact)
    number = f"+91{indian[1]}" if indian else compact
    E164(number)
    return number
