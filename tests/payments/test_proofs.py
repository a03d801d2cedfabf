"""A check that is remembered finds what the check itself finds, whatever was asked before, and composes nothing where it is answered as before."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler

from payments.models import BankEntry, Payment
from tests.orders import factories as make
from tests.proofs import CHECKS, Remembered


def _unlike() -> Iterator[str]:
    """What came for each payment, by a question for each: as many as there are payments."""
    for payment in Payment.objects.order_by("pk"):
        came = sum(entry.amount_paise for entry in BankEntry.objects.filter(payment=payment))
        if came not in (0, payment.amount_paise):
            yield f"{payment.number}: {came}"


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Statements that Django composed."""
    statements: list[str] = []
    as_sql = SQLCompiler.as_sql

    def noting(self: Any, *given: Any, **named: Any) -> Any:
        statement, values = as_sql(self, *given, **named)
        statements.append(statement)
        return statement, values

    monkeypatch.setattr(SQLCompiler, "as_sql", noting)
    return statements


@pytest.mark.django_db
def test_what_is_wrong_is_found_after_it_was_right_and_right_again_after_it_was_wrong(composed: list[str]) -> None:
    listing, check = make.make_listing(make.make_group()), Remembered(_unlike)
    assert check() == list(_unlike()) == []
    for _order in range(2):
        make.make_paid_order(listing)
    assert check() == []
    entry = BankEntry.objects.earliest("pk")
    for paise in (1, 0, 2, 0):
        BankEntry.objects.filter(pk=entry.pk).update(amount_paise=entry.amount_paise - paise)
        assert check() == list(_unlike())
        assert bool(check()) is (paise > 0)
    composed.clear()
    assert (check(), composed) == ([], [])


@pytest.mark.django_db
def test_a_check_that_depends_on_more_than_the_database_is_refused() -> None:
    seen: list[int] = []

    def moody() -> Iterator[str]:
        seen.append(1)
        list(Payment.objects.filter(amount_paise=len(seen)))
        list(BankEntry.objects.filter(amount_paise=len(seen)))
        yield from ["odd"] if len(seen) == 2 else []

    check = Remembered(moody)
    assert check() == []
    check.first.after.clear()  # type: ignore[union-attr]  # as if it had never been answered so
    assert check() == ["odd"]
    with pytest.raises(AssertionError, match=r"moody depends on more than the database"):
        check()


def test_every_check_that_is_named_is_remembered_in_this_run() -> None:
    for module, checks in CHECKS.items():
        for check in checks:
            assert isinstance(getattr(import_module(module), check), Remembered), (module, check)
    assert connection.execute_wrappers == []
