"""Who receives an order and where: tidied the same way whenever it is written or looked for."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.models import E164
from delivery.pins import state_of
from delivery.pins import tidy as tidy_pin
from orders.errors import BadContact
from producers import gstin as gstins

COUNTRY_CODE = "+91"
_LOCAL_MOBILE = re.compile(r"0?([1-9][0-9]{9})\Z", re.ASCII)


@dataclass(frozen=True)
class Contact:
    """The person to reach about an order. The e-mail address may be empty, the mobile number may not.

    Who buys for a firm that is registered under GST gives its name and number, both or neither: they stand on the invoice.
    """

    name: str
    mobile: str
    email: str = ""
    firm: str = ""
    gstin: str = ""

    def tidied(self) -> "Contact":
        """The same contact as it is stored. Raises ``BadContact``."""
        name = " ".join(self.name.split())
        if not name or len(name) > 120:
            raise BadContact("name", _("Write the name of the person who receives the parcels."))
        firm, gstin = tidy_firm(self.firm, self.gstin)
        email = tidy_email(self.email) if self.email.strip() else ""
        return Contact(name=name, mobile=tidy_mobile(self.mobile), email=email, firm=firm, gstin=gstin)


@dataclass(frozen=True)
class Address:
    """Where the parcels go, inside India. ``state`` is as the shopper confirmed it."""

    line1: str
    line2: str
    city: str
    pin: str
    state: str

    def tidied(self) -> "Address":
        """The same address as it is stored. Raises ``BadContact``, or ``UnknownPin`` for a pincode that can not be one."""
        line1, line2, city, state = (" ".join(text.split())[:200] for text in (self.line1, self.line2, self.city, self.state))
        if not line1:
            raise BadContact("line1", _("Write house, street or village."))
        if not city:
            raise BadContact("city", _("Write the town or village."))
        return Address(line1=line1, line2=line2, city=city, pin=tidy_pin(self.pin), state=state)


def tidy_firm(name: str, number: str) -> tuple[str, str]:
    """Name and GSTIN of a firm that buys, or two empty texts. Raises ``BadContact``."""
    firm, gstin = " ".join(name.split())[:120], re.sub(r"[\s-]", "", number).upper()
    if gstin and not gstins.is_valid(gstin):
        raise BadContact("gstin", _("This GSTIN is not right. It has 15 letters and digits; please compare it with the certificate."))
    if gstin and not firm:
        raise BadContact("firm", _("Write the name of the firm as it is registered."))
    if firm and not gstin:
        raise BadContact("gstin", _("Write the GSTIN of the firm, or leave both empty."))
    return firm, gstin


def check_state(gstin: str, pin: str) -> None:
    """A firm may take back its tax where it is registered: there the parcels must go. Raises ``BadContact``.

    The place of supply of goods that are sent is where they are delivered (IGST Act s. 10(1)(a)). Sending for a firm in one state to
    somebody in another (s. 10(1)(b)) is not offered.
    """
    if gstin and gstins.state_code(gstin) != state_of(pin)[1]:
        reason = _("This GSTIN is of another state than the pincode. Write the number for the state the parcels go to, or leave it empty.")
        raise BadContact("gstin", reason)


def tidy_mobile(text: str) -> str:
    """A mobile number in E.164; ten digits are taken as Indian. Raises ``BadContact``."""
    digits = re.sub(r"[\s().-]", "", text)
    local = _LOCAL_MOBILE.match(digits)
    number = COUNTRY_CODE + local.group(1) if local else digits
    try:
        E164(number)
    except ValidationError:
        raise BadContact("mobile", _("Write the mobile number with ten digits, or with its country code.")) from None
    return number


def tidy_email(text: str) -> str:
    """An e-mail address in lower case. Raises ``BadContact``."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadContact("email", _("This is not an e-mail address.")) from None
    return address
