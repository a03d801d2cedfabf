"""Paying a quote: an ordinary order by the ordinary ``checkout.place``, once, however many press at the same moment."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from journal import audit, faults
from orders import checkout
from orders.checkout import Placed
from orders.contacts import Address, Contact
from orders.enquiries.errors import NotOpen
from orders.enquiries.terms import terms_of
from orders.models import Proposal

if TYPE_CHECKING:
    from accounts.models import User


def order(
    proposal: Proposal,
    *,
    key: str,
    quote_hash: str,
    contact: Contact,
    address: Address,
    provider: str,
    method: str,
    consent_text: str,
    user: "User | None" = None,
    language: str = "en",
) -> Placed:
    """Order what the quote says. The same ``key`` again answers with the same order; everybody else is told that it is ordered.

    The lock on the quote comes before all others: of two who press at once the second finds it ordered, and a quote that is taken back
    meanwhile makes no order. Raises ``NotOpen`` for one that is ordered, taken back or lapsed, and what ``checkout.place`` raises.
    """
    with transaction.atomic():
        held = Proposal.objects.select_for_update(of=("self",)).select_related("basket").get(pk=proposal.pk)
        earlier = checkout.placed_before(key)
        if earlier is not None and earlier.order.pk == held.order_id:
            return earlier
        if not held.is_open or earlier is not None or address.pin != held.pin:
            raise NotOpen
        placed = checkout.place(
            basket=held.basket,
            key=key,
            quote_hash=quote_hash,
            contact=contact,
            address=address,
            provider=provider,
            method=method,
            consent_text=consent_text,
            user=user,
            language=language,
            terms=terms_of(held),
        )
        faults.point("orders.quote.order.after_place")
        _end(held, placed, user)
        faults.point("orders.quote.order.before_commit")
    return placed


def _end(proposal: Proposal, placed: Placed, user: "User | None") -> None:
    """The quote has become an order: nobody orders it again."""
    Proposal.objects.filter(pk=proposal.pk, status=Proposal.Status.OPEN).update(
        status=Proposal.Status.ORDERED, order=placed.order, ended_at=timezone.now()
    )
    audit.record(
        action="orders.proposal.order",
        subject=proposal,
        acting_user=user,
        actor="" if user else "shopper",
        after={"order": placed.order.number, "total_paise": proposal.total_paise},
    )
