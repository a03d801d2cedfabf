"""Rows written by statements composed once are those that ``bulk_create`` writes."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Listing
from journal.inserting import insert, insert_one, insert_unless_there
from journal.models import AuditEntry, Effect
from orders.models import LineRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Line, Order, ShippingAddress
from tests.orders import factories as make

pytestmark = pytest.mark.django_db


def effect(key: str, **more: Any) -> Effect:
    return Effect(kind="k", dedup_key=key, payload={"words": "é % 'x' %s", "n": [1, None]}, due_at=timezone.now(), **more)


def test_rows_get_keys_defaults_and_the_moment_and_can_be_read_again() -> None:
    begun = timezone.now()
    first, second = insert([effect("a"), effect("b", attempts=3)])
    assert first.pk < second.pk
    for row in (first, second):
        assert (row._state.adding, row._state.db) == (False, connection.alias)
        kept = Effect.objects.get(pk=row.pk)
        assert {name: value for name, value in vars(kept).items() if name != "_state"} == {
            name: value for name, value in vars(row).items() if name != "_state"
        }
        assert kept.created_at >= begun


@pytest.mark.parametrize("as_set", [False, True])
def test_every_kind_of_row_of_an_order_is_written_as_bulk_create_writes_it(monkeypatch: pytest.MonkeyPatch, as_set: bool) -> None:
    """Each row of a placed order is written once more by both, and the two are read back: every column is the same."""
    if as_set:
        monkeypatch.setattr("journal.inserting.MANY", 1)
    market = make.make_market()
    make.place(make.make_basket(market.stole, market.apricots))
    for model in (Order, ShippingAddress, Line, LineRecord, Parcel, AuditEntry, Listing):
        row: Any = model._base_manager.order_by("-pk").first()
        assert row is not None, model
        with transaction.atomic():
            pairs = []
            for write in (model._base_manager.bulk_create, insert):
                point = transaction.savepoint()
                copy = model._base_manager.get(pk=row.pk)
                copy.pk, copy._state.adding = None, True
                for field in model._meta.concrete_fields:
                    if field.unique and not field.primary_key:
                        _make_unique(copy, field)
                write([copy])
                pairs.append(_columns(model._base_manager.get(pk=copy.pk)))
                transaction.savepoint_rollback(point)
        assert pairs[0] == pairs[1], model


def _make_unique(row: Any, field: Any) -> None:
    """Another value of the same kind; rows that hang on a row of their own are given one that has none."""
    if field.is_relation:
        other = field.related_model._base_manager.get(pk=getattr(row, field.attname))
        other.pk, other._state.adding = None, True
        for own in type(other)._meta.concrete_fields:
            if own.unique and not own.primary_key and not own.is_relation:
                setattr(other, own.attname, f"{getattr(other, own.attname)}x"[-own.max_length :])
        other.save()
        setattr(row, field.attname, other.pk)
    else:
        setattr(row, field.attname, f"{getattr(row, field.attname)}y"[-field.max_length :])


def _columns(row: Any) -> dict[str, Any]:
    """All columns but keys and moments that each writing sets anew."""
    volatile = {
        field.attname for field in row._meta.concrete_fields if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    }
    unique = {field.attname for field in row._meta.concrete_fields if field.unique and field.is_relation}
    return {name: value for name, value in vars(row).items() if name not in {"_state", "id", *volatile, *unique}}


def test_a_row_takes_the_key_of_a_row_that_was_written_after_it_was_given() -> None:
    market = make.make_market()
    placed = make.place(make.make_basket(market.stole))
    address = ShippingAddress.objects.get(pk=placed.order.shipping_address_id)
    address.pk, address._state.adding = None, True
    part = ProducerOrder.objects.get(order=placed.order)
    part.pk, part.number, part._state.adding = None, "PO-OTHER", True
    part.group, part.ship_to = market.fruit, address
    with pytest.raises(ValueError, match="ship_to"):
        insert([part])
    insert_one(address)
    assert ProducerOrder.objects.get(pk=insert_one(part).pk).ship_to_id == address.pk


def test_many_rows_are_one_statement_and_more_than_fit_are_several() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert insert([]) == []
        insert(effect(f"one:{number}") for number in range(5))
    assert len(seen) == 1
    most = max(1, connection.ops.bulk_batch_size(Effect._meta.concrete_fields[1:], [effect("x")] * 10_000))
    if most < 10_000:
        assert len({row.pk for row in insert(effect(f"many:{number}") for number in range(most + 1))}) == most + 1


def test_conflicts_are_raised_or_ignored() -> None:
    insert([effect("same")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([effect("same")])
    insert([effect("same", attempts=9), effect("new")], ignores_conflicts=True)
    assert sorted(Effect.objects.filter(kind="k").values_list("dedup_key", "attempts")) == [("new", 0), ("same", 0)]


def test_a_row_is_written_unless_it_is_there_and_nothing_fails() -> None:
    first, again = effect("a"), effect("a", attempts=7)
    with CaptureQueriesContext(connection) as queries:
        assert (insert_unless_there(first), insert_unless_there(again)) == (True, False)
    assert len(queries) == 2
    assert (Effect.objects.get().pk, Effect.objects.get().attempts, again.pk) == (first.pk, 0, None)
    assert insert_unless_there(effect("b"))


def test_a_value_of_another_kind_is_prepared_by_its_column() -> None:
    """Texts for numbers, numbers for texts and lazy words are what Django's own columns take."""
    row = insert_one(effect("typed", attempts="4"))  # type: ignore[arg-type]
    assert Effect.objects.get(pk=row.pk).attempts == 4
    entry = insert_one(AuditEntry(actor="a", action="x", subject_type="s", subject=12, after={"on": str(date(2026, 1, 1))}))  # type: ignore[misc]
    assert AuditEntry.objects.get(pk=entry.pk).subject == "12"


def test_models_with_parents_are_refused() -> None:
    from cms.models import HomePage

    with pytest.raises(TypeError, match="HomePage"):
        insert([HomePage(title="x")])
    assert insert_one(Group(name="fits")).pk
