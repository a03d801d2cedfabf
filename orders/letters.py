"""Mails about an order: to the shopper in the order's language, to a group's members in their own. Plain text, no personal data
but the name it is sent to, and the order's link as a placeholder that is filled in when the mail is sent.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from money.words import rupees
from notices.tell import tell, tell_person
from orders import links, reasons
from orders.models import LineRecord, OrderLink, OrderRecord, ProducerOrder, VoucherUse
from orders.payment_parts import parts_of
from payments import providers
from payments.cash import receipts
from payments.models import Payment, Refund
from payments.providers.offline import transfer_note

ORDERS_FOUND = "orders_found"


def moment(at: datetime) -> str:
    """A moment in Indian time."""
    return date_format(timezone.localtime(at), "j M Y, H:i") + " IST"


def recipient(record: OrderRecord) -> str:
    """Where mails about an order go: the address on it, else the one of the shopper's account, else nowhere."""
    user = record.order.user
    return record.contact_email or (user.email if user else "") or ""


def to_shopper(record: OrderRecord, kind: str, key: str, title: str, body: str, link: OrderLink | None = None) -> None:
    """One mail about an order, with its link at the end. Who left no e-mail address gets a text message, where ``kind`` has words."""
    to_email = recipient(record)
    to_mobile = "" if to_email else record.contact_mobile
    if not to_email and not to_mobile:
        return
    link = link or links.standing_link(record.order)
    text = f"{body}\n\n{_('Your order, with everything that happens to it:')}\n{links.in_mail(link)}"
    tell(
        kind=kind,
        to_email=to_email,
        key=key,
        title=title,
        body=text,
        subject_number=record.order.number,
        user=record.order.user,
        to_mobile=to_mobile,
        link=links.in_mail(link),
        language=record.language,
    )


def placed(record: OrderRecord, payments: Sequence[Payment], link: OrderLink, *, code: str = "", discount_paise: int = 0) -> None:
    """The order stands and waits for its money. ``code`` is the voucher that took ``discount_paise`` off, where there is one."""
    number, payment = record.order.number, payments[0]
    with translation.override(record.language):
        title = _("Your order %(number)s waits for your payment") % {"number": number}
        if providers.get(payment.provider).can.on_delivery:
            title = _("Your order %(number)s: you pay at the door") % {"number": number}
        off = _taken_off(code, discount_paise)
        if payment.payee_group:
            to_shopper(record, "order_placed", number, title, _how_to_pay_each(payments) + off, link)
            return
        body = _how_to_pay(payment) % {
            "until": moment(payment.expires_at),
            "amount": rupees(payment.amount_paise),
            "reference": transfer_note(payment),
        }
        to_shopper(record, "order_placed", number, title, body + off, link)


def _taken_off(code: str, paise: int) -> str:
    """The line of a mail that says what a code took off; nothing without one."""
    words = _("Your code %(code)s took %(amount)s off; the amount above is what is left.")
    return "\n" + words % {"code": code, "amount": rupees(paise)} if paise else ""


def _how_to_pay(payment: Payment) -> str:
    if providers.get(payment.provider).can.on_delivery:
        return _(
            "The groups have your order and bring it themselves. Please have %(amount)s ready in cash; the order page says how much each "
            "group takes. A part is taken and paid as a whole, or not at all."
        )
    if providers.get(payment.provider).has_pay_page:
        return _(
            "We have put your goods aside until %(until)s. If you have not paid yet, you can still pay %(amount)s on the order page. "
            "The groups begin to pack when the payment has arrived."
        )
    return _(
        "We have put your goods aside until %(until)s. Please pay %(amount)s and give %(reference)s as the purpose. "
        "The groups begin to pack when the payment has arrived."
    )


