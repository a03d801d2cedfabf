"""Find an order by whatever a caller can read out: any number of ours, a mobile number, an e-mail address, a bank reference."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from accounts.mobile import in_e164
from orders.contacts import tidy_email, tidy_mobile
from orders.errors import BadContact
from orders.models import OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Order
from payments.confirmations import tidy_reference
from payments.errors import ReferenceMissing
from payments.models import Payment

AT_MOST = 200  # orders of one shopper or reference; more are not told apart by looking at a list


def find_orders(text: str) -> QuerySet[Order]:
    """The orders that this text names, the newest first; all orders for no text. Four queries to find them, whatever the text is.

    Order, producer order, parcel, payment and refund numbers count in small letters and without their hyphen, mobile numbers in any
    spelling, references with or without spaces. Nothing is found by a part of any of these.
    """
    newest = Order.objects.order_by("-pk")
    text = text.strip()[:254]
    if not text:
        return newest
    number = _number(text)
    ids = set(OrderRecord.objects.filter(_contact(text)).order_by("-pk").values_list("order_id", flat=True)[:AT_MOST])
    ids |= set(ProducerOrder.objects.filter(number=number).values_list("order_id", flat=True))
    ids |= set(Parcel.objects.filter(number=number).values_list("producer_order__order_id", flat=True))
    paid = Payment.objects.filter(_money(text, number)).distinct().values_list("order_number", flat=True)[:AT_MOST]
    return newest.filter(Q(pk__in=ids) | Q(number=number) | Q(number__in=list(paid)))


def _number(text: str) -> str:
    """``lb 7k3m9q2x`` as it is stored: ``LB-7K3M9Q2X``."""
    signs = re.sub(r"[\s-]", "", text).upper()
    return f"{signs[:2]}-{signs[2:]}"


def _contact(text: str) -> Q:
    """By e-mail address where there is an at sign, else by mobile number, of the order or of its shopper's account."""
    if "@" in text:
        try:
            address = tidy_email(text)
        except BadContact:
            return Q(pk=None)
        return Q(contact_email=address) | Q(order__user__email=address)
    spellings: set[str] = set()
    for tidy in (tidy_mobile, in_e164):
        try:
            spellings.add(tidy(text))
        except (BadContact, ValidationError):
            continue
    return Q(contact_mobile__in=spellings) | Q(order__user__mobile__in=spellings) if spellings else Q(pk=None)


def _money(text: str, number: str) -> Q:
    """By payment or refund number, or by a reference that the bank, the gateway, the shopper or staff gave."""
    try:
        reference = tidy_reference(text)
    except ReferenceMissing:
        return Q(pk=None)
    exactly = {reference, text}  # references of gateways keep their small letters
    return (
        Q(number=number)
        | Q(reference__in=exactly)
        | Q(shopper_reference=reference)
        | Q(pk__in=Payment.objects.filter(bank_entries__reference=reference).values("pk"))
        | Q(
            pk__in=Payment.objects.filter(Q(allocations__refunds__reference__in=exactly) | Q(allocations__refunds__number=number)).values(
                "pk"
            )
        )
    )
