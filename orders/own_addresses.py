"""Addresses that a person keeps in the account, in Oscar's address book: written here, offered at the checkout.

An order has an address row of its own: what is changed here later changes no order.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from oscar.apps.address.models import UserAddress

from accounts import own_data
from accounts.models import User
from journal import audit
from orders.contacts import Address, Contact
from orders.errors import AddressUnknown, TooManyAddresses

MOST = 20


@dataclass(frozen=True)
class OwnAddress:
    """One of them. The one that ``is_default`` is filled in at the checkout."""

    key: int
    contact: Contact
    address: Address
    is_default: bool


def addresses_of(user: User) -> list[OwnAddress]:
    """The default first, then as they were added."""
    rows = UserAddress.objects.filter(user=user).order_by("-is_default_for_shipping", "pk")
    return [_read(row) for row in rows]


def find(user: User, key: int) -> OwnAddress:
    """One of this person. Raises ``AddressUnknown``, for somebody else's too."""
    return _read(_row(user, key))


def keep(*, user: User, contact: Contact, address: Address, is_default: bool = False, key: int | None = None) -> OwnAddress:
    """Add an address, or write the one of ``key`` anew; the same one twice is one. The first is the default.

    Raises ``AddressUnknown``, ``TooManyAddresses``, and ``BadContact`` or ``UnknownPin`` for what can not be an address.
    """
    contact, address = contact.tidied(), address.tidied()
    with transaction.atomic():
        _lock(user)
        own = UserAddress.objects.filter(user=user)
        row = _row(user, key) if key else UserAddress(user=user, country_id="IN")
        _fill(row, contact, address)
        same = own.filter(hash=row.generate_hash()).exclude(pk=row.pk).first()
        if same is not None:
            is_default = is_default or row.is_default_for_shipping
            if row.pk:
                row.delete()
            row = same
            _fill(row, contact, address)
        elif key is None and own.count() >= MOST:
            raise TooManyAddresses
        row.is_default_for_shipping = is_default or row.is_default_for_shipping or not own.exclude(pk=row.pk).exists()
        row.save()  # Oscar takes the mark from the default before
        # The journal names the row only: an address in it could never be erased.
        audit.record(action="orders.own_address.keep", subject=row, acting_user=user, after={"is_default": row.is_default_for_shipping})
    return _read(row)


def make_default(*, user: User, key: int) -> None:
    """Fill this one in from now on. Raises ``AddressUnknown``."""
    with transaction.atomic():
        _lock(user)
        row = _row(user, key)
        row.is_default_for_shipping = True
        row.save()
        audit.record(action="orders.own_address.default", subject=row, acting_user=user)


def remove(*, user: User, key: int) -> None:
    """Forget it; the oldest of the others is the default then. Raises ``AddressUnknown``."""
    with transaction.atomic():
        _lock(user)
        row = _row(user, key)
        audit.record(action="orders.own_address.remove", subject=row, acting_user=user)
        row.delete()
        heir = UserAddress.objects.filter(user=user).order_by("pk").first()
        if row.is_default_for_shipping and heir is not None:
            heir.is_default_for_shipping = True
            heir.save()


def _lock(user: User) -> None:
    """Two tabs take turns: one default, and no more than ``MOST``."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _row(user: User, key: int) -> UserAddress:
    row = UserAddress.objects.filter(user=user, pk=key).first()
    if row is None:
        raise AddressUnknown
    return row


def _fill(row: UserAddress, contact: Contact, address: Address) -> None:
    row.first_name, row.phone_number = contact.name, contact.mobile
    row.line1, row.line2, row.line4 = address.line1, address.line2, address.city
    row.state, row.postcode = address.state, address.pin


def _read(row: UserAddress) -> OwnAddress:
    contact = Contact(name=row.name, mobile=str(row.phone_number or ""))
    address = Address(line1=row.line1, line2=row.line2, city=row.line4, pin=row.postcode, state=row.state)
    return OwnAddress(key=row.pk, contact=contact, address=address, is_default=row.is_default_for_shipping)


def _of_person(user: User) -> list[dict[str, Any]]:
    """For the file that the person gets."""
    return [
        {**vars(own.address), "name": own.contact.name, "mobile": own.contact.mobile, "default": own.is_default}
        for own in addresses_of(user)
    ]


def register() -> None:
    """Join the file."""
    own_data.register("addresses", _of_person)
