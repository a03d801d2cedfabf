"""Things of the world that the rules of parts and stock speak of."""

from django.db import transaction

from accounts.models import User
from orders import cards
from orders.models import ProducerOrder


def things(part_number: str, member: User) -> dict[str, object]:
    """A card of a part for a member of its group, far from the cards that the rules close."""
    with transaction.atomic():
        card = cards.card_for(ProducerOrder.objects.get(number=part_number), member)
    return {"card_a": cards.token_of_nonce(card.nonce)}
