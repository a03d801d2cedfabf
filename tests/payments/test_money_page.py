"""docs/money.md is true: its accounts, its journals, and the example whose numbers are played here."""

import re
from pathlib import Path

import pytest

from money.words import rupees
from orders.models import ProducerOrder
from payments import settlement
from payments.ledger.accounts import ACCOUNTS
from payments.ledger.kinds import KINDS
from payments.models import Earning, EarningChange, EarningShare, Household, Journal
from tests.payments.ledgers import check_ledger, standing
from tests.payments.money_example import play

PAGE = (Path(__file__).parents[2] / "docs" / "money.md").read_text(encoding="utf-8")


def _rows(heading: str) -> list[list[str]]:
    """The cells of all rows of the tables under a heading, without the head of each table."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    tables = re.findall(r"(?:^\|.*\n)+", section, re.M)
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for table in tables for line in table.splitlines()[2:]]


def _paise(text: str) -> int:
    return int(text.replace(",", "").replace(".", "")) if text else 0


def test_every_account_is_told_with_its_kind_and_words() -> None:
    told = {row[0].strip("`"): row[1:] for row in _rows("Accounts")}
    assert list(told) == list(ACCOUNTS)
    for code, (kind, per_group, words) in told.items():
        account = ACCOUNTS[code]
        assert (kind, per_group == "yes") == (account.kind, account.is_per_group)
        assert words.startswith(str(account.words))
        assert words.endswith("(clearing)") is account.is_clearing


def test_every_kind_of_journal_is_told() -> None:
    rows = _rows("Journals")
    assert {row[0].strip("`") for row in rows} == KINDS
    named = {name for row in rows for name in re.findall(r"`([\w.]+)`", row[2] + row[3])}
    assert named <= set(ACCOUNTS)


def test_every_mode_is_told_and_whether_it_is_ready() -> None:
    told = {row[0].strip("`"): row[3] == "yes" for row in _rows("Who may take it")}
    assert set(told) == set(settlement._POOLS)
    assert {code for code, is_ready in told.items() if is_ready} == set(settlement.READY)


@pytest.mark.django_db
def test_the_example_is_what_the_ledger_says() -> None:
    wool, fruit = play()
    names = {wool.pk: " wool", fruit.pk: " fruit", None: ""}
    rows = _rows("Worked example")
    table = [row for row in rows if len(row) == 5]
    told: list[tuple[str, dict[str, int]]] = []
    for _place, kind, account, debit, credit in table:
        if kind:
            told.append((kind.strip("`"), {}))
        told[-1][1][account.replace("`", "")] = _paise(debit) - _paise(credit)
    written = [
        (journal.kind, {f"{entry.account}{names[entry.group_id]}": entry.paise for entry in journal.entries.all()})
        for journal in Journal.objects.order_by("pk").prefetch_related("entries")
    ]
    assert told == written
    assert [row[0] for row in table if row[0]] == [str(place + 1) for place in range(len(written))]
    assert {row[0].strip("`"): _paise(row[1]) for row in rows if len(row) == 2} == standing()
    check_ledger()


@pytest.mark.django_db
def test_the_words_of_the_example_name_its_numbers() -> None:
    play()
    section = PAGE.split("\n## Worked example\n", 1)[1].split("\n## ", 1)[0]
    earning, change = Earning.objects.get(), EarningChange.objects.get()
    for part in ProducerOrder.objects.all():
        assert rupees(part.goods_paise) in section
        assert rupees(part.delivery_paise) in section
    assert rupees(-change.gross_paise) in section
    assert f"{rupees(earning.goods_paise)[1:]} of the fee of {rupees(earning.commission_paise)}, " in section
    assert f"{rupees(change.commission_paise)}, is given back, so the group bears {rupees(-change.net_paise)} " in section
    assert (earning.pay_on - earning.delivered_on).days == 8
    shares = EarningShare.objects.order_by("household", "pk")
    for household in Household.objects.order_by("pk"):
        before, changed = shares.filter(household=household).values_list("amount_paise", flat=True)
        assert f"{household.name}'s" in section
        assert rupees(before) in section
        assert rupees(before + changed) in section
    assert rupees(earning.split.keep_paise) in section
