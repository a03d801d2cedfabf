"""Mails to a group about its payouts: paid, sent back by the bank, or waiting for a bank account. To all who may see its money."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from money.words import rupees
from payments.models import Payout
from payments.money_mails import to_those_who_see_money
from payments.payouts import reasons
from producers.models import ProducerGroup


def paid(payout: Payout) -> None:
    """The bank has paid."""

    def words() -> tuple[str, str]:
        title = _("%(amount)s were paid to %(group)s") % _facts(payout)
        body = _(
            "The bank has paid %(amount)s to the account ending in %(last)s on %(day)s. Reference (UTR): %(utr)s.\n"
            "The money page of the workspace shows every sale in it: payout %(number)s."
        )
        return title, body % _facts(payout)

    to_those_who_see_money(payout.group, "payout_paid", payout.number, words, payout.number)


def came_back(payout: Payout) -> None:
    """The bank has sent it back; whether the group has to do something."""

    def words() -> tuple[str, str]:
        title = _("The bank has sent back %(amount)s for %(group)s") % _facts(payout)
        lines = [_("The reason: %(reason)s. The money is yours as before.") % {"reason": reasons.words(payout.reason)}]
        if payout.reason in reasons.NEEDS_NEW_ACCOUNT:
            lines.append(_("Please give your bank details anew on the money page of the workspace. We pay 72 hours later."))
        else:
            lines.append(_("You need do nothing: we pay it again."))
        return title, "\n".join(lines)

    to_those_who_see_money(payout.group, "payout_came_back", payout.number, words, payout.number)


def account_needed(group: ProducerGroup, amount_paise: int, day: date) -> None:
    """Money is due and there is no account to pay it to. Told once in a calendar month."""

    def words() -> tuple[str, str]:
        title = _("%(group)s: we have money for you and no bank account") % {"group": group.name}
        body = _("%(amount)s are due to %(group)s. Please give the bank details on the money page of the workspace. An owner can do it.")
        return title, body % {"amount": rupees(amount_paise), "group": group.name}

    to_those_who_see_money(group, "payout_account_needed", f"{group.pk}:{day:%Y-%m}", words, group.slug)


def _facts(payout: Payout) -> dict[str, str]:
    paid_on = timezone.localdate(payout.settled_at) if payout.settled_at else timezone.localdate()
    return {
        "amount": rupees(payout.amount_paise),
        "group": payout.group.name,
        "last": payout.account.last_four,
        "day": date_format(paid_on, "j F Y"),
        "utr": payout.reference,
        "number": payout.number,
    }
