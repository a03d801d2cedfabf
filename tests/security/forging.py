"""Presses that no page offers: a form with what stands in another group's form; and what belongs to a group, to see that it stayed."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import Model
from django.urls import resolve

from orders.models import LineRecord, Parcel, ProducerOrder, ReturnRequest
from payments import models as money
from producers.models import ProducerGroup
from tests.security.pressing import Press

# By which way each of these belongs to a group.
_BELONGS: dict[type[Model], str] = {
    ProducerOrder: "group",
    LineRecord: "producer_order__group",
    Parcel: "producer_order__group",
    ReturnRequest: "producer_order__group",
    money.Payment: "payee_group",
    money.BankEntry: "payment__payee_group",
    money.Allocation: "group",
    money.Refund: "allocation__group",
    money.Earning: "group",
    money.EarningSplit: "earning__group",
    money.EarningShare: "split__earning__group",
    money.Payout: "group",
    money.Advance: "group",
    money.BankAccount: "group",
    money.Household: "group",
    money.HouseholdAccount: "household__group",
    money.Nominee: "household__group",
    money.MemberPayment: "household__group",
    money.MemberEntry: "household__group",
    money.LotShareRule: "group",
    money.LotContribution: "household__group",
    money.FeeReceipt: "group",
    money.CashReceipt: "group",
    money.CashHandIn: "group",
    money.Entry: "group",
}

# Written once for each act of a person.
_ACTS = (
    money.Journal,
    money.BankEntry,
    money.Refund,
    money.Payout,
    money.PayoutBatch,
    money.RefundFile,
    money.Advance,
    money.FeeReceipt,
    money.GatewaySettlement,
    money.TaxDeposit,
    money.CashReceipt,
    money.CashHandIn,
    money.CashWriteOff,
    money.EarningShare,
    money.MemberPayment,
    money.LotContribution,
)


def belongings(group: ProducerGroup) -> dict[str, str]:
    """A hash of all rows that belong to a group, by table."""
    found = {}
    for model, way in _BELONGS.items():
        rows = repr(list(model._base_manager.filter(**{way: group}).order_by("pk").values_list()))
        found[model.__name__] = hashlib.sha256(rows.encode()).hexdigest()
    return found


def counted() -> dict[str, int]:
    """How many rows there are of each act that money hangs on."""
    return {model.__name__: model._base_manager.count() for model in _ACTS}


def forged(mine: Iterable[Press], theirs: Iterable[Press]) -> Iterator[Press]:
    """Each press of mine with one thing that the page gives (hidden, or to be chosen) as it stands in their forms of the same screen."""
    given = defaultdict[tuple[str, str], set[str]](set)
    for press in theirs:
        for name in press.given:
            given[_screen(press), name].add(press.data.get(name, ""))
    seen = set[tuple[str, str, str]]()
    for press in mine:
        for name in sorted(press.given):
            for value in sorted(given[_screen(press), name] - {press.data.get(name, "")}):
                if value and (press.path, name, value) not in seen:
                    seen.add((press.path, name, value))
                    yield replace(press, data={**press.data, name: value})


def _screen(press: Press) -> str:
    return resolve(press.path).url_name or press.path
