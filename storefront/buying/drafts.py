"""Name and address between the pages of the checkout, kept in the visitor's session and dropped when the order is placed."""

from dataclasses import asdict, dataclass, fields

from django.http import HttpRequest

from orders.contacts import Address, Contact

_KEY = "checkout"


@dataclass(frozen=True)
class Draft:
    """What the address page was told. ``state`` follows from the pincode."""

    name: str
    mobile: str
    email: str
    firm: str
    gstin: str
    line1: str
    line2: str
    city: str
    pin: str
    state: str

    @property
    def contact(self) -> Contact:
        return Contact(name=self.name, mobile=self.mobile, email=self.email, firm=self.firm, gstin=self.gstin)

    @property
    def address(self) -> Address:
        return Address(line1=self.line1, line2=self.line2, city=self.city, pin=self.pin, state=self.state)


def of(contact: Contact, address: Address) -> Draft:
    """A draft of what was read from the form."""
    return Draft(**{**asdict(contact), **asdict(address)})


def read(request: HttpRequest) -> Draft | None:
    """The draft of this visitor; ``None`` without one, or where it is from another version of the shop."""
    kept = request.session.get(_KEY)
    names = {field.name for field in fields(Draft)}
    return Draft(**kept) if isinstance(kept, dict) and set(kept) == names else None


def keep(request: HttpRequest, draft: Draft) -> None:
    request.session[_KEY] = asdict(draft)


def drop(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
