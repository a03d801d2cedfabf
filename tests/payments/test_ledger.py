"""Journals: written once for each key, only in balance, in the transaction of their row, and never changed."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from journal.audit import NotInTransaction
from payments.errors import KeyReused, Unbalanced, UnknownKind
from payments.ledger import Line, Posting, accounts, post, sealing
from payments.ledger.balances import balance, balances, open_sources
from payments.ledger.posting import check
from payments.models import Entry, Journal
from tests.orders import factories as make
from tests.payments.ledgers import check_ledger

CAME = (Line("funds.bank", 10_000), Line("shoppers", -10_000))


def _post(key: str = "bank_entry:1", lines: tuple[Line, ...] = CAME, **fields: object) -> Journal:
    with transaction.atomic():
        return post(kind="money_came", key=key, source="PY-1", lines=lines, **fields)


def test_a_journal_holds_its_lines_and_says_where_it_comes_from(db: None) -> None:
    at = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    journal = _post(order_number="LB-1", at=at, memo="UTR1")
    kept = Journal.objects.get(pk=journal.pk)
    assert (kept.kind, kept.key, kept.source, kept.order_number, kept.at, kept.memo) == (
        "money_came", "bank_entry:1", "PY-1", "LB-1", at, "UTR1",
    )  # fmt: skip
    assert list(kept.entries.values_list("account", "group", "paise")) == [("funds.bank", None, 10_000), ("shoppers", None, -10_000)]
    assert (balance("funds.bank"), balance("shoppers")) == (10_000, 10_000)
    check_ledger()


def test_the_same_key_again_is_the_same_journal_and_nothing_is_written(db: None) -> None:
    first = _post()
    assert _post(lines=tuple(reversed(CAME)), memo="told again").pk == first.pk
    assert (Journal.objects.count(), Entry.objects.count()) == (1, 2)
    assert Journal.objects.get().memo == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"lines": (Line("funds.bank", 9_999), Line("shoppers", -9_999))},
        {"lines": (Line("funds.stripe", 10_000), Line("shoppers", -10_000))},
        {"order_number": "LB-2"},
    ],
)
def test_a_key_that_stands_for_something_else_is_refused(db: None, fields: dict[str, object]) -> None:
    _post()
    with pytest.raises(KeyReused):
        _post(**fields)
    assert (Journal.objects.count(), Entry.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line("funds.bank", 0), Line("shoppers", 0)),
        (Line("funds.bank", 10_000), Line("shoppers", -9_999)),
        (Line("funds.bank", 10_000), Line("nowhere", -10_000)),
        (Line("funds.bank", 10_000), Line("held", -10_000)),
        (Line("funds.bank", 10_000), Line("shoppers", -10_000, 1)),
    ],
    ids=["nothing", "zeros", "a paisa short", "unknown account", "no group", "a group too many"],
)
def test_what_does_not_balance_or_names_an_account_wrongly_is_refused(db: None, lines: tuple[Line, ...]) -> None:
    with pytest.raises(Unbalanced):
        _post(lines=lines)
    assert not Journal.objects.exists()


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=8))
def test_only_lines_that_sum_to_nothing_pass(amounts: list[int]) -> None:
    lines = tuple(Line("funds.bank", amount) for amount in amounts)
    balanced = Posting("captured", "x", "x", (*lines, Line("shoppers", -sum(amounts)), Line("loss.transit", 1), Line("gateway.fees", -1)))
    check(balanced)
    with pytest.raises(Unbalanced):
        check(Posting("captured", "x", "x", (*balanced.lines, Line("shoppers", 1))))


def test_a_kind_of_journal_that_nobody_has_named_is_refused() -> None:
    with pytest.raises(UnknownKind):
        check(Posting("pocketed", "x", "x", CAME))


def test_lines_of_zero_are_left_out_and_groups_are_named_by_row_or_number(db: None) -> None:
    group, other = make.make_group(), make.make_group()
    lines = (Line("shoppers", 300), Line("held", -100, group), Line("held", -200, other.pk), Line("commission", 0))
    _post(lines=lines)
    assert balances() == {("shoppers", None): -300, ("held", group.pk): 100, ("held", other.pk): 200}
    assert balance("held") == 300
    assert balance("held", group.pk) == 100


def test_money_that_only_passes_through_is_open_until_it_has_left_for_the_same_source(db: None) -> None:
    _post()
    assert [(found.account, found.source, found.paise) for found in open_sources()] == [("shoppers", "PY-1", 10_000)]
    with transaction.atomic():
        post(kind="money_sent_back", key="bank_entry:2", source="PY-2", lines=(Line("shoppers", 10_000), Line("funds.bank", -10_000)))
    assert [(found.source, found.paise) for found in open_sources()] == [("PY-1", 10_000), ("PY-2", -10_000)]
    with transaction.atomic():
        post(kind="money_sent_back", key="bank_entry:3", source="PY-1", lines=(Line("shoppers", 10_000), Line("funds.bank", -10_000)))
    assert [found.source for found in open_sources()] == ["PY-2"]


def test_a_journal_outside_a_transaction_is_refused(committed_db: None) -> None:
    with pytest.raises(NotInTransaction):
        post(kind="captured", key="x", source="x", lines=CAME)
    assert not Journal.objects.exists()


def test_every_account_has_a_kind_and_words_and_every_provider_one_for_its_money() -> None:
    assert len({str(account.words) for account in accounts.ACCOUNTS.values()}) == len(accounts.ACCOUNTS)
    assert accounts.ACCOUNTS[accounts.funds_of("offline")].kind == accounts.ACCOUNTS[accounts.funds_of("stripe")].kind == "assets"
    with pytest.raises(KeyError):
        accounts.funds_of("barter")


@pytest.mark.parametrize("table", ["payments_journal", "payments_entry", "payments_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_itself_refuses_to_change_or_delete_a_row(db: None, table: str, statement: str) -> None:
    journal = _post()
    sealing.seal_due(journal.created_at + sealing.QUIET)
    column = {"payments_journal": "memo", "payments_entry": "paise", "payments_seal": "hash"}[table]
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, column=column))
    check_ledger()


def test_the_models_own_ways_are_refused_as_well(db: None) -> None:
    journal = _post()
    entry = journal.entries.first()
    entry.paise = 1
    for act in (entry.save, entry.delete, journal.entries.all().delete, lambda: Entry.objects.update(paise=1), journal.save):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            act()
    check_ledger()


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["payments_journal", "payments_entry", "payments_seal"])
def test_postgresql_refuses_to_empty_a_table(db: None, table: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
