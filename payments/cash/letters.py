"""A mail to the group whose cash the shop does not wait for any more. To all who may see its money."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from money.words import rupees
from payments.models import CashWriteOff
from payments.money_mails import to_those_who_see_money


def written_off(found: CashWriteOff) -> None:
    """What became of it, and what it means for the next payouts."""
    receipt = found.receipt

    def words() -> tuple[str, str]:
        facts = {
            "amount": rupees(receipt.amount_paise),
            "group": receipt.group.name,
            "number": receipt.producer_order_number,
            "day": date_format(receipt.taken_on, "j F Y"),
            "reason": found.reason,
        }
        title = _("%(amount)s in cash of %(group)s are written off") % facts
        lines = [_("This is the cash that was paid at the door on %(day)s for order %(number)s. What we know: %(reason)s") % facts]
        if found.bearer == CashWriteOff.Bearer.GROUP:
            lines.append(
                _("As your group has kept it, it is now an advance. Your part of the order is paid; payouts give the advance back.")
            )
        else:
            lines.append(_("The shop bears the loss. Your part of the order is paid as if the cash had come."))
        lines.append(_("If this is wrong, please answer this mail."))
        return title, "\n".join(lines)

    to_those_who_see_money(receipt.group, "cash_written_off", found.number, words, found.number)