def _how_to_pay_each(payments: Sequence[Payment]) -> str:
    """A line for each group. Where to pay is on the order page alone."""
    lines = [_("Each group is paid by itself, and packs when its own payment is there. The order page shows a code for each:")]
    for payment in payments:
        words = _("%(group)s: %(amount)s, purpose %(reference)s, until %(until)s")
        lines.append(
            words
            % {
                "group": payment.payee_group.name if payment.payee_group else "",
                "amount": rupees(payment.amount_paise),
                "reference": transfer_note(payment),
                "until": moment(payment.expires_at),
            }
        )
    return "\n".join(lines)


def paid(record: OrderRecord, payment: Payment) -> None:
    """The money came; where each group is paid by itself, that of one of them."""
    number = record.order.number
    with translation.override(record.language):
        if payment.payee_group:
            facts = {"group": payment.payee_group.name, "amount": rupees(payment.amount_paise), "number": number}
            title = _("%(group)s has received your payment") % facts
            body = _("%(group)s has received %(amount)s for its part of order %(number)s, and begins to pack.") % facts
            to_shopper(record, "order_paid", payment.number, title[:200], body + _off_of(record, payment))
            return
        title = _("We have received your payment for order %(number)s") % {"number": number}
        body = _("We have received %(amount)s. The order page says what each group does with its part.") % {
            "amount": rupees(record.total_paise)
        }
        to_shopper(record, "order_paid", number, title, body + _off_of(record, payment))


def _off_of(record: OrderRecord, payment: Payment) -> str:
    """What the order's code took off the goods that this payment is for. One query without a code, two with one."""
    use = VoucherUse.objects.filter(order=record.order, given_back_at__isnull=True).select_related("voucher").first()
    if use is None:
        return ""
    lines = LineRecord.objects.filter(producer_order__in=parts_of(payment))
    return _taken_off(use.voucher.code, lines.aggregate(paise=Sum("discount_paise", default=0))["paise"])


def expired(record: OrderRecord, payment: Payment) -> None:
    """Nobody paid in time: the order, or one group's part of it."""
    number = record.order.number
    with translation.override(record.language):
        if payment.payee_group:
            facts = {"group": payment.payee_group.name, "number": number}
            title = _("The part of %(group)s was not paid in time") % facts
            body = _(
                "No payment has reached %(group)s for its part of order %(number)s, so those goods are on sale again. The other parts stay "
                "as they are. If you have paid, you need do nothing: the group sends what is still there, or gives your money back."
            )
            to_shopper(record, "order_expired", payment.number, title[:200], body % facts)
            return
        title = _("Your order %(number)s was not paid in time") % {"number": number}
        body = _(
            "No payment has reached us, so the goods are on sale again. If you have paid, you need do nothing: "
            "we send what is still there and give back the rest."
        )
        to_shopper(record, "order_expired", number, title, body)


def refund_due(record: OrderRecord, part: ProducerOrder, refund: Refund) -> None:
    """A group's part is not sent; its money is owed back, or is not to be paid any more."""
    if receipts.is_taken_off(refund):
        less_to_pay(record, refund, part.group.name)
        return
    with translation.override(record.language):
        title = _("A part of your order %(number)s can not be sent") % {"number": record.order.number}
        body = _("%(group)s can not send its part: %(reason)s. We owe you %(amount)s for it, delivery included.") % {
            "group": part.group.name,
            "reason": reasons.words(refund.reason),
            "amount": rupees(refund.amount_paise),
        }
        to_shopper(record, "order_refund_due", refund.number, title, body)


def less_to_pay(record: OrderRecord, refund: Refund, group_name: str, goods: str = "") -> None:
    """Something is not sent, or was not taken, before it was paid at the door: so much less is to be paid, and nothing goes back."""
    with translation.override(record.language):
        title = _("You pay %(amount)s less at the door") % {"amount": rupees(refund.amount_paise)}
        body = _("For order %(number)s, %(group)s. The reason: %(reason)s. You had not paid it yet, so nothing goes back.") % {
            "number": record.order.number,
            "group": group_name,
            "reason": reasons.words(refund.reason),
        }
        to_shopper(record, "order_less_to_pay", refund.number, title, f"{body}\n{goods}" if goods else body)


