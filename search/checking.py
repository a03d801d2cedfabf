"""Whether facts, words and index are what they should be, and bringing them there: ``manage.py check_search``."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.db import connection, transaction

from catalogue.models import Listing
from search import engines, facts, turns
from search.engines.sql import rows
from search.gathering import gather
from search.models import FactsCategory, ProductFacts

READ_AT_ONCE = 200
# Written with every reading, so they say nothing about whether a row is right; the place in the queue is looked at by itself.
NOT_COMPARED = frozenset({"id", "refreshed_at", "turn"})
COMPARED = [column.attname for column in ProductFacts._meta.concrete_fields if column.attname not in NOT_COMPARED]
Tell = Callable[[int, int], None]


@dataclass
class Differences:
    """What is not as it should be: listings whose facts are wrong, keys of facts with wrong words, wrong places, wrong documents."""

    facts: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.facts or self.words or self.places or self.documents)


def compare(tell: Tell = lambda done, total: None) -> Differences:
    """Read everything anew and hold it beside what is stored. Writes nothing."""
    found = Differences(facts=list(_wrong_facts(tell)), words=wrong_words(), places=_wrong_places())
    if settings.ELASTICSEARCH_URL:
        from search.elastic import indexing  # loaded where there is an Elasticsearch

        found.documents = sorted(indexing.differing())
    return found


def repair(found: Differences) -> None:
    """Bring what differs to what it should be."""
    facts.refresh(found.facts)
    with transaction.atomic():
        groups = ProductFacts.objects.filter(pk__in=found.places).values_list("group_slug", flat=True)
        turns.renumber(set(groups))
    mend_words(found.words)
    if settings.ELASTICSEARCH_URL:
        from search.elastic import indexing  # loaded where there is an Elasticsearch

        indexing.repair([*found.documents, *indexing.differing()])


def mend_words(facts_ids: Iterable[int] | None = None) -> None:
    """Write these rows of words again, or whatever rows are wrong."""
    wrong = set(wrong_words() if facts_ids is None else facts_ids)
    if not wrong:
        return
    engine = engines.database(connection.vendor)
    with transaction.atomic():
        existing = set(ProductFacts.objects.filter(pk__in=wrong).values_list("pk", flat=True))
        engine.delete(wrong - existing)
        engine.index(existing)


def _wrong_facts(tell: Tell) -> Iterator[int]:
    listings = set(Listing.objects.filter(status=Listing.Status.LIVE).values_list("pk", flat=True))
    listings |= set(ProductFacts.objects.values_list("listing_id", flat=True))
    for number, part in enumerate(_parts(sorted(listings))):
        gathered = gather(part)
        stored = {row.listing_id: row for row in ProductFacts.objects.filter(listing_id__in=part)}
        headings: dict[int, set[int]] = {key: set() for key in part}
        for listing_id, category_id in FactsCategory.objects.filter(facts__listing__in=part).values_list(
            "facts__listing_id", "category_id"
        ):
            headings[listing_id].add(category_id)
        right = {row.listing_id: row for row in gathered.facts}
        for key in part:
            if not _are_same(right.get(key), stored.get(key)) or headings[key] != gathered.categories.get(key, set()):
                yield key
        tell(min(len(listings), (number + 1) * READ_AT_ONCE), len(listings))


def _are_same(one: ProductFacts | None, other: ProductFacts | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(getattr(one, name) == getattr(other, name) for name in COMPARED)


def wrong_words() -> list[int]:
    """Rows of the words that are not those of the facts. PostgreSQL keeps its column right by itself."""
    if connection.vendor != "sqlite":
        return []
    wrong = rows(
        "SELECT f.id FROM search_productfacts f LEFT JOIN search_words w ON w.rowid = f.id"
        " WHERE w.rowid IS NULL OR w.title <> f.title_stems OR w.about <> f.about_stems OR w.words <> f.words"
        " UNION SELECT w.rowid FROM search_words w LEFT JOIN search_productfacts f ON f.id = w.rowid WHERE f.id IS NULL",
        [],
    )
    return sorted(key for (key,) in wrong)


def _wrong_places() -> list[int]:
    held = list(ProductFacts.objects.values_list("pk", "group_slug", "stock", "live_at", "turn"))
    right = turns.places_in_queue(row[:4] for row in held)
    return sorted(row[0] for row in held if right[row[0]] != row[4])


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    left = iter(keys)
    while part := list(islice(left, READ_AT_ONCE)):
        yield part
