"""Composed queries give what their query sets give, are composed once, and say the same to both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import BigIntegerField, CharField, DateField, F, QuerySet, SlugField, Value
from django.db.models.functions import Concat, JSONObject, Substr
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from catalogue.models import Listing, Product
from journal.composed import MOST_SHAPES, Composed
from producers.models import ProducerGroup
from tests.catalogue.factories import make_draft
from tests.producers.factories import make_group

pytestmark = pytest.mark.django_db


def in_words(least: int, slug: Any) -> QuerySet[Listing]:
    """With everything that a page asks for: related rows, some columns left out, one worked out, signs that mean something in SQL."""
    rows = Listing.objects.filter(slug=slug, weight_g__gte=least).exclude(title="100% '%s' ?")
    named = rows.annotate(said=Concat(F("group__name"), Value(" 5% 'of' %s"), output_field=CharField()))
    return named.select_related("group__district", "product").defer("story").order_by("pk")


BY_SLUG: Composed[Any] = Composed(Listing, in_words, slug=SlugField())


def told(row: Any) -> tuple[Any, ...]:
    columns = [field.attname for field in Listing._meta.concrete_fields if field.attname in vars(row)]
    return [getattr(row, name) for name in columns], row.said, row.group.district.name, row.product.title, row.get_deferred_fields()


def test_rows_are_those_of_the_query_set_whatever_the_value(django_assert_num_queries: Any) -> None:
    one, other = make_draft(title="One", declarations={"care": "é %"}), make_draft(make_group("Second"), title="Other")
    for row in (one, other):
        with django_assert_num_queries(1):
            found = BY_SLUG.rows(0, slug=row.slug)
        assert [told(each) for each in found] == [told(each) for each in in_words(0, row.slug)]
        assert found[0].said.endswith(" 5% 'of' %s")
        with django_assert_num_queries(0):
            assert (found[0].group.slug, found[0]._state.db, found[0]._state.adding) == (row.group.slug, connection.alias, False)
    assert BY_SLUG.first(100_000, slug=one.slug) is None
    assert BY_SLUG.first(0, slug="nobody") is None


def test_a_query_is_composed_once_for_each_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    slug = make_draft().slug
    composed = []
    compose = SQLCompiler.as_sql

    def noted(self: SQLCompiler, *given: Any, **named: Any) -> Any:
        composed.append(self.query.model)
        return compose(self, *given, **named)

    monkeypatch.setattr(SQLCompiler, "as_sql", noted)
    query: Composed[Any] = Composed(Listing, in_words, slug=SlugField())
    for _ in range(5):
        assert query.first(0, slug=slug).slug == slug
    assert composed == [Listing]
    query.rows(1, slug=slug)
    assert composed == [Listing, Listing]


def test_old_shapes_are_forgotten() -> None:
    for least in range(MOST_SHAPES + 5):
        BY_SLUG.rows(least, slug="x")
    kept = vars(connections["default"])["composed_queries"]
    assert len(kept) == MOST_SHAPES
    assert (BY_SLUG, (0,)) not in kept
    assert (BY_SLUG, (MOST_SHAPES + 4,)) in kept


def test_a_text_is_compared_whole_and_a_value_is_never_part_of_the_statement() -> None:
    group = make_group()
    by_name: Composed[ProducerGroup] = Composed(
        ProducerGroup, lambda name: ProducerGroup.objects.filter(name=name), name=CharField(max_length=5)
    )
    assert by_name.first(name=group.name) == group
    assert by_name.first(name=group.name + "x") is None
    assert by_name.first(name="' OR 1=1 --") is None
    assert by_name.first(name="%s %% \\") is None


def test_functions_dates_and_lists_take_holes() -> None:
    product = make_draft().product_id
    begun: Composed[Product] = Composed(
        Product,
        lambda key, day, words: Product.objects.filter(
            pk__in=[key, -1], date_created__date__gte=day, title__in=[Substr(words, 1, length) for length in (2, 13)]
        ),
        key=BigIntegerField(),
        day=DateField(),
        words=CharField(),
    )
    assert begun.first(key=product, day=date(2020, 1, 1), words="Undyed stole of three") is None
    assert begun.first(key=product, day=date(2020, 1, 1), words="Undyed stole") is not None
    assert begun.first(key=product, day=date(2999, 1, 1), words="Undyed stole") is None


def test_values_come_as_the_query_set_gives_them() -> None:
    row = make_draft(declarations={"care": "é %"})

    def values(slug: Any) -> QuerySet[Listing, tuple[Any, ...]]:
        told = in_words(0, slug).annotate(row=JSONObject(weight="weight_g"))
        return told.values_list("declarations", "group__name", "row", "pk")

    assert Composed(Listing, values, slug=SlugField()).rows(slug=row.slug) == list(values(row.slug))
    flat: Composed[int] = Composed(Listing, lambda slug: in_words(0, slug).values_list("pk", flat=True), slug=SlugField())
    assert (flat.rows(slug=row.slug), flat.rows(slug="x"), flat.rows(slug=row.slug)) == ([row.pk], [], [row.pk])


def test_rows_are_locked_inside_of_a_transaction_only() -> None:
    row = make_draft()
    query: Composed[Listing] = Composed(Listing, lambda slug: Listing.objects.select_for_update().filter(slug=slug), slug=SlugField())
    assert query.rows(slug=row.slug) == [row]  # a test is one transaction
    connection.in_atomic_block = False
    try:
        with pytest.raises(TransactionManagementError):
            query.rows(slug=row.slug)
    finally:
        connection.in_atomic_block = True


def test_a_value_may_not_be_missing_and_nothing_is_fetched_beside_the_rows() -> None:
    with pytest.raises(KeyError, match="slug"):
        BY_SLUG.rows(0)
    with pytest.raises(TypeError):
        Composed(Listing, lambda: Listing.objects.prefetch_related("group")).rows()


def test_postgresql_prepares_a_query_that_is_asked_again_and_sqlite_is_sent_every_value() -> None:
    for _ in range(4):
        with CaptureQueriesContext(connection) as seen:
            BY_SLUG.rows(7, slug="x")
        assert [query["sql"][:6] for query in seen.captured_queries] == ["SELECT"]
    ready = vars(connections["default"])["composed_queries"][BY_SLUG, (7,)]
    if connection.vendor == "sqlite":
        assert ready.statement.count("%s") == len(ready.parameters) == 6
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, parameter_types::text FROM pg_prepared_statements WHERE statement LIKE '%%weight_g%%'")
        [(statement, kinds)] = cursor.fetchall()
    assert ("$1::text" in statement, "$2" in statement, kinds) == (True, False, "{text}")


def test_each_thread_composes_for_its_own_connection_and_opens_it_again() -> None:
    def ask() -> list[Any]:
        found = [BY_SLUG.first(0, slug="nobody")]
        connection.close()
        found.append(BY_SLUG.first(0, slug="nobody"))
        connection.close()
        return found

    with ThreadPoolExecutor(2) as threads:
        assert [one.result() for one in [threads.submit(ask) for _ in range(2)]] == [[None, None]] * 2
