"""A reference of the shop's bank stands for one thing only, whatever kind of row has it."""

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from payments import bank_references
from payments.errors import ReferenceUsed
from payments.models import Advance, BankEntry, CashHandIn, FeeReceipt, GatewaySettlement, Payout, Refund
from tests.orders import factories as make
from tests.payments.payout_steps import staff

pytestmark = pytest.mark.django_db
OTHERS = (BankEntry, Refund, Payout, Advance, FeeReceipt, GatewaySettlement)


def _counted(number: str) -> "QuerySet[CashHandIn]":
    """Cash of a group that two people have counted."""
    values = {"number": number, "amount_paise": 100, "counted_by": staff("one"), "checked_by": staff("two"), "checked_at": timezone.now()}
    made = CashHandIn.objects.create(group=make.make_group(), status=CashHandIn.Status.CHECKED, **values)
    return CashHandIn.objects.filter(pk=made.pk)


def test_a_reference_of_one_kind_is_refused_for_every_other_and_asked_for_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bank_references.write(_counted("DC-1"), reference="UTR1", status="banked", banked_at=timezone.now())
    for kind in OTHERS:
        with django_assert_num_queries(1), pytest.raises(ReferenceUsed):
            bank_references.check_unused("UTR1", for_a=kind)
        bank_references.check_unused("UTR2", for_a=kind)
    bank_references.check_unused("UTR1", for_a=CashHandIn)  # its own kind: the database refuses


def test_a_reference_is_written_once_and_only_into_the_row_as_it_was_seen() -> None:
    first, second = _counted("DC-1"), _counted("DC-2")
    banked = {"status": "banked", "banked_at": timezone.now()}
    assert bank_references.write(first.filter(status="counted"), reference="UTR1", **banked) is False
    assert bank_references.write(first, reference="UTR1", **banked) is True
    assert first.values_list("reference", "status").get() == ("UTR1", "banked")
    with pytest.raises(ReferenceUsed):
        bank_references.write(second, reference="UTR1", **banked)
    assert second.values_list("reference", "status").get() == ("", "checked")
