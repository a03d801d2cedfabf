"""Why something can not be delivered, in words for the shopper."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


class NotDelivered(Exception):
    """These goods do not go to this pincode. ``code`` is for programs, ``reason`` for people."""

    def __init__(self, code: str, reason: str | LazyText) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


class UnknownPin(NotDelivered):
    """No such pincode: not six digits, or no post office behind it."""

    def __init__(self) -> None:
        super().__init__("unknown_pin", _("We do not know this pincode. Please check its six digits."))
