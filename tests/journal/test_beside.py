"""Rows that are put beside others are what ``prefetch_related`` puts there."""

from typing import Any

import pytest

from journal.beside import put_beside
from orders.models import LineRecord, ProducerOrder
from tests.orders import factories as make

pytestmark = pytest.mark.django_db


def test_each_row_gets_its_own_and_knows_whose_it_is(django_assert_num_queries: Any) -> None:
    market = make.make_market()
    make.place(make.make_basket(market.stole, market.socks, market.apricots, market.pulp))
    fetched = list(ProducerOrder.objects.order_by("pk").prefetch_related("lines"))
    parts, lines = list(ProducerOrder.objects.order_by("pk")), list(LineRecord.objects.order_by("pk"))
    put_beside(parts, lines, LineRecord.producer_order)
    with django_assert_num_queries(0):
        assert [list(part.lines.all()) for part in parts] == [list(part.lines.all()) for part in fetched]
        assert all(line.producer_order is part for part in parts for line in part.lines.all())
        assert sum(len(part.lines.all()) for part in parts) == 4


def test_who_has_none_gets_an_empty_list(django_assert_num_queries: Any) -> None:
    make.place(make.make_basket(make.make_market().stole))
    parts = list(ProducerOrder.objects.all())
    put_beside(parts, [], LineRecord.producer_order)
    put_beside([], [], LineRecord.producer_order)
    with django_assert_num_queries(0):
        assert [list(part.lines.all()) for part in parts] == [[]]
