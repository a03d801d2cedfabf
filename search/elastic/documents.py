"""What Elasticsearch holds of a product, and the versioned index behind an alias. Stems come ready: it only splits at spaces."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch
from elasticsearch.dsl import Document, Index, mapped_field
from elasticsearch.dsl import field as kind
from elasticsearch.helpers import bulk

from search.models import FactsCategory, ProductFacts

WRITTEN_AT_ONCE = 500


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
    wanted = sorted(set(facts_ids))
    rows = list(ProductFacts.objects.filter(pk__in=wanted).defer("picture"))
    actions = [*_written(index, rows), *_deleted(index, set(wanted) - {row.pk for row in rows})]
    bulk(client, actions, chunk_size=WRITTEN_AT_ONCE, refresh=at_once, raise_on_error=True, ignore_status=404)
    return len(rows)


def _written(index: str, rows: list[ProductFacts]) -> Iterator[dict[str, Any]]:
    headings: dict[int, list[str]] = {row.pk: [] for row in rows}
    for facts_id, category_id in FactsCategory.objects.filter(facts__in=headings).values_list("facts_id", "category_id"):
        headings[facts_id].append(str(category_id))
    for row in rows:
        yield {"_op_type": "index", "_index": index, "_id": str(row.pk), "_source": source(row, headings[row.pk])}


def _deleted(index: str, keys: set[int]) -> Iterator[dict[str, Any]]:
    for key in sorted(keys):
        yield {"_op_type": "delete", "_index": index, "_id": str(key)}


def source(row: ProductFacts, headings: list[str]) -> dict[str, Any]:
    """The document of one product."""
    return {
        "title_key": row.title_key,
        "title": row.title_stems,
        "about": row.about_stems,
        "words": row.words,
        "facts_id": row.pk,
        "category": sorted(headings),
        "family": row.family,
        "type_codes": row.type_code,
        "rollup": row.rollup,
        "district": row.district_code,
        "group": row.group_slug,
        "price": row.price_paise,
        "ready_days": row.dispatch_days,
        "stock": row.stock,
        "is_sold_out": row.stock == ProductFacts.Stock.SOLD_OUT,
        "marks": list(row.marks),
        "months": [str(month) for month in row.months],
        "live_at": round(row.live_at.timestamp() * 1_000_000),
        "turn": row.turn,
    }
