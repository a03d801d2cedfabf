"""Receipts: a request that carries a key is acted on once; a repeat gets the answer of the first."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from journal.audit import require_transaction
from journal.models import Receipt

Row = TypeVar("Row", bound=models.Model)


class KeyReused(Exception):
    """The key was used before for a request with other content."""


class NoResult(RuntimeError):
    """The code under the receipt ended without an answer to keep."""


@dataclass
class Answer:
    """The answer to one key. ``is_new``: act now and set ``result``; otherwise ``result`` is what was answered then."""

    is_new: bool
    result: Any = None


@dataclass
class Kept(Generic[Row]):
    """The one row of a key: set ``row`` to the one that is written; afterwards it may be another one's, who was first."""

    row: Row | None = None

    @property
    def there(self) -> Row:
        """The row, whoever wrote it. Raises ``NoResult`` where none was written."""
        if self.row is None:
            raise NoResult("Set the row before the block ends.")
        return self.row


@contextmanager
def written_once(held: models.QuerySet[Row]) -> Iterator[Kept[Row]]:
    """A transaction that writes the row of a key. Where ``held`` finds one because it was written before, that one is kept, unchanged.

    For rows whose table has a unique key: a form that is sent twice writes once. Whatever else the block writes is undone with its row.
    """
    kept: Kept[Row] = Kept()
    try:
        with transaction.atomic():
            yield kept
    except IntegrityError:
        kept.row = held.first()
        if kept.row is None:  # the constraint that refused was another one than the key's
            raise


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
