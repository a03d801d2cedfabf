"""Check a GSTIN: its shape, its state code and its check character."""

import re

LADAKH_STATE_CODE = "38"
BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Two digits of state, ten of PAN, one registration of that PAN in the state, the letter Z, one check character.
SHAPE = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]")
BODY_LENGTH = 14


def check_character(body: str) -> str:
    """The fifteenth character for the first fourteen.

    Each character is a digit in base 36, weighted 1, 2, 1, 2 ...; both base-36 digits of every product are added, and the
    check character brings the sum to a multiple of 36. Verified on the published number 27AAPFU0939F1ZV.
    Raises ``ValueError`` for any other length or for signs outside 0-9 and A-Z.
    """
    if len(body) != BODY_LENGTH:
        raise ValueError(f"The body of a GSTIN has {BODY_LENGTH} characters, not {len(body)}.")
    total = 0
    for position, character in enumerate(body):
        product = BASE_36.index(character) * (1 + position % 2)
        total += product // 36 + product % 36
    return BASE_36[-total % 36]


def is_valid(text: str) -> bool:
    """Whether ``text`` is a well-formed GSTIN with the right check character, of any state. Capitals only, no spaces."""
    return SHAPE.fullmatch(text) is not None and check_character(text[:BODY_LENGTH]) == text[BODY_LENGTH]


def state_code(text: str) -> str:
    """The two digits of the state in which the number is registered; empty for a number that is not valid."""
    return text[:2] if is_valid(text) else ""


def is_of_ladakh(text: str) -> bool:
    """Whether ``text`` is a valid GSTIN of the Union territory of Ladakh (state code 38)."""
    return state_code(text) == LADAKH_STATE_CODE
