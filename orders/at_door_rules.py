"""Which orders can be paid at the door: those whose every parcel its own group can bring, under the rule and the cap of the day."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery import by_hand
from orders import carriers
from orders.errors import HandOverRefused
from orders.models import ProducerOrder
from orders.quotes import Quote
from payments.cash import receipts, rules
from payments.settlement import NODAL


def may_be_paid_there(quoted: Quote, on: date | None = None) -> bool:
    """Whether this very order can be paid at the door: the rule of the day, its cap, and every parcel brought by its own group."""
    rule = rules.rule_on(on or timezone.localdate())
    if quoted.mode != NODAL or not rule.takes({group.group.slug for group in quoted.groups}, quoted.total_paise):
        return False
    origins = [getattr(line.listing.group, "origin", None) for line in quoted.lines]
    return bool(quoted.hash) and all(by_hand.reaches(origin, quoted.pin) for origin in origins)


def check_carrier(part: ProducerOrder, carrier: str) -> None:
    """A part that is paid at the door leaves with its own group. Raises ``HandOverRefused``."""
    if carrier != carriers.OWN and receipts.owed_paise(part.number):
        raise HandOverRefused("carrier", _("This is paid at the door: please bring it yourselves."))


def check_address(parts: Iterable[ProducerOrder], pin: str) -> bool:
    """Whether parts that are paid at the door can be brought to another pincode. Two queries where there are some, else one."""
    owed = receipts.owed_by_part([part.number for part in parts])
    moved = ProducerOrder.objects.filter(number__in=owed).select_related("group__origin__hub") if owed else []
    return all(by_hand.reaches(getattr(part.group, "origin", None), pin) for part in moved)
