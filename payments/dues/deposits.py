"""Paying tax at source to the government: one person writes the challan down, another compares it; then it is off the books."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments import ledger
from payments.dues import postings
from payments.dues.errors import DueRefused
from payments.ledger.balances import balance
from payments.models import TaxDeposit
from payments.payouts.errors import NotAsSeen, ReasonMissing, SamePerson

if TYPE_CHECKING:
    from accounts.models import User

Kind, Status = TaxDeposit.Kind, TaxDeposit.Status


def left_to_pay(kind: str) -> int:
    """What stands in the account and is in no deposit that waits to be compared. Two queries."""
    waiting = TaxDeposit.objects.filter(kind=kind, status=Status.PROPOSED).aggregate(paise=Sum("amount_paise", default=0))["paise"]
    return balance(postings.PAYABLE[Kind(kind)]) - int(waiting)


def propose(*, kind: str, month: date, amount_paise: int, challan: str, paid_on: date, acting_user: "User") -> TaxDeposit:
    """Write down a challan: never more than is to be paid. The very same again is the same row.

    Raises ``DueRefused`` for a month that is not over or a day to come, for too much, for a challan that was written down before.
    """
    number, first = "".join(challan.split()).upper()[:40], month.replace(day=1)
    if kind not in Kind.values or amount_paise <= 0 or not number:
        raise DueRefused("nothing")
    if first > timezone.localdate().replace(day=1) or paid_on > timezone.localdate() or paid_on < first:
        raise DueRefused("month")
    values = {"kind": kind, "month": first, "amount_paise": amount_paise, "paid_on": paid_on}
    with transaction.atomic():
        known = TaxDeposit.objects.filter(challan=number).exclude(status=Status.REFUSED).first()
        if known is not None:
            if {name: getattr(known, name) for name in values} == values:
                return known
            raise DueRefused("challan")
        if amount_paise > left_to_pay(kind):
            raise DueRefused("too_much")
        try:
            with transaction.atomic():
                made = TaxDeposit.objects.create(number=new_number("TX"), challan=number, proposed_by=acting_user, **values)
        except IntegrityError as refusal:
            raise DueRefused("challan") from refusal
        _audit("payments.tax_deposit_proposed", made, acting_user)
    return made


def approve(deposit: TaxDeposit, *, acting_user: "User") -> TaxDeposit:
    """Another person has compared it with the challan: the tax is paid. Raises ``SamePerson``, ``NotAsSeen``, ``DueRefused``."""
    if deposit.proposed_by_id == acting_user.pk:
        raise SamePerson(deposit.number)
    with transaction.atomic():
        guarded = TaxDeposit.objects.filter(pk=deposit.pk, status=Status.PROPOSED).exclude(proposed_by=acting_user)
        _move(deposit, guarded, {"status": Status.APPROVED, "approved_by": acting_user, "approved_at": timezone.now()})
        if deposit.amount_paise > balance(postings.PAYABLE[Kind(deposit.kind)]):  # a refund gave tax back meanwhile
            raise DueRefused("too_much")
        faults.point("payments.tax_deposited.after_row")
        ledger.write(postings.deposited(deposit))
        _audit("payments.tax_deposited", deposit, acting_user)
    return deposit


def refuse(deposit: TaxDeposit, *, note: str, acting_user: "User") -> TaxDeposit:
    """It is not what the challan says. Raises ``ReasonMissing``, ``NotAsSeen``."""
    if not note.strip():
        raise ReasonMissing(deposit.number)
    with transaction.atomic():
        guarded = TaxDeposit.objects.filter(pk=deposit.pk, status=Status.PROPOSED)
        _move(deposit, guarded, {"status": Status.REFUSED, "refused_at": timezone.now(), "note": note.strip()[:200]})
        _audit("payments.tax_deposit_refused", deposit, acting_user, reason=note.strip())
    return deposit


def _move(deposit: TaxDeposit, guarded: "QuerySet[TaxDeposit]", values: dict[str, Any]) -> None:
    if not guarded.update(**values):
        raise NotAsSeen(deposit.number)
    deposit.refresh_from_db()


def _audit(action: str, deposit: TaxDeposit, acting_user: "User", reason: str = "") -> None:
    after = {
        "kind": deposit.kind,
        "month": deposit.month,
        "amount_paise": deposit.amount_paise,
        "challan": deposit.challan,
        "status": deposit.status,
    }
    audit.record(action=action, subject=deposit, acting_user=acting_user, after=after, reason=reason)
