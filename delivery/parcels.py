"""Which goods of one group travel together: food apart from other goods, no parcel above the heaviest slab."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from delivery.errors import NotDelivered

MAX_PARCEL_G = 20_000  # the heaviest slab of the rate table; India Post takes up to 35 kg, a person carries 20
MAX_PARCEL_MM3 = 80_000_000  # 80 litres: as dear as 20 kg with the carrier that counts size most (4,000 cubic centimetres a kilogram)
# Fresh vegetables (0701-0709) and fresh fruit (0803-0810) of the customs tariff: what spoils on the way.
_FRESH_HEADINGS = (*range(701, 710), *range(803, 811))


@dataclass(frozen=True)
class PlannedLine:
    """Pieces of one line on their way into parcels. ``key`` is the caller's own name for the line.

    ``volume_mm3`` is the room of one packed piece, zero where nobody has measured it. ``ships``: between which days a harvest is sent.
    """

    key: int
    quantity: int
    weight_g: int
    is_food: bool
    is_liquid: bool
    is_fragile: bool
    ready_days: int
    shelf_life_days: int | None = None
    freezes: bool = False
    volume_mm3: int = 0
    ships: tuple[date, date] | None = None


@dataclass(frozen=True)
class ParcelSpec:
    """One parcel as the promise sees it. ``shelf_life_days`` is set for fresh goods only."""

    weight_g: int
    is_liquid: bool
    is_fragile: bool
    dispatch_days: int
    is_food: bool
    shelf_life_days: int | None = None
    freezes: bool = False
    volume_mm3: int = 0
    ships: tuple[date, date] | None = None
    pieces: tuple[tuple[int, int], ...] = field(default=())


def is_fresh(hsn: str) -> bool:
    """Whether the heading is one of fresh fruit or vegetables."""
    return hsn[:4].isdigit() and int(hsn[:4]) in _FRESH_HEADINGS


def shelf_life(hsn: str, days: int | None) -> int | None:
    """Days that matter on the way: the shelf life of fresh goods, ``None`` for all that keeps."""
    return days if is_fresh(hsn) else None


def volume(packed_mm: Sequence[int]) -> int:
    """The room of a packed piece by its three sides; zero where they are not known."""
    return math.prod(packed_mm) if len(packed_mm) == 3 else 0


def ready_days(dispatch_days: int, made_to_order_days: int | None) -> int:
    """Days from the order to the handover: making, then packing."""
    return dispatch_days + (made_to_order_days or 0)


def plan(lines: Iterable[PlannedLine]) -> list[ParcelSpec]:
    """The parcels of one group's lines, food first. Raises ``NotDelivered`` for a piece that no carrier takes."""
    lines = list(lines)
    parcels: list[ParcelSpec] = []
    for food in (True, False):
        parcels += _pack([line for line in lines if line.is_food is food])
    return parcels


def _pack(lines: list[PlannedLine]) -> list[ParcelSpec]:
    """Fill parcels in the order of the lines; the next one starts when a piece no longer fits."""
    parcels: list[ParcelSpec] = []
    for line in lines:
        if line.weight_g > MAX_PARCEL_G:
            raise NotDelivered("too_heavy", _("One piece is heavier than any carrier takes."))
        if line.volume_mm3 > MAX_PARCEL_MM3:
            raise NotDelivered("too_big", _("One piece is bigger than any carrier takes."))
        left = line.quantity
        while left:
            room = _room(parcels[-1], line) if parcels else 0
            if not room:
                parcels.append(_empty(line))
                continue
            taken = min(room, left)
            parcels[-1] = _with(parcels[-1], line, taken)
            left -= taken
    return parcels


def _room(parcel: ParcelSpec, line: PlannedLine) -> int:
    """How many more pieces the parcel holds, by weight and by size. What is sent at another season travels in another parcel."""
    if parcel.ships != line.ships:
        return 0
    room = (MAX_PARCEL_G - parcel.weight_g) // line.weight_g
    return min(room, (MAX_PARCEL_MM3 - parcel.volume_mm3) // line.volume_mm3) if line.volume_mm3 else room


def _empty(line: PlannedLine) -> ParcelSpec:
    return ParcelSpec(weight_g=0, is_liquid=False, is_fragile=False, dispatch_days=0, is_food=line.is_food, ships=line.ships)


def _with(parcel: ParcelSpec, line: PlannedLine, pieces: int) -> ParcelSpec:
    """The parcel with more pieces in it: as slow as its slowest line, as delicate as its most delicate one."""
    lives = [days for days in (parcel.shelf_life_days, line.shelf_life_days) if days is not None]
    return replace(
        parcel,
        weight_g=parcel.weight_g + pieces * line.weight_g,
        is_liquid=parcel.is_liquid or line.is_liquid,
        is_fragile=parcel.is_fragile or line.is_fragile,
        dispatch_days=max(parcel.dispatch_days, line.ready_days),
        shelf_life_days=min(lives, default=None),
        freezes=parcel.freezes or line.freezes,
        volume_mm3=parcel.volume_mm3 + pieces * line.volume_mm3,
        pieces=(*parcel.pieces, (line.key, pieces)),
    )
