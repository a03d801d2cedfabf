"""Check the number of a food licence or registration."""

import re

# Food Safety and Standards (Licensing and Registration of Food Businesses) Regulations 2011: numbers have fourteen digits.
SHAPE = re.compile(r"[0-9]{14}")


def is_valid(text: str) -> bool:
    """Whether ``text`` is fourteen plain digits. The number carries no check digit, so staff compare it with the paper."""
    return SHAPE.fullmatch(text) is not None


def is_dummy(text: str) -> bool:
    """Whether the number is one that no authority gives out. Numbers of licences begin with 1, of registrations with 2."""
    return text.startswith("0")
