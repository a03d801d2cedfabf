"""Keeps the index of Elasticsearch in step with the facts: after every write by the outbox, wholly by command, and after an outage."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from itertools import islice
from typing import Any

from django.utils import timezone
from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from journal.models import Effect
from search import owed
from search.elastic import documents
from search.elastic.client import is_configured, patient
from search.models import ProductFacts

# An index that has not heard of a write for so long is not asked: it would show what is gone.
BEHIND_AFTER = timedelta(seconds=30)
LOOK_EVERY_S = 10.0
READ_AT_ONCE = 1000
# So many parts of a new index are on their way while the next one is read.
SENDERS = 2
_looked: dict[str, float | bool] = {"at": -LOOK_EVERY_S, "is_behind": False}

Tell = Callable[[int, int], None]


def owe(facts_ids: Iterable[int]) -> None:
    """Promise that Elasticsearch hears of these rows, in the transaction that wrote them."""
    owed.owe(owed.ELASTIC, facts_ids)


def is_behind() -> bool:
    """Whether writes wait for longer than they should. Looked at every ten seconds; one small query."""
    if time.monotonic() - float(_looked["at"]) >= LOOK_EVERY_S:
        _looked.update(at=time.monotonic(), is_behind=_late().exists())
    return bool(_looked["is_behind"])


def look_again() -> None:
    """Forget what was seen: something has changed."""
    _looked["at"] = -LOOK_EVERY_S


def _late() -> Any:
    open_ones = Effect.objects.filter(kind=owed.ELASTIC, done_at__isnull=True)
    return open_ones.filter(created_at__lt=timezone.now() - BEHIND_AFTER)


def catch_up(facts_ids: Iterable[int], *, at_once: bool = False) -> int:
    """Bring these rows up to date in the index that is in use; a server that has none yet is given a whole one."""
    if not is_configured():
        return 0
    client = patient()
    if not client.indices.exists_alias(name=documents.alias()):
        return rebuild()
    return documents.write(client, documents.alias(), facts_ids, at_once=at_once)


def rebuild(tell: Tell = lambda done, total: None) -> int:
    """Fill a new index and let the alias point at it in one step: searches go on in the old one meanwhile. How many products it has.

    What is written to the facts while it fills goes to the old index, so it is written again to the new one after the swap.
    """
    client, name, began = patient(), documents.new_name(), timezone.now()
    documents.create(client, name)
    client.indices.put_settings(index=name, settings={"refresh_interval": "-1"})
    keys = list(ProductFacts.objects.order_by("pk").values_list("pk", flat=True))
    written = 0
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="index") as senders:
        under_way: deque[Future[int]] = deque()
        for part in _parts(keys):
            under_way.append(senders.submit(documents.send, client, name, documents.sources(part)))
            if len(under_way) > SENDERS:
                written += under_way.popleft().result()
                tell(written, len(keys))
        for sent in under_way:
            written += sent.result()
            tell(written, len(keys))
    client.indices.put_settings(index=name, settings={"refresh_interval": "1s"})
    client.indices.refresh(index=name)
    documents.swap(client, name)
    since = Effect.objects.filter(kind=owed.ELASTIC, created_at__gte=began).values_list("payload", flat=True)
    missed = owed.rows_in(owed.ELASTIC, since)
    if missed:
        documents.write(client, documents.alias(), missed, at_once=True)
    look_again()
    return written


def differing() -> set[int]:
    """Keys of products that Elasticsearch holds otherwise than the facts, or that only one of the two has."""
    client = patient()
    if not client.indices.exists_alias(name=documents.alias()):
        return set(ProductFacts.objects.values_list("pk", flat=True))
    client.indices.refresh(index=documents.alias())
    held = {int(hit["_id"]): hit["_source"] for hit in scan(client, index=documents.alias(), size=READ_AT_ONCE)}
    wrong: set[int] = set()
    for part in _parts(list(ProductFacts.objects.order_by("pk").values_list("pk", flat=True))):
        for key, source in documents.sources(part).items():
            if held.pop(key, None) != source:
                wrong.add(key)
    return wrong | set(held)


def repair(facts_ids: Iterable[int]) -> int:
    """Write these products to the index again."""
    return catch_up(facts_ids, at_once=True)


def hurry() -> int:
    """After an outage: make what waits due now, and give what was given up another chance. How many effects."""
    rows = Effect.objects.filter(kind=owed.ELASTIC, done_at__isnull=True, lease_until__isnull=True)
    return rows.update(due_at=timezone.now(), dead_at=None, attempts=0)


def health(client: Elasticsearch) -> str:
    """``green`` or ``yellow`` when it can be searched, else ``red``."""
    return str(client.cluster.health(timeout="2s")["status"])


def _parts(keys: list[int]) -> Iterator[list[int]]:
    left = iter(keys)
    while part := list(islice(left, READ_AT_ONCE)):
        yield part
