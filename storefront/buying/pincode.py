"""The pincode a visitor typed: asked for in the address of the page, or remembered from an address given before."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.throttles import visitor
from delivery import pins
from delivery.errors import UnknownPin
from storefront.buying import drafts
from storefront.buying.forms import PinForm
from storefront.buying.limits import PIN_CHECK

TOO_OFTEN = _("Too many pincodes were tried from here. Please wait a minute.")


@dataclass(frozen=True)
class Pincode:
    """``typed`` is shown back. ``info`` is there for a pincode that we know, ``error`` says why there is none."""

    typed: str = ""
    info: pins.PinInfo | None = None
    error: str | Promise = ""
    is_throttled: bool = False

    @property
    def pin(self) -> str:
        """The six digits, or nothing."""
        return self.info.pin if self.info else ""

    @property
    def place(self) -> str:
        """What stands behind it, in words: post office, district, state."""
        if self.info is None:
            return ""
        parts = dict.fromkeys(text for text in (self.info.name, self.info.district, self.info.state) if text)
        return ", ".join(parts)


def read(request: HttpRequest) -> Pincode:
    """The pincode of this request. Only one that the visitor typed now counts against the throttle."""
    typed = (request.GET.get("pin") or request.POST.get("pin") or "").strip()[:12]
    if not typed:
        draft = drafts.read(request)
        return check(draft.pin) if draft else Pincode()
    if not PIN_CHECK.hit(visitor(request)):
        return Pincode(typed=typed, error=TOO_OFTEN, is_throttled=True)
    return check(typed)


def of_post(request: HttpRequest) -> Pincode:
    """The pincode that a form of the basket page sends along. It was looked up for that page, and counts no more."""
    typed = request.POST.get("pin", "").strip()[:12]
    return check(typed) if typed else Pincode()


def check(typed: str) -> Pincode:
    """Look a pincode up."""
    try:
        return Pincode(typed=typed, info=pins.lookup(typed))
    except UnknownPin as unknown:
        return Pincode(typed=typed, error=unknown.reason)


def form(asked: Pincode) -> PinForm:
    """The pincode box, with what was typed and what is wrong with it."""
    filled = PinForm({"pin": asked.typed}) if asked.typed else PinForm()
    if asked.error and filled.is_bound:
        filled.add_error("pin", str(asked.error))
    return filled
