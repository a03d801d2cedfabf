"""Effects of this room that the outbox carries out: telling the members of groups, and shoppers what their groups did."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from journal import outbox
from orders import cards, letters, moves, parcel_letters
from orders.address import TELL_NEW_ADDRESS
from orders.deliveries import TELL_MISSING
from orders.models import OrderEvent, ProducerOrder
from orders.release import TELL_GROUPS
from orders.told import TELL_SHOPPER
from producers.models import Membership

# Who handles orders in a group. An accountant reads them but does not pack.
_HANDLING = (Membership.Role.OWNER, Membership.Role.MANAGER, Membership.Role.PACKER)


_GONE = (ProducerOrder.Status.NEW, ProducerOrder.Status.DECLINED, ProducerOrder.Status.CANCELLED)


def members_of(group_id: int) -> list[User]:
    """People of a group who handle orders. Who has no e-mail address is told in the feed and by text message."""
    current = Membership.objects.filter(group_id=group_id, ended_at__isnull=True, role__in=_HANDLING, user__is_active=True)
    return [membership.user for membership in current.select_related("user").order_by("pk")]


def _parts(payload: dict[str, Any]) -> QuerySet[ProducerOrder]:
    """The producer orders an effect speaks of."""
    return ProducerOrder.objects.filter(number__in=payload["producer_orders"]).select_related("group").order_by("pk")


@outbox.effect(TELL_GROUPS)
def tell_groups(payload: dict[str, Any]) -> None:
    """Each group's members learn of their own producer order."""
    for part in _parts(payload):
        with transaction.atomic():
            for member in members_of(part.group_id):
                letters.new_work(part, member, cards.in_mail(cards.card_for(part, member)))


@outbox.effect(TELL_NEW_ADDRESS)
def tell_new_address(payload: dict[str, Any]) -> None:
    """Members of the groups that still have to send learn that the address has changed."""
    for part in _parts(payload):
        with transaction.atomic():
            for member in members_of(part.group_id):
                letters.new_address(part, member, payload["version"])


@outbox.effect(TELL_SHOPPER)
def tell_shopper(payload: dict[str, Any]) -> None:
    """The shopper learns of a group's step whose ten minutes are over. A step that is taken back has no such effect any more."""
    with transaction.atomic():
        record = moves.lock_order(OrderEvent.objects.values_list("order_id", flat=True).get(pk=payload["event"]))
        event = OrderEvent.objects.select_related("producer_order__group").get(pk=payload["event"])
        if event.producer_order is None or event.producer_order.status in _GONE:
            return  # declined since: that mail is out already
        write = {"accepted": parcel_letters.accepted, "handed_over": parcel_letters.handed_over}[event.kind]
        write(record, event.producer_order, event)


@outbox.effect(TELL_MISSING)
def tell_missing(payload: dict[str, Any]) -> None:
    """Members of the group learn that a parcel of theirs has not arrived."""
    for part in _parts(payload):
        with transaction.atomic():
            for member in members_of(part.group_id):
                parcel_letters.missed(part, payload["parcel"], member, payload["parcel"])
