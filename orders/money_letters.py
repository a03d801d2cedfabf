"""Mails to the shopper about money that staff handle by hand: amounts that differ, payments not found, refunds."""

from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from money.words import rupees
from orders import reasons
from orders.letters import less_to_pay, moment, to_shopper
from orders.models import OrderRecord, ProducerOrder
from payments.cash import receipts
from payments.models import CashReceipt, Dispute, Payment, Refund, RefundFileLine
from payments.providers.offline import transfer_note
from payments.refund_files import reasons as file_reasons


def money_differs(record: OrderRecord, payment: Payment, reference: str, came_paise: int, missing_paise: int) -> None:
    """Money came, but not the exact amount: what was found, and what is missing or too much."""
    with translation.override(record.language):
        title = _("We received another amount for order %(number)s") % {"number": record.order.number}
        body = _("We received %(came)s, reference %(reference)s.") % {"came": rupees(came_paise), "reference": reference}
        if missing_paise > 0:
            body += "\n" + _("%(missing)s of %(amount)s are missing. Please send the rest with the same purpose: %(purpose)s.") % {
                "missing": rupees(missing_paise),
                "amount": rupees(payment.amount_paise),
                "purpose": transfer_note(payment),
            }
        else:
            words = _("That is %(more)s more than %(amount)s. We send back what is too much.")
            if payment.payee_group:
                words = _("That is %(more)s more than %(amount)s. The group sends back what is too much.")
            body += "\n" + words % {"more": rupees(-missing_paise), "amount": rupees(payment.amount_paise)}
        to_shopper(record, "order_money_differs", f"{payment.number}:{reference}", title, body)


def money_sent_back(record: OrderRecord, reference: str, amount_paise: int) -> None:
    """Money that was too much, or not needed any more, went back."""
    with translation.override(record.language):
        title = _("We sent %(amount)s back to you") % {"amount": rupees(amount_paise)}
        body = _("We sent back %(amount)s that you paid for order %(number)s and that was not needed. Reference: %(reference)s.") % {
            "amount": rupees(amount_paise),
            "number": record.order.number,
            "reference": reference,
        }
        to_shopper(record, "order_money_sent_back", reference, title, body)


def payment_rejected(record: OrderRecord, payment: Payment, reason: str, note: str, until: datetime | None) -> None:
    """The payment was not found, and what that means for the goods."""
    number = record.order.number
    with translation.override(record.language):
        title = _("We can not confirm your payment for order %(number)s") % {"number": number}
        lines = [f"{reasons.words(reason)}.", note] if note else [f"{reasons.words(reason)}."]
        if until:
            words = _("We keep the goods for you until %(until)s. Please look at your bank or UPI app and send us its reference.")
            lines.append(words % {"until": moment(until)})
        else:
            lines.append(_("The order is given up and the goods are on sale again."))
            lines.append(_("If your money reaches us later, we send what is still there and give back the rest."))
        key = f"{payment.number}:{timezone.localdate()}" if until else payment.number
        to_shopper(record, "order_payment_rejected", key, title, "\n".join(lines))


def called_off(record: OrderRecord) -> None:
    """An order that was not paid was called off for its shopper."""
    with translation.override(record.language):
        title = _("Your order %(number)s is called off") % {"number": record.order.number}
        body = _("You asked us to call it off. Please do not pay any more; what comes all the same, we send back.")
        to_shopper(record, "order_called_off", record.order.number, title, body)


def refund_owed(record: OrderRecord, refund: Refund) -> None:
    """Money is owed back, or is not to be paid any more, for something that the shopper did not want, or that staff called off."""
    if receipts.is_taken_off(refund):
        less_to_pay(record, refund, refund.allocation.group.name)
        return
    with translation.override(record.language):
        title = _("We owe you %(amount)s") % {"amount": rupees(refund.amount_paise)}
        body = _("For order %(number)s. The reason: %(reason)s. The money goes back the way you paid.") % {
            "number": record.order.number,
            "reason": reasons.words(refund.reason),
        }
        to_shopper(record, "order_refund_owed", refund.number, title, body)


def refund_sent(record: OrderRecord, refund: Refund) -> None:
    """The refund is on its way to the shopper's account."""
    sent_at = refund.sent_at or timezone.now()
    with translation.override(record.language):
        title = _("We have refunded %(amount)s") % {"amount": rupees(refund.amount_paise)}
        body = _("On %(day)s we sent back %(amount)s for order %(number)s, the way you paid. Reference: %(reference)s.") % {
            "day": date_format(timezone.localtime(sent_at), "j F Y"),
            "amount": rupees(refund.amount_paise),
            "number": record.order.number,
            "reference": refund.reference,
        }
        to_shopper(record, "order_refund_sent", f"{refund.number}:{refund.reference}", title, body)


def dispute_lost(record: OrderRecord, dispute: Dispute) -> None:
    """The shopper's bank has given the money back: the shop sends nothing besides."""
    with translation.override(record.language):
        title = _("Your bank has given %(amount)s back to you") % {"amount": rupees(dispute.amount_paise)}
        body = _("You, or your bank, disputed the payment of order %(number)s. The bank has decided for you; we send nothing besides.") % {
            "number": record.order.number
        }
        to_shopper(record, "order_dispute_lost", dispute.number, title, body)


def paid_at_door(record: OrderRecord, part: ProducerOrder, receipt: CashReceipt) -> None:
    """What the group says that it was given: whoever did not pay it can say so."""
    with translation.override(record.language):
        facts = {"group": part.group.name, "amount": rupees(receipt.amount_paise), "number": record.order.number}
        title = _("You paid %(amount)s at the door") % facts
        body = _("%(group)s has written down that you paid %(amount)s in cash on %(day)s for its part of order %(number)s.") % {
            **facts,
            "day": date_format(receipt.taken_on, "j F Y"),
        }
        body += "\n" + _("If that is not right, please tell us at once.")
        to_shopper(record, "order_paid_at_door", receipt.number, title, body)


def refund_came_back(record: OrderRecord, refund: Refund, line: RefundFileLine) -> None:
    """The bank could not pay the refund: what the shopper can do about it."""
    with translation.override(record.language):
        title = _("The bank could not pay your refund of %(amount)s") % {"amount": rupees(refund.amount_paise)}
        body = _("For order %(number)s. The reason: %(reason)s. The money is owed to you as before.") % {
            "number": record.order.number,
            "reason": file_reasons.words(line.reason),
        }
        if line.reason in file_reasons.NEEDS_NEW_UPI:
            body += "\n" + _("Please open the order's page and say to which UPI id it should go.")
        to_shopper(record, "order_refund_came_back", f"line:{line.pk}", title, body)
