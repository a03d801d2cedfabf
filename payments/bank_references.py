"""A reference of the shop's bank (a UTR) stands for one thing only: one credit, refund, payout, advance, fee, deposit or settlement."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from payments.errors import ReferenceUsed
from payments.models import Advance, BankEntry, CashHandIn, FeeReceipt, GatewaySettlement, Payout, Refund

_KINDS: tuple[type[models.Model], ...] = (BankEntry, Refund, Payout, Advance, CashHandIn, FeeReceipt, GatewaySettlement)


def check_unused(reference: str, *, for_a: type[models.Model]) -> None:
    """No row of another kind has this reference; among its own kind the database itself refuses it. One query.

    Raises ``ReferenceUsed``.
    """
    first, *others = (kind._default_manager.filter(reference=reference).order_by().values("pk") for kind in _KINDS if kind is not for_a)
    if first.union(*others, all=True)[:1]:
        raise ReferenceUsed(reference)


def write(guarded: "QuerySet[Any]", *, reference: str, **values: Any) -> bool:
    """Give the row its reference and what goes with it, if it is still as ``guarded`` says; whether this call did.

    Raises ``ReferenceUsed`` where another row of its kind has the reference.
    """
    try:
        with transaction.atomic():
            return bool(guarded.update(reference=reference, **values))
    except IntegrityError as refusal:
        raise ReferenceUsed(reference) from refusal
