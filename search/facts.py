"""Writes ``ProductFacts``, the one row a product that every card, list and search reads. Nothing else writes it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import timedelta
from itertools import groupby, islice
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from catalogue.models import Listing, Season
from journal.inserting import insert
from journal.overlap import overlapping
from journal.rowsets import as_json, select_from_json
from producers.models import AwayPeriod
from provenance.models import Certificate
from search import edition, engine, owed, spelling, turns
from search.ahead import Ahead, Part
from search.gathering import Gathered, gather
from search.models import FactsCategory, ProductFacts

# Small enough that one chunk holds SQLite's write lock for less than 200 ms; elsewhere only other writers of facts wait for it.
CHUNK = 100
CHUNKS = {"postgresql": 500}
GROUPS_A_COUNT = 5
TABLE = ProductFacts._meta.db_table

Key = TypeVar("Key", int, str)


def refresh(listing_ids: Iterable[int], *, chunk: int = CHUNK) -> int:
    """Bring the facts of these listings up to date, delete those that readers may no longer see; how many are shown now."""
    return sum(_write(part) for part in _parts(sorted(set(listing_ids)), chunk))


def refresh_all(*, chunk: int = 0, tell: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Make all facts anew, in short transactions; how many there are now. Places in the queues are counted once, at the end.

    ``tell`` is told after every chunk how many listings are done, of how many.
    """
    chunk = chunk or CHUNKS.get(connection.vendor, CHUNK)
    pending = owed.waiting(limit=None)
    groups = dict(Listing.objects.filter(status=Listing.Status.LIVE).values_list("pk", "group_id"))
    keys = {key: groups.get(key, 0) for key in {*groups, *ProductFacts.objects.values_list("listing_id", flat=True)}}
    counts: Counter[str] = Counter()
    ahead, shown, done = Ahead(), 0, 0
    with overlapping(1) as writer:
        written: Future[int] | None = None
        for part in _parts_by_group(keys, chunk):
            read = ahead.read(part)
            shown += written.result() if written else 0
            written = writer.submit(_write_one_of_all, read, ahead, counts)
            done += len(part)
            tell(done, len(keys))
        shown += written.result() if written else 0
    _finish(counts)
    owed.settle(pending)
    return shown


def _finish(counts: "Counter[str]") -> None:
    """What is counted over all facts: the places in the queues, and the vocabulary."""
    groups = sorted(set(ProductFacts.objects.order_by().values_list("group_slug", flat=True)))
    for part in _parts(groups, GROUPS_A_COUNT):
        with transaction.atomic():
            if moved := turns.renumber(part):
                engine().index([], moved=moved)
    with transaction.atomic():
        edition.hold()
        spelling.learn_anew(counts)
    engine().settle()


def expire_marks() -> int:
    """Work out the marks again where a certificate has ended or begun; how many listings are shown again."""
    today = timezone.localdate()
    begun = Certificate.objects.filter(valid_from__gt=today - timedelta(days=3), valid_from__lte=today)
    due = Listing.objects.filter(Q(facts__marks_until__lt=today) | Q(group__in=begun.values("group")), status=Listing.Status.LIVE)
    return refresh(due.values_list("pk", flat=True))


def follow_calendars() -> int:
    """Say it where a group is away since today, or back, where orders for a harvest are over, and once a day how long it is to a day
    that is waited for; how many listings are shown again.
    """
    today = timezone.localdate()
    away = AwayPeriod.objects.standing().filter(starts_on__lte=today, ends_on__gte=today)
    closed = Season.objects.filter(ended_at__isnull=True, closes_on=today - timedelta(days=1))
    moved = Q(pk__in=closed.values("listing")) & ~Q(facts__stock=ProductFacts.Stock.SOLD_OUT)
    moved |= Q(facts__back_on__lte=today) | Q(facts__back_on__isnull=True, group__in=away.values("group"))
    moved |= Q(facts__back_on__gt=today, facts__refreshed_at__lt=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0))
    due = Listing.objects.filter(moved, status=Listing.Status.LIVE)
    return refresh(due.values_list("pk", flat=True))


