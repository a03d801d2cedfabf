"""Sales certificates: whole months from the papers, frozen, and checked by anyone who has the code."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from journal.models import AuditEntry
from orders import undo
from payments import refunds
from payments.models import SalesCertificate
from payments.papers import certificates
from payments.papers.certificates import NoSuchLength
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders import steps
from tests.payments import papers

pytestmark = pytest.mark.django_db


def _in(month: int) -> object:
    return time_machine.travel(datetime(2026, month, 10, 6, tzinfo=UTC), tick=False)


def _sold_in_october() -> tuple[ProducerGroup, int]:
    group = make.make_group()
    with _in(10), papers.nodal():
        part = papers.sold(make.make_listing(group, price_paise=1_500_000))
        refunds.owe_refund(producer_order_number=part.number, amount_paise=50_000, reason="damaged", key="one")
        slip = papers.sold(make.make_listing(group))
        undo.undo(slip, event_id=steps.last_event(slip).pk, acting_user=steps.member_of(group))
    return group, part.total_paise


def test_it_certifies_whole_months_less_what_was_refunded_or_never_left() -> None:
    group, total = _sold_in_october()
    with _in(11):
        papers.sold(make.make_listing(group))  # this month is not over
        held = certificates.issue(group=group, months=12, acting_user=None)
    assert (held.first_day.isoformat(), held.last_day.isoformat(), len(held.rows)) == ("2025-11-01", "2026-10-31", 12)
    assert (held.parts_count, held.sold_paise, held.taken_back_paise, held.net_paise) == (1, total, 50_000, total - 50_000)
    assert held.rows[-1] == {"month": "2026-10", "sold_paise": total, "taken_back_paise": 50_000, "net_paise": total - 50_000}
    assert sum(row["net_paise"] for row in held.rows) == held.net_paise
    assert AuditEntry.objects.get(action="payments.sales_certificate").after["group"] == group.slug


@pytest.mark.parametrize("months", [0, 6, 13, 48])
def test_it_is_over_12_24_or_36_months(months: int) -> None:
    with pytest.raises(NoSuchLength):
        certificates.issue(group=make.make_group(), months=months, acting_user=None)
    assert not SalesCertificate.objects.exists()


def test_asked_again_it_is_the_same_certificate_until_something_has_changed() -> None:
    group, _total = _sold_in_october()
    with _in(11):
        first, again = (certificates.issue(group=group, months=12, acting_user=None) for _press in range(2))
        longer = certificates.issue(group=group, months=24, acting_user=None)
        number = group.tax_papers.first().producer_order_number
        refunds.owe_refund(producer_order_number=number, amount_paise=1, reason="damaged", key="two")
        this_month = certificates.issue(group=group, months=12, acting_user=None)
    with _in(12):
        next_month = certificates.issue(group=group, months=12, acting_user=None)
    assert again == first == this_month, "a refund of this month is in the next certificate"
    assert len({first.code, longer.code, next_month.code}) == SalesCertificate.objects.count() == 3


def test_its_figures_stay_when_more_is_refunded_and_the_database_keeps_them() -> None:
    group, total = _sold_in_october()
    with _in(11):
        held = certificates.issue(group=group, months=12, acting_user=None)
        refunds.owe_refund(
            producer_order_number=group.tax_papers.first().producer_order_number, amount_paise=1, reason="damaged", key="two"
        )
    assert SalesCertificate.objects.get().net_paise == total - 50_000
    for change in (lambda: SalesCertificate.objects.update(net_paise=held.net_paise), held.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_anyone_with_the_code_reads_it_however_it_is_typed_and_nobody_without_one(client: Client) -> None:
    group, _total = _sold_in_october()
    with _in(11):
        code = certificates.issue(group=group, months=24, acting_user=None).code
    answer = client.get(f"/certificate/{code.lower()}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert all(said in text for said in (code, group.legal_name, "October 2026", "₹500", "Demonstration"))
    assert "Asha" not in text
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for other in (wrong, "SC-2222222222222", "x"):
        assert client.get(f"/certificate/{other}/").status_code == 404


def test_a_code_cannot_be_guessed() -> None:
    codes = [certificates.issue(group=make.make_group(), months=12, acting_user=None).code for _group in range(3)]
    assert len(set(codes)) == 3
    assert all(len(code) == len("SC-") + 13 for code in codes)