def address_changed(record: OrderRecord, version: int) -> None:
    """The shopper is told of every change, so that a stranger's change does not pass unseen."""
    number = record.order.number
    with translation.override(record.language):
        title = _("The address of your order %(number)s was changed") % {"number": number}
        body = _("If this was not you, please tell us at once.")
        to_shopper(record, "order_address_changed", f"{number}:{version}", title, body)


def found(language: str, key: str, found_links: list[tuple[str, OrderLink]], *, to_email: str = "", to_mobile: str = "") -> None:
    """Links to the orders that somebody asked for, to the address that is on them; or the one to a single order to its mobile number.

    Somebody waits for it, at night too.
    """
    [(number, link), *_more] = found_links
    with translation.override(language):
        title = _("Your orders")
        lines = [f"{each}: {links.in_mail(its_link)}" for each, its_link in found_links]
        body = "\n".join([_("You asked for the links to your orders."), "", *lines])
    tell(
        kind=ORDERS_FOUND,
        to_email=to_email,
        to_mobile=to_mobile,
        key=key,
        title=title,
        body=body,
        subject_number=number if to_mobile else "",
        link=links.in_mail(link) if to_mobile else "",
        is_urgent=True,
        language=language,
    )


def new_work(part: ProducerOrder, member: User, card: str = "") -> None:
    """A member of the group learns that there is something to send. Nothing of the shopper is in the mail; ``card`` is its link."""
    with translation.override(member.language):
        title = _("New order %(number)s for %(group)s") % {"number": part.number, "group": part.group.name}
        body = _("Please accept or decline it in the workspace. It has to be packed by %(due)s.") % {
            "due": moment(part.due_at) if part.due_at else ""
        }
        if card:
            body += "\n\n" + _("Look and answer without logging in, for three days:") + "\n" + card
        to_member(part, member, "producer_order_new", part.number, title, body, link=card)


def new_address(part: ProducerOrder, member: User, version: int) -> None:
    """The shopper moved: labels that were printed are wrong."""
    with translation.override(member.language):
        title = _("Another address for order %(number)s") % {"number": part.number}
        body = _("The shopper has changed the delivery address. Please use the one that the workspace shows now.")
        to_member(part, member, "producer_order_address", f"{part.number}:{version}", title, body)


def cancelled(part: ProducerOrder, member: User) -> None:
    """There is nothing to send any more."""
    with translation.override(member.language):
        title = _("Do not send %(number)s") % {"number": part.number}
        body = _("The shopper does not want this part any more. Your goods are on sale again; please send nothing.")
        to_member(part, member, "producer_order_cancelled", part.number, title, body)


def given_up(part: ProducerOrder, member: User, parcel: str, *, is_borne_by_shop: bool) -> None:
    """A parcel is lost: the group is paid all the same, or it is not, and why."""
    with translation.override(member.language):
        title = _("Parcel %(parcel)s of %(number)s is lost") % {"parcel": parcel, "number": part.number}
        if is_borne_by_shop:
            body = _("You handed it over with a number and a photo of the receipt: your group is paid for it, and the shop bears the loss.")
        else:
            body = _("The shopper gets the money back. There is no number with a photo of the carrier's receipt, so your group bears it.")
        to_member(part, member, "producer_order_lost", parcel, title, body)


def to_member(part: ProducerOrder, member: User, kind: str, key: str, title: str, body: str, *, link: str = "") -> None:
    """Write to one member of the group, in the language of the member. ``link`` is where an SMS and the feed lead: the part by default."""
    page = link or reverse("workspace-order", args=[part.number])
    tell_person(member, kind=kind, key=f"{key}:{member.pk}", title=title, body=body, subject_number=part.number, link=page)
