"""Things of the world that the rules of enquiries and quotes speak of."""

from accounts.models import User
from catalogue.models import Listing
from journal import tokens
from orders.enquiries import links
from tests.orders.enquiries import make_enquiry, make_proposal


def things(makers: dict[str, User], central: User, goods: dict[str, Listing]) -> dict[str, object]:
    """A quote of each group and one of the shop, an enquiry to the shop, and a link that nobody takes back."""
    made: dict[str, object] = {"enquiry_shop": make_enquiry(None).number}
    for letter, listing in goods.items():
        made[f"proposal_{letter}"] = make_proposal(makers[letter], listing.group, (listing, 1, 90_000)).number
    made["proposal_shop"] = make_proposal(central, None, *((listing, 1, 90_000) for listing in goods.values())).number
    linked = make_proposal(central, None, (goods["a"], 1, 90_000))
    made["proposal_link"] = tokens.token_of(linked.nonce, purpose=links.PURPOSE)
    return made
