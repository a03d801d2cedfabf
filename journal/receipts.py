"""Receipts: a request that carries a key is acted on once; a repeat gets the answer of the first."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from journal.audit import require_transaction
from journal.models import Receipt


class KeyReused(Exception):
    """The key was used before for a request with other content."""


class NoResult(RuntimeError):
    """The code under the receipt ended without an answer to keep."""


@dataclass
class Answer:
    """The answer to one key. ``is_new``: act now and set ``result``; otherwise ``result`` is what was answered then."""

    is_new: bool
    result: Any = None


def fingerprint(content: Any) -> str:
    """A hash of what was asked, the same for the same content in any order of its fields."""
    return hashlib.sha256(json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


@contextmanager
def once(scope: str, key: str, fingerprint: str) -> Iterator[Answer]:
    """Hold the key for the rest of the caller's transaction; a second holder waits and then gets the first one's answer.

    Raises ``KeyReused`` when ``fingerprint`` differs from the one first seen, ``NoResult`` when a new answer is left unset.
    The receipt and what the request wrote are kept or rolled back together.
    """
    require_transaction("A receipt")
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(scope=scope, key=key, fingerprint=fingerprint)
    except IntegrityError:
        known = Receipt.objects.get(scope=scope, key=key)
        if known.fingerprint != fingerprint:
            raise KeyReused(f"{scope}: this key was used for another request.") from None
        yield Answer(is_new=False, result=known.result)
        return
    answer = Answer(is_new=True)
    yield answer
    if answer.result is None:
        raise NoResult(f"{scope}: set the answer's result before the receipt is closed.")
    receipt.result = json.loads(json.dumps(answer.result, cls=DjangoJSONEncoder))
    receipt.save(update_fields=["result"])
