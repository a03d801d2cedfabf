"""The agreed terms of a stored quote, as ``orders.quotes`` and ``orders.checkout`` take them."""

from orders.models import Proposal
from orders.terms import Terms


def terms_of(proposal: Proposal) -> Terms:
    """Prices, days and charges of all its groups. Two queries."""
    parts = list(proposal.parts.prefetch_related("lines"))
    return Terms(
        prices={line.product_id: line.unit_price_paise for part in parts for line in part.lines.all()},
        packed_by={part.group_id: part.packed_by for part in parts},
        delivery={part.group_id: part.delivery_paise for part in parts},
    )
