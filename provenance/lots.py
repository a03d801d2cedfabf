"""Write down a lot and its journey, and withdraw it when something is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from catalogue.models import Listing, ProductType
from journal import audit
from journal.numbers import new_number
from producers.models import ProducerGroup
from provenance.errors import LotRefused
from provenance.models import Lot, LotStep, Place, StockLot

PREFIX = "L"


@dataclass(frozen=True)
class Step:
    """One thing that happened to a lot. ``evidence`` says on whose word: a slip, a photo, the group itself."""

    stage: str
    happened_on: date
    done_by: str
    place: Place | None = None
    note: str = ""
    quantity_in: Decimal | None = None
    quantity_out: Decimal | None = None
    unit: str = ""
    evidence: str = ""


def create_lot(
    *,
    group: ProducerGroup,
    product_type: ProductType,
    place: Place,
    made_on: date,
    quantity: Decimal,
    unit: str,
    acting_user: User | None,
    best_before: date | None = None,
    steps: Sequence[Step] = (),
    code: str = "",
    is_demo: bool = False,
    on_behalf_of: str = "",
) -> Lot:
    """A lot with its steps in the order of their days. Without ``code`` it gets a random one with a check character.

    Raises ``LotRefused`` for a best-before day that lies before the day of making, for steps out of order, or a code in use.
    """
    if best_before is not None and best_before <= made_on:
        raise LotRefused("The best-before day comes after the day of making.")
    days = [step.happened_on for step in steps]
    if days != sorted(days):
        raise LotRefused("Each step happens on the day of the one before it, or later.")
    try:
        with transaction.atomic():
            lot = Lot.objects.create(
                code=code.upper() or new_number(PREFIX),
                group=group,
                product_type=product_type,
                place=place,
                made_on=made_on,
                best_before=best_before,
                quantity=quantity,
                unit=unit,
                is_demo=is_demo,
            )
            _write_steps(lot, steps)
            audit.record(action="lot.create", subject=lot, acting_user=acting_user, on_behalf_of=on_behalf_of, after={"code": lot.code})
    except IntegrityError:
        raise LotRefused(f"The code {code!r} is in use, or the quantity is not above zero.") from None
    return lot


def _write_steps(lot: Lot, steps: Sequence[Step]) -> None:
    LotStep.objects.bulk_create(
        LotStep(
            lot=lot,
            position=position,
            stage=step.stage,
            place=step.place,
            happened_on=step.happened_on,
            done_by=step.done_by,
            note=step.note,
            quantity_in=step.quantity_in,
            quantity_out=step.quantity_out,
            unit=step.unit,
            evidence=step.evidence,
        )
        for position, step in enumerate(steps, start=1)
    )


def listings_of(lot: Lot) -> QuerySet[Listing]:
    """The listings whose stock comes from the lot, in whole or in part, through a single product or a variant."""
    products = StockLot.objects.filter(lot=lot).values("stock_record__product_id")
    return Listing.objects.filter(Q(product_id__in=products) | Q(variants__product_id__in=products)).distinct()
