"""Two processes that sell the same goods at the same time sell exactly the stock: 300 purchases here, 10,000 in `make soak`, which keeps the result.

``PURCHASES`` says how many, by fifties; where ``RACE_REPORT`` names a file, what happened is written there before it is judged.
"""

import json
import os
import time
from functools import partial
from pathlib import Path

import pytest

from catalogue.models import Listing
from orders.errors import QuoteChanged, SoldOut
from orders.models import LineRecord, ProducerOrder
from orders.oscar.order.models import Order
from payments.models import Allocation, Payment
from tests.faults.workers import Forked
from tests.orders import factories as make

PURCHASES = int(os.environ.get("PURCHASES", "300"))
PROCESSES = 2
# Goods that are sold one after the other: who is late finds the first ones gone and catches up, so each last piece is raced for.
GOODS = 25

pytestmark = [pytest.mark.long, pytest.mark.timeout(max(300, PURCHASES))]


def _buy(goods: list[Listing], told: Path) -> None:
    """One process: its part of the purchases, one piece each, whatever the other does."""
    sold = refused = 0
    each = PURCHASES // PROCESSES
    for number in range(each):
        try:
            make.place_order(goods[number * GOODS // each])
            sold += 1
        except (SoldOut, QuoteChanged):
            refused += 1
    told.write_text(f"{sold} {refused}", encoding="utf-8")


def test_two_processes_sell_exactly_the_stock(committed_db: None, tmp_path: Path) -> None:
    stock = PURCHASES // 2
    group = make.make_group()
    goods = [make.make_listing(group, stock=stock // GOODS) for _number in range(GOODS)]
    told = [tmp_path / str(number) for number in range(PROCESSES)]
    began = time.monotonic()
    running = [Forked(partial(_buy, goods, file)) for file in told]
    codes = [os.waitstatus_to_exitcode(os.waitpid(one.pid, 0)[1]) for one in running]
    seconds = time.monotonic() - began
    assert codes == [0] * PROCESSES
    orders, late = zip(*(map(int, file.read_text().split()) for file in told), strict=True)
    sold, refused = sum(orders), sum(late)
    if report := os.environ.get("RACE_REPORT"):
        seen = {"purchases": PURCHASES, "stock": stock, "sold": sold, "refused": refused, "orders": orders, "seconds": round(seconds)}
        Path(report).write_text(json.dumps(seen), encoding="utf-8")
    assert (sold, sold + refused) == (stock, PURCHASES)
    assert all(record.num_in_stock == record.num_allocated == stock // GOODS for record in map(make.stock_of, goods))
    assert Order.objects.count() == Payment.objects.count() == ProducerOrder.objects.count() == Allocation.objects.count() == stock
    assert LineRecord.objects.count() == len(set(Order.objects.values_list("number", flat=True))) == stock
    assert all(orders), "one process sold everything: there was no race"
