"""What a gateway pays into the bank and what it keeps: written down from its report, so that what stands with it comes back to nothing."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from journal import audit, faults
from journal.numbers import new_number
from payments import bank_references, ledger
from payments.confirmations import tidy_reference
from payments.dues import postings
from payments.dues.errors import DueRefused
from payments.errors import ReferenceUsed
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.models import GatewaySettlement

if TYPE_CHECKING:
    from accounts.models import User

# Gateways that have money of the shop's.
GATEWAYS = ("stripe", "split")


def standing() -> dict[str, int]:
    """What each gateway has of the shop's, in paise; those with nothing are left out. One query for each."""
    found = {code: balance(accounts.funds_of(code)) for code in GATEWAYS}
    return {code: paise for code, paise in found.items() if paise}


def record(*, provider: str, paid_paise: int, fee_paise: int, reference: str, settled_on: date, acting_user: "User") -> GatewaySettlement:
    """A gateway has paid ``paid_paise`` into the bank and kept ``fee_paise``, never more than it had. The same again is the same row.

    Raises ``DueRefused``, ``ReferenceUsed`` or ``ReferenceMissing``.
    """
    reference = tidy_reference(reference)
    if provider not in GATEWAYS or min(paid_paise, fee_paise) < 0 or not paid_paise + fee_paise:
        raise DueRefused("nothing")
    with transaction.atomic():
        known = GatewaySettlement.objects.filter(reference=reference).first()
        if known is not None and (known.provider, known.paid_paise, known.fee_paise) == (provider, paid_paise, fee_paise):
            return known
        if known is not None:
            raise ReferenceUsed(reference)
        bank_references.check_unused(reference, for_a=GatewaySettlement)
        if paid_paise + fee_paise > balance(accounts.funds_of(provider)):
            raise DueRefused("too_much")
        try:
            with transaction.atomic():
                made = GatewaySettlement.objects.create(
                    number=new_number("GS"),
                    provider=provider,
                    paid_paise=paid_paise,
                    fee_paise=fee_paise,
                    reference=reference,
                    settled_on=settled_on,
                    recorded_by=acting_user,
                )
        except IntegrityError as refusal:
            raise ReferenceUsed(reference) from refusal
        faults.point("payments.gateway_settled.after_row")
        ledger.write(postings.settled(made))
        after = {"provider": provider, "paid_paise": paid_paise, "fee_paise": fee_paise, "reference": reference, "settled_on": settled_on}
        audit.record(action="payments.gateway_settled", subject=made, acting_user=acting_user, after=after)
    return made
