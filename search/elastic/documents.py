"""What Elasticsearch holds of a product, and the versioned index behind an alias. Stems come ready: it only splits at spaces."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from elasticsearch import Elasticsearch
from elasticsearch.dsl import Document, Index, mapped_field
from elasticsearch.dsl import field as kind
from elasticsearch.helpers import BulkIndexError

from search.models import FactsCategory, ProductFacts

WRITTEN_AT_ONCE = 500
ABSENT = 404  # what is to be deleted has gone already
# What documents are made of. Lists are read as the text that they are in the database: few of them differ.
COLUMNS = (
    *("pk", "title_key", "title_stems", "about_stems", "words", "family", "type_code", "rollup", "district_code", "group_slug"),
    *("price_paise", "dispatch_days", "stock", "live_at", "turn"),
)
LISTS = {f"{name}_text": Cast(name, TextField()) for name in ("marks", "months")}

Source = dict[str, Any]


class FactsDocument(Document):
    """One product. Its id is the key of its facts."""

    title_key: str = mapped_field(kind.Keyword(ignore_above=250))
    title: str = mapped_field(kind.Text(analyzer="whitespace", norms=False))
    about: str = mapped_field(kind.Text(analyzer="whitespace", norms=False))
    words: str = mapped_field(kind.Text(analyzer="whitespace", norms=False))
    facts_id: int = mapped_field(kind.Long())
    category: list[int] = mapped_field(kind.Keyword())
    family: str = mapped_field(kind.Keyword())
    type_codes: str = mapped_field(kind.Keyword())
    rollup: str = mapped_field(kind.Keyword())
    district: str = mapped_field(kind.Keyword())
    group: str = mapped_field(kind.Keyword())
    price: int = mapped_field(kind.Long())
    ready_days: int = mapped_field(kind.Integer())
    stock: str = mapped_field(kind.Keyword())
    is_sold_out: bool = mapped_field(kind.Boolean())
    marks: list[str] = mapped_field(kind.Keyword())
    months: list[str] = mapped_field(kind.Keyword())
    live_at: int = mapped_field(kind.Long())
    turn: int = mapped_field(kind.Integer())

    class Index:
        name = "unused"


def alias() -> str:
    """The name that searches ask. It points at one versioned index."""
    return str(settings.SEARCH_INDEX)


def new_name() -> str:
    """The name of a new version, the time in it, so that versions sort by age."""
    return f"{alias()}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"


def create(client: Elasticsearch, name: str) -> None:
    """An empty index of this name."""
    index = Index(name, using=client)
    index.document(FactsDocument)
    index.settings(number_of_shards=settings.ELASTICSEARCH_SHARDS, number_of_replicas=settings.ELASTICSEARCH_REPLICAS)
    index.create()


def ensure(client: Elasticsearch) -> bool:
    """See that the alias exists; whether a new, empty index had to be made for it."""
    if client.indices.exists_alias(name=alias()):
        return False
    name = new_name()
    create(client, name)
    client.indices.put_alias(index=name, name=alias())
    return True


def versions(client: Elasticsearch) -> list[str]:
    """All versions of this shop's index; another shop's alias may begin with the same letters."""
    known = client.indices.get(index=f"{alias()}-*", expand_wildcards="open")
    return sorted(name for name in known if re.fullmatch(re.escape(alias()) + r"-\d{20}", name))


def swap(client: Elasticsearch, name: str) -> list[str]:
    """Let the alias point at ``name`` in one step, and drop the versions before it; which these were."""
    held = sorted(client.indices.get_alias(name=alias())) if client.indices.exists_alias(name=alias()) else []
    actions: list[dict[str, Any]] = [{"remove": {"index": old, "alias": alias()}} for old in held]
    client.indices.update_aliases(actions=[*actions, {"add": {"index": name, "alias": alias()}}])
    old = [version for version in versions(client) if version != name]
    for version in old:
        client.indices.delete(index=version, ignore_unavailable=True)
    return sorted(old)


def write(client: Elasticsearch, index: str, facts_ids: Iterable[int], *, at_once: bool = False) -> int:
    """Bring these products up to date in ``index``: rows that exist are written, others are deleted. How many there are.

    ``at_once`` lets the next search see them.
    """
    wanted = set(facts_ids)
    found = sources(wanted)
    return send(client, index, found, gone=wanted - found.keys(), at_once=at_once)


def send(client: Elasticsearch, index: str, found: Mapping[int, Source], *, gone: Iterable[int] = (), at_once: bool = False) -> int:
    """Write these documents into ``index`` and delete those that are ``gone``; how many were written. Raises ``BulkIndexError``."""
    acts = [f'{{"index":{{"_id":"{key}"}}}}\n{json.dumps(source, ensure_ascii=False)}' for key, source in found.items()]
    acts += [f'{{"delete":{{"_id":"{key}"}}}}' for key in sorted(gone)]
    for first in range(0, len(acts), WRITTEN_AT_ONCE):
        part = acts[first : first + WRITTEN_AT_ONCE]
        answer = client.bulk(index=index, operations=part, refresh=at_once, filter_path="items.*._id,items.*.status,items.*.error")
        refused = [item for item in answer["items"] if any("error" in one and one["status"] != ABSENT for one in item.values())]
        if refused:
            raise BulkIndexError(f"{len(refused)} document(s) failed to index.", refused)
    return len(found)


def sources(facts_ids: Iterable[int]) -> dict[int, Source]:
    """The documents of those of these products that there are, by key."""
    wanted = set(facts_ids)
    headings: dict[int, list[str]] = {}
    for facts_id, category_id in FactsCategory.objects.filter(facts__pk__among=wanted).values_list("facts_id", "category_id"):
        headings.setdefault(facts_id, []).append(str(category_id))
    rows = ProductFacts.objects.filter(pk__among=wanted).annotate(**LISTS).order_by("pk").values(*COLUMNS, *LISTS)
    return {row["pk"]: _source(row, headings.get(row["pk"], [])) for row in rows}


def _source(row: Mapping[str, Any], headings: list[str]) -> Source:
    """The document of one product."""
    return {
        "title_key": row["title_key"],
        "title": row["title_stems"],
        "about": row["about_stems"],
        "words": row["words"],
        "facts_id": row["pk"],
        "category": sorted(headings),
        "family": row["family"],
        "type_codes": row["type_code"],
        "rollup": row["rollup"],
        "district": row["district_code"],
        "group": row["group_slug"],
        "price": row["price_paise"],
        "ready_days": row["dispatch_days"],
        "stock": row["stock"],
        "is_sold_out": row["stock"] == ProductFacts.Stock.SOLD_OUT,
        "marks": _members(row["marks_text"]),
        "months": _members(row["months_text"]),
        "live_at": round(row["live_at"].timestamp() * 1_000_000),
        "turn": row["turn"],
    }


@lru_cache(maxsize=1024)
def _members(text: str) -> list[str]:
    """What is in a list that was read as text. Not to be changed: the next row with the same text gets the same list."""
    return [str(member) for member in json.loads(text)]
