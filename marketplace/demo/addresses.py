"""Two addresses in the account of the demo's shopper, one of them filled in at the checkout."""

from accounts.models import User
from marketplace.demo.people import SHOPPER
from orders import own_addresses
from orders.contacts import Address, Contact

KEPT = (
    Address("Demo House, 12 Janpath", "Connaught Place", "New Delhi", "110001", "Delhi"),
    Address("Demo Guest House, Fort Road", "", "Leh", "194101", "Ladakh"),
)


def load_addresses() -> None:
    """Where the account has none."""
    shopper = User.objects.filter(email=SHOPPER).first()
    if shopper is None or own_addresses.addresses_of(shopper):
        return
    for address in KEPT:
        own_addresses.keep(user=shopper, contact=Contact("Demo Shopper", shopper.mobile or ""), address=address)
