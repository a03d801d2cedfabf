"""Why what is due to a group is not paid out yet, as a code for the books and in words for people."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from payments.models import BankAccount, Payout
from payments.payouts.reasons import NEEDS_NEW_ACCOUNT

NO_ACCOUNT, ACCOUNT_WAITS, ACCOUNT_REFUSED = "no_account", "account_waits", "account_refused"


@dataclass(frozen=True)
class Hold:
    """One reason. ``until`` is the moment at which it ends by itself, where it does."""

    code: str
    until: datetime | None = None

    @property
    def words(self) -> "str | Promise":
        return {
            NO_ACCOUNT: _("The group has given no bank account."),
            ACCOUNT_WAITS: _("The bank account is new. For safety it is used after 72 hours."),
            ACCOUNT_REFUSED: _("The bank sent the last payout back because of the account. The group has to give its details anew."),
        }[self.code]


def hold_of(account: BankAccount | None, *, refused: bool, now: datetime | None = None) -> Hold | None:
    """What keeps money from going to this account now; nothing where it may go. ``refused``: the bank sent money back from it."""
    if account is None:
        return Hold(NO_ACCOUNT)
    if refused:
        return Hold(ACCOUNT_REFUSED)
    if account.usable_from > (now or timezone.now()):
        return Hold(ACCOUNT_WAITS, account.usable_from)
    return None


def is_refused(account: BankAccount | None) -> bool:
    """Whether the bank sent money back from this very account for a reason that lies in the account. One query."""
    if account is None:
        return False
    return Payout.objects.filter(account=account, status=Payout.Status.BOUNCED, reason__in=NEEDS_NEW_ACCOUNT).exists()