def _write(listing_ids: list[int]) -> int:
    """One chunk in one transaction. Writers of facts wait for each other, so that an older reading never replaces a newer one."""
    with transaction.atomic():
        edition.hold()
        groups = set(ProductFacts.objects.filter(listing__pk__among=listing_ids).values_list("group_slug", flat=True))
        gathered = gather(listing_ids)
        keys = _put(listing_ids, gathered)
        moved = turns.renumber(groups | {facts.group_slug for facts in gathered.facts})
        spelling.learn(word for words in gathered.vocabulary.values() for word in words)
        engine().index(keys, moved=moved)
    return len(gathered.facts)


def _write_one_of_all(part: Part, ahead: Ahead, counts: "Counter[str]") -> int:
    """The same where all facts are made anew: places in the queues are seen to at the end, and ``counts`` counts the words until then."""
    with transaction.atomic():
        edition.hold()
        engine().expect_many()
        gathered = ahead.still_true(part)
        turns.number(gathered.facts)
        keys = _put(part.listing_ids, gathered)
        counts.update(word for words in gathered.vocabulary.values() for word in words)
        engine().index(keys)
        ahead.wrote()
    return len(gathered.facts)


def _put(listing_ids: Sequence[int], gathered: Gathered) -> list[int]:
    """Facts and headings of these listings as they were gathered, and none of those that readers may no longer see; the keys."""
    gone = _gone(listing_ids, gathered)
    if gone:
        engine().delete(gone)
    _upsert(gathered.facts)
    return _write_categories(gathered)


def _gone(listing_ids: Sequence[int], gathered: Gathered) -> list[int]:
    """Delete the facts of listings that are not among the gathered ones; their former keys."""
    shown = {facts.listing_id for facts in gathered.facts}
    rows = ProductFacts.objects.filter(listing__pk__among=[key for key in listing_ids if key not in shown])
    keys = list(rows.values_list("pk", flat=True))
    if keys:
        FactsCategory.objects.filter(facts__in=keys).delete()
        ProductFacts.objects.filter(pk__in=keys).delete()
    return keys


def _upsert(rows: list[ProductFacts]) -> None:
    """Insert or replace. The ``turn`` of what is there stays as it is; ``turns.renumber`` sees to it."""
    if not rows:
        return
    fields = [field for field in ProductFacts._meta.concrete_fields if not field.primary_key]
    names = [field.attname for field in fields]
    replaced = ", ".join(f"{name} = excluded.{name}" for name in names if name not in ("turn", "listing_id"))
    statement = f"INSERT INTO {TABLE} ({', '.join(names)}) {{rows}} ON CONFLICT (listing_id) DO UPDATE SET {replaced}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            values = as_json({name: getattr(row, name) for name in names} for row in rows)
            cursor.execute(statement.format(rows=select_from_json(TABLE, names)), [values])
        else:
            prepared = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
            cursor.executemany(statement.format(rows=f"VALUES ({', '.join(['%s'] * len(names))})"), prepared)


def _write_categories(gathered: Gathered) -> list[int]:
    """Replace the headings of the gathered products; the keys of their facts."""
    keys = dict(ProductFacts.objects.filter(listing__pk__among=list(gathered.categories)).values_list("listing_id", "pk"))
    FactsCategory.objects.filter(facts__pk__among=list(keys.values())).delete()
    pairs = [(category_id, keys[listing_id]) for listing_id, found in gathered.categories.items() for category_id in sorted(found)]
    insert(FactsCategory(category_id=category_id, facts_id=facts_id) for category_id, facts_id in pairs)
    return list(keys.values())


def _parts_by_group(keys: Mapping[int, int], size: int) -> Iterator[list[int]]:
    """Listings with their groups in lists of about ``size``. A group stays together where it fits, so that its queue is known at once."""
    part: list[int] = []
    for _group, found in groupby(sorted(keys, key=lambda key: (keys[key], key)), key=keys.__getitem__):
        for own in _parts(list(found), size):
            if part and len(part) + len(own) > size:
                yield part
                part = []
            part += own
    if part:
        yield part


def _parts(keys: list[Key], size: int) -> Iterator[list[Key]]:
    """``keys`` in lists of at most ``size``."""
    left = iter(keys)
    while part := list(islice(left, size)):
        yield part
