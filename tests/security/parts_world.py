"""Things of the world that the rules of parts and stock speak of."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from orders import cards
from orders.models import LineRecord, Parcel, ProducerOrder, ShopperChoice, StandIn
from producers.models import ProducerGroup


def things(part_number: str, member: User) -> dict[str, object]:
    """A card of a part for a member of its group, far from the cards that the rules close."""
    with transaction.atomic():
        card = cards.card_for(ProducerOrder.objects.get(number=part_number), member)
    return {"card_a": cards.token_of_nonce(card.nonce)}


def parcel_of(part_number: str) -> str:
    """The number of the parcel of a part that was sent."""
    return Parcel.objects.filter(producer_order__number=part_number).earliest("pk").number


def stand_in(part_number: str, other: ProducerGroup, staff: User) -> int:
    """A question to the shopper of a part about another group."""
    part, later = ProducerOrder.objects.get(number=part_number), timezone.now() + timedelta(days=3)
    return StandIn.objects.create(part=part, group=other, part_status=part.status, total_paise=1, asked_by=staff, answer_by=later).pk


def choice(part_number: str, member: User) -> int:
    """A question to the shopper of a part."""
    line = LineRecord.objects.filter(producer_order__number=part_number).earliest("pk")
    later = timezone.now() + timedelta(days=3)
    return ShopperChoice.objects.create(line=line, pieces=1, wait_until=later.date(), asked_by=member, answer_by=later).pk
