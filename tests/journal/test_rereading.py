"""A row read again is what ``refresh_from_db`` makes of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.rereading import reread
from orders.models import ProducerOrder
from tests.orders import factories as make
from tests.orders.steps import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def part() -> ProducerOrder:
    market = make.make_market()
    return fresh(make.part_of(make.place_order(market.stole), market.wool))


def test_every_column_is_as_it_is_now(part: ProducerOrder) -> None:
    ProducerOrder.objects.filter(pk=part.pk).update(status="new", version=9, gift_note="é %s", due_at="2026-11-02T00:00:00Z")
    reread(part)
    other = ProducerOrder.objects.get(pk=part.pk)
    for field in ProducerOrder._meta.concrete_fields:
        assert getattr(part, field.attname) == getattr(other, field.attname)
    assert (part.status, part.version) == ("new", 9)


def test_rows_beside_it_stay_while_it_names_them_and_lists_are_forgotten(part: ProducerOrder) -> None:
    group = make.make_group()
    held = ProducerOrder.objects.select_related("order", "group").prefetch_related("lines").get(pk=part.pk)
    ProducerOrder.objects.filter(pk=part.pk).update(group=group)
    reread(held)
    with CaptureQueriesContext(connection) as queries:
        assert held.order.pk == part.order_id
    assert len(queries) == 0
    assert held.group == group
    with CaptureQueriesContext(connection) as queries:
        assert len(held.lines.all()) == 1
    assert len(queries) == 1


def test_one_that_is_gone_is_said_so(part: ProducerOrder) -> None:
    gone = ProducerOrder(pk=part.pk + 1_000)
    with pytest.raises(ProducerOrder.DoesNotExist):
        reread(gone)
