"""Who may take the money, by day: dated rules of the shop, the newest that holds on a day. Switching alters nothing that was sold before.

One payment for the goods of several groups pools their money. That is allowed where the payee sells the goods himself (the seller of
record) or is licensed to collect for others (RBI directions of 15 September 2025 on payment aggregators); nobody else may take it.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core import checks
from django.utils import timezone

NODAL = "nodal_seller_of_record"
PAY_EACH_GROUP = "pay_each_group"
LICENSED_GATEWAY = "licensed_gateway"

# By mode: whether one payment covers several groups.
_POOLS = {NODAL: True, PAY_EACH_GROUP: False, LICENSED_GATEWAY: True}
SELLER_OF_RECORD, LICENSED, GROUP = "seller_of_record", "licensed", "group"
_MAY_POOL = (SELLER_OF_RECORD, LICENSED)
# By mode: the one payee it can have.
_PAYEE = {NODAL: SELLER_OF_RECORD, PAY_EACH_GROUP: GROUP, LICENSED_GATEWAY: LICENSED}
# Modes that orders can be placed in. The others are known by name, so that their day can be written down before it comes.
READY = (NODAL, PAY_EACH_GROUP, LICENSED_GATEWAY)

_FILE = Path(__file__).resolve().parent / "data" / "settlement_modes.json"


class NoSettlementMode(Exception):
    """No mode holds on this day: no money may be taken."""


@dataclass(frozen=True)
class Mode:
    """From ``valid_from`` on, money is taken by ``payee`` in this way."""

    valid_from: date
    code: str
    payee: str
    withholds_tcs: bool
    withholds_tds: bool
    note: str


def read(rows: list[dict[str, Any]]) -> tuple[Mode, ...]:
    """Modes from rows of the data file, the oldest first. Raises ``ValueError`` or ``KeyError`` for a row that is none."""
    found = [
        Mode(
            valid_from=date.fromisoformat(row["valid_from"]),
            code=row["code"],
            payee=row["payee"],
            withholds_tcs=bool(row["withholds_tcs"]),
            withholds_tds=bool(row["withholds_tds"]),
            note=row["note"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda mode: mode.valid_from))


@cache
def modes() -> tuple[Mode, ...]:
    """All modes of the data file, the oldest first."""
    return read(json.loads(_FILE.read_text(encoding="utf-8")))


def mode_on(day: date) -> Mode:
    """The mode that holds on a day. Raises ``NoSettlementMode`` before the first."""
    holding = [mode for mode in modes() if mode.valid_from <= day]
    if not holding:
        raise NoSettlementMode(str(day))
    return holding[-1]


def sells(code: str) -> bool:
    """Whether the operator is the seller in a mode; in the others each group sells its own goods."""
    return code == NODAL


def faults_of(found: tuple[Mode, ...], today: date) -> list[str]:
    """Why money may not be taken by these modes, in words for the person who wrote them; nothing where all is well."""
    words = [fault for mode in found for fault in _faults_of_mode(mode, is_over=_is_over(mode, found, today), today=today)]
    if len({mode.valid_from for mode in found}) < len(found):
        words.append("Two modes begin on the same day.")
    if not any(mode.valid_from <= today for mode in found):
        words.append(f"No mode holds on {today}.")
    return words


def _is_over(mode: Mode, found: tuple[Mode, ...], today: date) -> bool:
    return any(mode.valid_from < other.valid_from <= today for other in found)


def _faults_of_mode(mode: Mode, *, is_over: bool, today: date) -> list[str]:
    name = f"{mode.code} from {mode.valid_from}"
    if mode.code not in _POOLS:
        return [f"{name}: there is no such mode."]
    if _POOLS[mode.code] and mode.payee not in _MAY_POOL:
        return [
            f"{name}: the money of several groups would be pooled with '{mode.payee}', who is neither the seller of record nor licensed."
        ]
    if mode.payee != _PAYEE[mode.code]:
        return [f"{name}: its payee is '{_PAYEE[mode.code]}', not '{mode.payee}'."]
    if is_over:
        return []
    faults = [f"{name}: {words}" for words in _faults_of_withholding(mode)]
    if mode.code not in READY and mode.valid_from <= today:
        faults.append(f"{name}: orders can not be paid in this way yet.")
    return faults


def _faults_of_withholding(mode: Mode) -> list[str]:
    """Tax at source is for goods that others sell through the shop; TCS moreover only for money that the shop collects for them.

    CGST Act s. 52(1): "where the consideration ... is to be collected by the operator". Income tax is deducted whoever is paid.
    """
    if mode.code == NODAL and (mode.withholds_tcs or mode.withholds_tds):
        return ["the seller of record sells its own goods, so no tax is collected or deducted at source."]
    if mode.code == PAY_EACH_GROUP and mode.withholds_tcs:
        return ["tax is collected at source only where the shop collects the money."]
    return []


@checks.register("payments")
def money_is_taken_by_someone_who_may(**_kwargs: Any) -> list[checks.CheckMessage]:
    """The shop does not start where money would pool with somebody who may not take it."""
    try:
        words = faults_of(modes(), timezone.localdate())
    except (OSError, ValueError, KeyError, TypeError) as error:
        words = [f"The file can not be read: {error!r}"]
    return [checks.Error(word, hint="See payments/data/settlement_modes.json and docs/money.md.", id="payments.E001") for word in words]
