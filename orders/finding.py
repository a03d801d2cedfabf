"""Find my order: who knows a mobile number or an e-mail address is sent the links, to the address or the number that is on the orders."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.throttles import hashed
from journal import outbox
from orders import letters, links
from orders.contacts import tidy_email, tidy_mobile
from orders.errors import BadContact
from orders.models import OrderLink, OrderRecord

SEND_LINKS = "orders.send_links"
RECENT = timedelta(days=180)
AT_MOST = 10
ONE_MAIL_IN = timedelta(minutes=10)
# A text message is paid for, and is about one order.
TEXTS_AT_MOST = 3


def send_links(contact: str) -> None:
    """Ask for the links of all recent orders with this mobile number or e-mail address.

    The same work whether or not there are any: one read and one owed effect. Neither the answer nor its time tells a stranger
    who has bought here. The contact itself is stored nowhere. The view throttles; the same contact is mailed once in ten minutes.
    """
    now = timezone.now()
    recent = OrderRecord.objects.filter(_matches(contact), order__date_placed__gte=now - RECENT).order_by("-id")
    record_ids = list(recent.values_list("pk", flat=True)[:AT_MOST])
    turn = int(now.timestamp() // ONE_MAIL_IN.total_seconds())
    key = f"{hashed(contact.strip().lower())}:{turn}"
    with transaction.atomic():
        outbox.owe(SEND_LINKS, key=key, payload={"records": record_ids, "key": key})


def _matches(contact: str) -> Q:
    """By e-mail address where there is an at sign, else by mobile number; nothing for text that is neither."""
    try:
        if "@" in contact:
            return Q(contact_email=tidy_email(contact))
        return Q(contact_mobile=tidy_mobile(contact))
    except BadContact:
        return Q(contact_mobile="no such number")


@outbox.effect(SEND_LINKS)
def mail_links(payload: dict[str, Any]) -> None:
    """One mail to each address on the orders found, with the links of its own orders only; a text message for each without an address."""
    by_address: dict[str, list[OrderRecord]] = {}
    for record in OrderRecord.objects.filter(pk__in=payload["records"]).select_related("order__user").order_by("-id"):
        by_address.setdefault(letters.recipient(record), []).append(record)
    for record in by_address.pop("", [])[:TEXTS_AT_MOST]:
        with transaction.atomic():
            letters.found(record.language, f"{payload['key']}:{record.order.number}", [_link_of(record)], to_mobile=record.contact_mobile)
    for number, (address, records) in enumerate(by_address.items()):
        with transaction.atomic():
            found = [_link_of(record) for record in records]
            letters.found(records[0].language, f"{payload['key']}:{number}", found, to_email=address)


def _link_of(record: OrderRecord) -> tuple[str, OrderLink]:
    return record.order.number, links.standing_link(record.order)
