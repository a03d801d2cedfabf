"""Parts of orders and settlement modes for tests of tax papers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from unittest.mock import patch

from django.utils import timezone

from orders import fulfilment, handover, packing
from orders.models import ProducerOrder
from payments import settlement
from payments.financial_year import financial_year
from payments.models import TaxPaper
from payments.providers.offline import OfflineProvider
from tests.orders import factories as make
from tests.orders import steps
from tests.payments.payees import make_payable
from tests.payments.splits import make_linked


@contextmanager
def mode(code: str, payee: str) -> Iterator[None]:
    """Another settlement mode from the beginning, as if its row stood in the data file."""
    row = settlement.Mode(date(2020, 1, 1), code, payee, code == settlement.LICENSED_GATEWAY, False, "test")
    able = replace(OfflineProvider.can, modes=OfflineProvider.can.modes | {settlement.LICENSED_GATEWAY})
    with patch.object(settlement, "modes", lambda: (row,)), patch.object(OfflineProvider, "can", able):
        yield


def nodal() -> object:
    return mode(settlement.NODAL, settlement.SELLER_OF_RECORD)


def group_sells() -> object:
    return mode(settlement.PAY_EACH_GROUP, settlement.GROUP)


def number(serial: int, letter: str = "I") -> str:
    """The number of the shop's paper of today's financial year."""
    return f"LB-{financial_year(timezone.localdate()).first % 100:02d}{letter}-{serial:05d}"


def sold(*wanted: object, to: str = "handed_over", pin: str = make.DELHI, **fields: object) -> ProducerOrder:
    """The first group's part of an order, brought to a state, sent to a pincode."""
    for listing in (one[0] if isinstance(one, tuple) else one for one in wanted):
        make_payable(listing.group)
        make_linked(listing.group)
    address = make.HOME if pin == make.DELHI else make.Address(line1="Main bazaar", line2="", city="Kargil", pin=pin, state="Ladakh")
    placed = make.place_order(*wanted, address=address, **fields)
    first = wanted[0][0] if isinstance(wanted[0], tuple) else wanted[0]
    return steps.bring(placed, first.group, to)


def paper_of(part: ProducerOrder, role: str = "sale") -> TaxPaper:
    """Its valid invoice or bill."""
    return TaxPaper.objects.get(producer_order_number=part.number, state__role=role, state__is_void=False)


def credits_of(part: ProducerOrder, role: str = "sale") -> list[TaxPaper]:
    return list(TaxPaper.objects.filter(producer_order_number=part.number, role=role, kind="credit").order_by("pk"))


def carry_out(part: ProducerOrder) -> ProducerOrder:
    """A part that is paid for is accepted, packed and handed over."""
    user = steps.member_of(part.group)
    fulfilment.accept(part, acting_user=user)
    packing.pack(part, acting_user=user)
    handover.hand_over(part, carrier="own", acting_user=user)
    return steps.fresh(part)
