"""What the pages of an order hold: plain data, read by ``orders.queries``. What is not here can not leak from a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from orders import status
from orders.undo import Step
from orders.wording import EventRow
from payments.cash import rules
from payments.models import Payment
from payments.papers.page import PaperRow
from payments.providers.offline import OfflineProvider


@dataclass(frozen=True)
class LotRow:
    """So many pieces out of one lot; its journey is at ``/t/<code>/``."""

    code: str
    pieces: int


@dataclass(frozen=True)
class LineRow:
    """One line as it was sold, and what became of its pieces: ``gone`` are not sent, ``back_paise`` are owed or went back for it.

    ``line_paise`` is what it costs, ``discount_paise`` what a code took off before. ``is_ahead``: it was sold before its harvest.
    """

    title: str
    slug: str
    size_text: str
    picture: dict[str, Any] | None
    unit_price_paise: int
    line_paise: int
    discount_paise: int
    is_food: bool
    ordered: int
    gone: int
    back_paise: int
    lots: list[LotRow]
    is_ahead: bool = False

    @property
    def sent(self) -> int:
        """Pieces that are, or were, to be sent."""
        return self.ordered - self.gone


@dataclass(frozen=True)
class ParcelRow:
    """One parcel with its frozen promise and its journey; ``contents`` are (title, pieces). The carrier is in words.

    ``for_return``: the number of the return for which it was sent, the same goods again or the repaired ones.
    """

    number: str
    status: str
    words: str | Promise
    is_food: bool
    weight_g: int
    charge_paise: int
    promised_from: date
    promised_to: date
    note: str
    carrier: str | Promise
    tracking_number: str
    handed_over_on: date | None
    delivered_on: date | None
    may_arrive: bool
    may_be_missed: bool
    contents: list[tuple[str, int]]
    for_return: str = ""


@dataclass(frozen=True)
class ShipTo:
    """Name, phone and address of a delivery."""

    name: str
    phone: str
    line1: str
    line2: str
    city: str
    state: str
    pin: str


@dataclass(frozen=True)
class GiftRow:
    """What is different about a part: ``ship_to`` where it goes to somebody else, words for a slip, a day by which it is needed."""

    ship_to: ShipTo | None
    note: str
    needed_by: date | None
    can_change: bool


@dataclass(frozen=True)
class RefundRow:
    """One refund of a part; ``sent_on`` and ``reference`` are empty until it was sent. ``lines`` are (what, pieces, paise).

    ``is_taken_off``: it was not paid yet, so it is less to pay at the door, and nothing went back.
    """

    number: str
    amount_paise: int
    status: str
    sent_on: date | None
    reference: str
    why: str | Promise = ""
    is_taken_off: bool = False
    lines: Sequence[tuple[str | Promise, int, int]] = ()


@dataclass(frozen=True)
class ReturnRow:
    """Something of a part that is to come back, and how far it is."""

    number: str
    words: str | Promise
    is_open: bool
    is_with_staff: bool


@dataclass(frozen=True)
class PartRow:
    """One group's part on the shopper's page. ``payment`` is its own, where shoppers pay each group by itself; ``at_door_paise`` is still
    to be paid at the door.
    """

    number: str
    group_name: str
    group_slug: str
    village: str
    rollup: str
    care_phone: str
    status: str
    words: str | Promise
    decline_words: str | Promise
    lines: list[LineRow]
    parcels: list[ParcelRow]
    goods_paise: int
    delivery_paise: int
    total_paise: int
    refund_due_paise: int
    refund_sent_paise: int
    refunds: list[RefundRow]
    papers: list[PaperRow]
    returns: list[ReturnRow]
    can_return: bool
    payment: Payment | None = None
    at_door_paise: int = 0
    gift: GiftRow | None = None


@dataclass(frozen=True)
class OrderPage:
    """Everything the shopper's order page shows. ``payment`` is the newest; ``pays_each_group`` where each part has its own.

    ``disputed_paise``: what the shopper's bank wants back and has not decided on yet.
    """

    number: str
    placed_at: datetime
    language: str
    state: status.OrderState
    headline: str | Promise
    payment_status: str
    payment: Payment | None
    received_paise: int
    email: str
    firm: str
    gstin: str
    ship_to: ShipTo
    parts: list[PartRow]
    goods_paise: int
    delivery_paise: int
    total_paise: int
    refund_due_paise: int
    refund_sent_paise: int
    events: list[EventRow]
    can_change_address: bool
    version: int
    pays_each_group: bool = False
    disputed_paise: int = 0

    @property
    def at_door_paise(self) -> int:
        """What is still to be paid at the door."""
        return sum(part.at_door_paise for part in self.parts)

    @property
    def is_at_door(self) -> bool:
        """Whether the order is, or was, paid at the door."""
        return self.payment is not None and self.payment.provider == rules.PROVIDER

    @property
    def refunds_by_hand(self) -> bool:
        """Whether what is owed back goes from the shop's bank, so that a UPI id helps."""
        if self.payment is None or self.pays_each_group:
            return False
        return self.is_at_door or self.payment.provider == OfflineProvider.code


@dataclass(frozen=True)
class PayoutRow:
    """What a group receives for a delivered part, and on which day; without a sum where money went back to the shopper."""

    amount_paise: int | None
    on: date


@dataclass(frozen=True)
class InboxRow:
    """One producer order in a group's list; ``goods`` are (title, pieces, picture). No shopper's data but the place it goes to."""

    number: str
    status: str
    status_label: str | Promise
    released_at: datetime
    due_at: datetime | None
    is_late: bool
    place: str
    goods: list[tuple[str, int, dict[str, Any] | None]]
    pieces: int
    goods_paise: int
    receives_paise: int
    payout: PayoutRow | None
    undo: Step | None


@dataclass(frozen=True)
class ProducerOrderPage:
    """A group's own part, and nothing else of the order. ``ship_to`` is empty before the payment, where nothing is sent, and from 30
    days after delivery on.
    """

    number: str
    status: str
    status_label: str | Promise
    decline_words: str | Promise
    released_at: datetime | None
    due_at: datetime | None
    is_late: bool
    ship_to: ShipTo | None
    lines: list[LineRow]
    parcels: list[ParcelRow]
    goods_paise: int
    subsidy_paise: int
    delivery_paise: int
    total_paise: int
    back_paise: int
    commission_paise: int
    receives_paise: int
    events: list[EventRow]
    payout: PayoutRow | None
    papers: list[PaperRow]
    returns: list[ReturnRow]
    undo: Step | None
    can_accept: bool
    can_decline: bool
    can_pack: bool
    can_hand_over: bool
    version: int
    at_door_paise: int = 0
    gift: GiftRow | None = None

    @property
    def is_gone(self) -> bool:
        """Nothing of it is sent: what was promised of its parcels does not hold any more."""
        return self.status in status.GONE

    @property
    def packed_from(self) -> list[LineRow]:
        """The lines that were packed out of lots."""
        return [line for line in self.lines if line.lots]
