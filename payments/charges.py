"""Asking for money: one payment for a whole order, or one for each group where shoppers pay the groups themselves.

The settlement mode of the day is frozen on each payment. Who sells, who holds the money and what is withheld follows from there for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from journal.inserting import insert_one
from journal.numbers import new_number
from payments import allocations, payees, providers, settlement
from payments.models import BankAccount, Payment
from payments.providers import Provider
from payments.settlement import Mode


@dataclass(frozen=True)
class _Payee:
    """To whom a payment goes, where that is not the shop or its gateway."""

    group_id: int | None = None
    account: BankAccount | None = None


@dataclass(frozen=True)
class _Parts:
    """What is paid for, by producer order number: how much, whose it is, and what the shop adds for a discount that it bears."""

    totals: Mapping[str, int]
    groups: Mapping[str, int]
    subsidies: Mapping[str, int]


def open_payments(
    *,
    order_number: str,
    provider: str,
    method: str,
    totals: Mapping[str, int],
    groups: Mapping[str, int],
    key: str,
    mode: Mode | None = None,
    subsidies: Mapping[str, int] | None = None,
) -> list[Payment]:
    """Payments that wait for their money, with their allocations by producer order number. In the caller's transaction.

    ``groups`` are ids of producer groups, by producer order number, ``subsidies`` what the shop adds for them out of its own money (only
    where it holds the shoppers' money too); ``mode`` is that of today unless said otherwise. ``key`` is stored before any provider is
    called, so that a repeated call is the same call. Raises ``UnknownProvider`` for a provider that is not offered
    in this mode, ``PayeeMissing`` for a group that can not be paid straight.
    """
    held = mode or settlement.mode_on(timezone.localdate())
    chosen = providers.for_mode(provider, method, held.code)
    if held.code != settlement.PAY_EACH_GROUP:
        return [_open(order_number, chosen, method, _Parts(totals, groups, subsidies or {}), key, held, _Payee())]
    if any((subsidies or {}).values()):
        raise ValueError("The shop adds nothing to money that it does not hold.")
    accounts = payees.accounts_of(groups.values())
    return [
        _open(
            order_number,
            chosen,
            method,
            _Parts({number: paise}, groups, {}),
            f"{key}:{number}",
            held,
            _payee(chosen, groups[number], accounts),
        )
        for number, paise in totals.items()
    ]


def open_payment(
    *, order_number: str, provider: str, method: str, totals: Mapping[str, int], groups: Mapping[str, int], key: str
) -> Payment:
    """The one payment of an order in a mode that has one. Raises what ``open_payments`` raises."""
    (payment,) = open_payments(order_number=order_number, provider=provider, method=method, totals=totals, groups=groups, key=key)
    return payment


def _payee(chosen: Provider, group_id: int, accounts: Mapping[int, BankAccount]) -> _Payee:
    if not chosen.can.by_hand:
        return _Payee(group_id)
    if group_id not in accounts:
        raise payees.PayeeMissing(group_id)
    return _Payee(group_id, accounts[group_id])


def _open(
    order_number: str,
    chosen: Provider,
    method: str,
    parts: _Parts,
    key: str,
    mode: Mode,
    payee: _Payee,
) -> Payment:
    now = timezone.now()
    payment = Payment(
        number=new_number("PY"),
        order_number=order_number,
        provider=chosen.code,
        method=method,
        amount_paise=sum(parts.totals.values()),
        mode=mode.code,
        withholds_tcs=mode.withholds_tcs,
        withholds_tds=mode.withholds_tds,
        payee_group_id=payee.group_id,
        payee_account=payee.account,
        key=key,
        created_at=now,
        expires_at=now + chosen.hold,
    )
    insert_one(payment)
    allocations.authorise(payment, parts.totals, parts.groups, parts.subsidies)
    chosen.payment_asked(payment)
    return payment


def replace(payment: Payment, *, provider: str, method: str, key: str) -> Payment:
    """Another payment for the same parts, under the same rules as the one that was given up. In the caller's transaction.

    Raises ``UnknownProvider``.
    """
    chosen = providers.for_mode(provider, method, payment.mode)
    parts = list(payment.allocations.order_by("pk"))
    kept = Mode(timezone.localdate(), payment.mode, "", payment.withholds_tcs, payment.withholds_tds, "")
    return _open(
        payment.order_number,
        chosen,
        method,
        _Parts(
            {part.producer_order_number: part.authorised_paise for part in parts},
            {part.producer_order_number: part.group_id for part in parts},
            {part.producer_order_number: part.subsidy_paise for part in parts},
        ),
        key,
        kept,
        _Payee(payment.payee_group_id, payment.payee_account if chosen.can.by_hand else None),
    )
