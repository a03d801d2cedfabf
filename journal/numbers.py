"""Public numbers: random, easy to read out, with a check character. Nothing can be learnt by counting up."""

import secrets

# 31 signs, a prime: no 0 or O, no 1 or I, no U (V in the accents our callers have).
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}


def check_sign(body: str) -> str:
    """The check character of ``body``: finds any one wrong sign and any two neighbours swapped (weights mod a prime)."""
    return ALPHABET[sum(_VALUES[sign] * (place + 2) for place, sign in enumerate(body)) % len(ALPHABET)]


def new_number(prefix: str, length: int = 7) -> str:
    """A fresh number such as ``LB-7K3M9Q2X``: ``length`` random signs (31**7 = 2.7e10) and their check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return f"{prefix}-{body}{check_sign(body)}"


def is_number(text: str, prefix: str) -> bool:
    """Whether ``text`` is well formed: right prefix, known signs, right check character."""
    head, _, tail = text.upper().partition("-")
    if head != prefix or len(tail) < 2 or any(sign not in _VALUES for sign in tail):
        return False
    return check_sign(tail[:-1]) == tail[-1]
