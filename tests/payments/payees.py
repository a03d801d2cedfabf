"""Groups that shoppers can pay themselves, and settlement modes of other days, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

from django.utils import timezone

from payments import payees, settlement
from payments.models import BankAccount
from producers.models import ProducerGroup
from tests.payments import payout_steps


def make_payable(group: ProducerGroup) -> BankAccount:
    """The group has an account with a UPI id that has waited and was checked by a second person; twice is once."""
    held = payees.accounts_of([group.pk]).get(group.pk)
    if held is not None:
        return held
    account = BankAccount.objects.filter(group=group, replaced_at__isnull=True).exclude(upi_id="").first()
    account = account or payout_steps.give_account(group, upi_id=f"group{group.pk}@sbi")
    payees.check(account, how="passbook seen", acting_user=payout_steps.staff("checker"))
    return account


def row(code: str, *, days: int | None = None, tcs: bool = False, tds: bool = False) -> settlement.Mode:
    """A mode from ``days`` after today on; without a number from long ago on."""
    begins = date(2020, 1, 1) if days is None else timezone.localdate() + timedelta(days=days)
    payee = {
        settlement.NODAL: settlement.SELLER_OF_RECORD,
        settlement.PAY_EACH_GROUP: settlement.GROUP,
        settlement.LICENSED_GATEWAY: settlement.LICENSED,
    }[code]
    return settlement.Mode(begins, code, payee, tcs, tds, "test")


@contextmanager
def modes(*rows: settlement.Mode) -> Iterator[None]:
    """These modes, as if they stood in the data file."""
    with patch.object(settlement, "modes", lambda: rows):
        yield


def each_group(*, tds: bool = False) -> object:
    """Shoppers pay each group by itself."""
    return modes(row(settlement.PAY_EACH_GROUP, tds=tds))
