"""Secrets in mails: a stored notice holds a placeholder, only the mail that is sent holds the secret.

A placeholder is signed, so that a name or a text typed by somebody can not stand for another person's secret.
"""

import re
from collections.abc import Callable

from django.core.signing import BadSignature, Signer

_PLACEHOLDER = re.compile(r"\[\[([\w-]+:[\w-]+:[\w-]+)\]\]", re.ASCII)
_resolvers: dict[str, Callable[[str], str]] = {}


def _signer() -> Signer:
    return Signer(salt="notices.secrets", sep=":")


def secret(kind: str) -> Callable[[Callable[[str], str]], Callable[[str], str]]:
    """Register the decorated function as the one that turns the key of a placeholder into the text that is sent."""

    def register(resolver: Callable[[str], str]) -> Callable[[str], str]:
        _resolvers[kind] = resolver
        return resolver

    return register


def placeholder(kind: str, key: str) -> str:
    """What stands for a secret in the stored text of a notice."""
    return f"[[{_signer().sign(f'{kind}:{key}')}]]"


def fill_in(text: str) -> str:
    """The text with its secrets, for sending. What is not a placeholder of ours stays as it is."""
    return _PLACEHOLDER.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    try:
        kind, _, key = _signer().unsign(match.group(1)).partition(":")
    except BadSignature:
        return match.group(0)
    return _resolvers[kind](key)
