"""Stripe's way of writing nested values in a form: ``metadata[order]=LB-1&payment_method_types[0]=card``."""

import re
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"\[([^\]]*)\]")


def fields_of(text: str) -> dict[str, Any]:
    """The values of a form or of the question in an address."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, parts = name.partition("[")[0], _PART.findall(name)
        here = found
        for key in [head, *parts][:-1]:
            here = here.setdefault(key, {})
        here[parts[-1] if parts else head] = value
    return {name: _as_list(value) for name, value in found.items()}


def _as_list(value: Any) -> Any:
    """A dictionary with the keys 0, 1, 2 is a list."""
    if isinstance(value, dict) and value and all(key.isdigit() or not key for key in value):
        return list(value.values())
    return value
