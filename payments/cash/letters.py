"""Mails to the group whose cash the shop does not wait for any more, or has after all. To all who may see its money."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from money.words import rupees
from payments.models import CashHandIn, CashWriteOff
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


def found(hand_in: CashHandIn, gone: CashWriteOff) -> None:
    """Cash that was written off has come after all, and what that changes."""

    def words() -> tuple[str, str]:
        facts = {
            "amount": rupees(hand_in.amount_paise),
            "group": hand_in.group.name,
            "number": gone.receipt.producer_order_number,
        }
        title = _("%(amount)s in cash of %(group)s have turned up") % facts
        lines = [_("Two people have counted it. It had been written off: cash that was paid at the door for order %(number)s.") % facts]
        if gone.bearer == CashWriteOff.Bearer.GROUP:
            lines.append(_("Your group's advance is less by this sum, so your payouts give less back."))
        else:
            lines.append(_("The shop's loss is less by this sum. Nothing changes for your group, which was paid for its part."))
        return title, "\n".join(lines)

    to_those_who_see_money(hand_in.group, "cash_found", hand_in.number, words, hand_in.number)
