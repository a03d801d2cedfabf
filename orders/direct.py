"""Money that shoppers pay straight to groups: the group says that it came, and that it was sent back; staff can say so for it.

What is written down is the line on the group's own bank statement. The shop never has this money, and its ledger tells of it in the
memorandum accounts only (docs/money.md). Like every other payment, one that comes late is honoured or owed back, here by the group.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from journal import audit, faults
from orders import offline, refunding
from orders.offline import Received
from payments.models import Payment, Refund
from payments.settlement import PAY_EACH_GROUP

if TYPE_CHECKING:
    from accounts.models import User

# A group looks at its account every day; after a week staff ask it.
REFUND_LIMIT = timedelta(days=7)


class NotDirect(Exception):
    """This money is the shop's or its gateway's: a group can not say anything about it."""


class ReasonMissing(Exception):
    """Who speaks for a group says why."""


def money_came(
    payment: Payment, *, reference: str, amount_paise: int | None, acting_user: "User", for_group: bool = False, reason: str = ""
) -> Received:
    """A line of the group's bank statement belongs to this payment; without an amount exactly what is missing.

    ``for_group``: staff say so for the group, with a ``reason``. The same reference again changes nothing. Raises ``NotDirect``,
    ``ReasonMissing``, and what ``orders.offline.money_came`` raises.
    """
    words = _checked(payment, for_group, reason)
    with transaction.atomic():
        before = _entries(payment)
        came = offline.money_came(
            payment,
            reference=reference,
            amount_paise=amount_paise,
            acting_user=acting_user,
            source="staff" if for_group else "group",
        )
        if _entries(payment) != before:
            faults.point("orders.direct.after_money")
            _note(payment, "came", acting_user, for_group, words)
    return came


def money_sent_back(
    payment: Payment, *, amount_paise: int, reference: str, acting_user: "User", for_group: bool = False, reason: str = ""
) -> Received:
    """What was too much, or came for a part that was given up, went back from the group. Raises as ``orders.offline.money_sent_back``."""
    words = _checked(payment, for_group, reason)
    with transaction.atomic():
        back = offline.money_sent_back(payment, amount_paise=amount_paise, reference=reference, acting_user=acting_user)
        _note(payment, "sent_back", acting_user, for_group, words)
    return back


def refund_sent(
    refund: Refund, *, reference: str, sent_at: datetime, acting_user: "User", for_group: bool = False, reason: str = ""
) -> bool:
    """The group has sent a refund back to its shopper; whether this call recorded it. Raises as ``orders.refunding.refund_sent``."""
    words = _checked(refund.allocation.payment, for_group, reason)
    with transaction.atomic():
        is_new = refunding.refund_sent(refund, reference=reference, sent_at=sent_at, acting_user=acting_user)
        if is_new:
            _note(refund.allocation.payment, "refund_sent", acting_user, for_group, words)
    return is_new


def is_overdue(refund: Refund) -> bool:
    """Whether a group has had a refund to send for too long."""
    return refund.status != Refund.Status.SENT and refund.created_at < timezone.now() - REFUND_LIMIT


def _checked(payment: Payment, for_group: bool, reason: str) -> str:
    if payment.mode != PAY_EACH_GROUP:
        raise NotDirect(payment.number)
    if for_group and not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _entries(payment: Payment) -> int:
    return payment.bank_entries.count()


def _note(payment: Payment, what: str, acting_user: "User", for_group: bool, reason: str) -> None:
    """Who spoke, and for whom: the group for itself, or staff for it and why."""
    group = payment.payee_group
    audit.record(
        action=f"orders.direct_{what}",
        subject=payment,
        acting_user=acting_user,
        on_behalf_of=group.slug if for_group and group else "",
        after={"for_group": for_group},
        reason=reason,
    )
