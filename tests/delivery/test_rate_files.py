"""A carrier's table comes as a file: as a whole or not at all, and never over a promise that was made."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from delivery import rate_files
from delivery.models import Rate
from delivery.rate_files import HEADINGS, TableRefused, Taken
from journal.models import AuditEntry
from orders.models import Parcel
from orders.quotes import quote
from tests.orders import factories as make

ROWS = ("india_post_parcel,leh,N1,500,8200,4,8,6", "india_post_parcel,leh,N1,20000,99000,4,8,6")


def _file(*rows: str) -> bytes:
    return "\n".join([",".join(HEADINGS), *rows]).encode()


def _take(*rows: str, valid_from: date | None = None, source: str = "tariff of the year") -> Taken:
    make.reference()
    person = make.make_member(make.make_group())
    return rate_files.take(_file(*rows), valid_from=valid_from or timezone.localdate(), source=source, acting_user=person)


def test_a_new_table_counts_from_its_day_and_ends_the_old_one(db: None) -> None:
    make.reference()
    old = Rate.objects.filter(hub__code="leh", zone__code="N1", valid_to=None).count()
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert _take(*ROWS, valid_from=tomorrow) == Taken(added=2, ended=old)
    basket = make.make_basket(make.make_listing(make.make_group(), weight_g=400))
    assert quote(basket, make.DELHI).delivery_paise == 7_000
    assert quote(basket, make.DELHI, on=tomorrow).delivery_paise == 8_200
    entry = AuditEntry.objects.get(action="delivery.rates")
    assert (entry.after["rows"], entry.after["ended"]) == (2, old)


def test_a_new_table_changes_no_promise_of_an_order_and_no_other_way(db: None) -> None:
    make.make_paid_order(make.make_listing(make.make_group(), weight_g=400))
    frozen = list(Parcel.objects.values_list("charge_paise", "promised_from", "promised_to"))
    others = Rate.objects.exclude(hub__code="leh", zone__code="N1").filter(valid_to=None).count()
    _take(*ROWS)
    assert list(Parcel.objects.values_list("charge_paise", "promised_from", "promised_to")) == frozen
    assert Rate.objects.exclude(hub__code="leh", zone__code="N1").filter(valid_to=None).count() == others


def test_the_same_table_again_changes_nothing_and_another_one_of_that_day_is_refused(db: None) -> None:
    _take(*ROWS)
    held = list(Rate.objects.order_by("pk").values_list())
    assert _take(*reversed(ROWS)) == Taken(added=0, ended=0)
    with pytest.raises(TableRefused):
        _take(ROWS[0].replace("8200", "8300"))
    assert list(Rate.objects.order_by("pk").values_list()) == held


def test_every_bad_row_is_named_and_then_nothing_is_written(db: None) -> None:
    make.reference()
    before = Rate.objects.count()
    with pytest.raises(TableRefused) as refused:
        _take(
            ROWS[0],
            "pigeon,leh,N1,500,8200,4,8,6",
            "india_post_parcel,lhasa,N1,500,8200,4,8,6",
            "india_post_parcel,leh,Z9,500,8200,4,8,6",
            "india_post_parcel,leh,N1,1000,82.5,4,8,6",
            "india_post_parcel,leh,N1,1000,-5,4,8,6",
            "india_post_parcel,leh,N1,1000,8200,9,8,6",
            "india_post_parcel,leh,N1,99999,8200,4,8,6",
            ROWS[0],
            "india_post_parcel,leh",
        )
    assert [error.line for error in refused.value.errors] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert Rate.objects.count() == before


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2", _file(), b"x" * (rate_files.MAX_BYTES + 1), _file('"unclosed')])
def test_a_file_that_is_no_table_is_refused(db: None, content: bytes) -> None:
    make.reference()
    with pytest.raises(TableRefused):
        rate_files.take(content, valid_from=timezone.localdate(), source="tariff", acting_user=make.make_member(make.make_group()))


def test_a_table_of_yesterday_or_of_nowhere_is_refused(db: None) -> None:
    for wrong in ({"valid_from": timezone.localdate() - timedelta(days=1)}, {"source": " "}):
        with pytest.raises(TableRefused):
            _take(*ROWS, **wrong)
