"""Who receives an order and where: tidied the same way whenever it is written or looked for."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.models import E164
from delivery.pins import tidy as tidy_pin
from orders.errors import BadContact

COUNTRY_CODE = "+91"
_LOCAL_MOBILE = re.compile(r"0?([1-9][0-9]{9})\Z", re.ASCII)


@dataclass(frozen=True)
class Contact:
    """The person to reach about an order. The e-mail address may be empty, the mobile number may not."""

    name: str
    mobile: str
    email: str = ""

    def tidied(self) -> "Contact":
        """The same contact as it is stored. Raises ``BadContact``."""
        name = " ".join(self.name.split())
        if not name or len(name) > 120:
            raise BadContact("name", _("Write the name of the person who receives the parcels."))
        return Contact(name=name, mobile=tidy_mobile(self.mobile), email=tidy_email(self.email) if self.email.strip() else "")


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
