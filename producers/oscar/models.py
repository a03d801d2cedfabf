"""Oscar's partner tables with one change: stock can never be promised twice."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from oscar.apps.partner.abstract_models import AbstractStockRecord
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from journal.changing import Changing
from journal.composed import Hole
from producers.signals import stock_record_checked

if TYPE_CHECKING:
    from django.db.models import Field


class StockRecord(AbstractStockRecord):
    """Stock of one product at one group. Every change of the counts is one guarded UPDATE."""

    def clean(self) -> None:
        """Ask the rooms above, so that a form shows their refusal as a message. Raises ``ValidationError``."""
        super().clean()
        stock_record_checked.send(sender=type(self), stock_record=self)

    def allocate(self, quantity: int) -> None:
        """Promise ``quantity`` pieces to an order.

        The guard and the change are one statement, so two buyers of the last piece can not both pass it, on any database
        and at any isolation level. Raises ``InvalidStockAdjustment`` when fewer pieces are free; the caller's transaction
        must then roll back. Stock Oscar checks first and updates later: 8 buyers of 1 piece made 8 orders.
        """
        if not self.can_track_allocations:
            return
        changed = (
            type(self)
            .objects.filter(pk=self.pk, num_in_stock__gte=Coalesce(F("num_allocated"), 0) + quantity)
            .update(num_allocated=Coalesce(F("num_allocated"), 0) + quantity)
        )
        if not changed:
            raise InvalidStockAdjustment(f"Fewer than {quantity} of stock record {self.pk} are free.")

    @classmethod
    def allocate_all(cls, wanted: Mapping[int, int]) -> bool:
        """The same for several records, by key, in one statement; whether all had enough. Where not, the transaction must roll back.

        The caller has locked the records, in the order of their keys.
        """
        if not wanted:
            return True
        size = 1 << (len(wanted) - 1).bit_length()  # orders of about the same size share a statement: the last stands in it more often
        pairs = list(wanted.items())
        pairs += [pairs[-1]] * (size - len(pairs))
        values = {f"{name}_{place}": value for place, pair in enumerate(pairs) for name, value in zip(("key", "pieces"), pair, strict=True)}
        return _allocating(size).run(**values) == len(wanted)

    def consume_allocation(self, quantity: int) -> None:
        """Take ``quantity`` promised pieces out of stock: they have left the group."""
        if not self.can_track_allocations:
            return
        changed = (
            type(self)
            .objects.filter(pk=self.pk, num_allocated__gte=quantity, num_in_stock__gte=quantity)
            .update(num_allocated=F("num_allocated") - quantity, num_in_stock=F("num_in_stock") - quantity)
        )
        if not changed:
            raise InvalidStockAdjustment(f"{quantity} of stock record {self.pk} were never promised.")

    def return_to_allocation(self, quantity: int) -> None:
        """Pieces that were said to have left are still there, promised as before: the opposite of ``consume_allocation``."""
        if self.can_track_allocations:
            type(self).objects.filter(pk=self.pk).update(
                num_allocated=Coalesce(F("num_allocated"), 0) + quantity, num_in_stock=Coalesce(F("num_in_stock"), 0) + quantity
            )

    def cancel_allocation(self, quantity: int) -> None:
        """Give ``quantity`` promised pieces back to the shop."""
        if not self.can_track_allocations:
            return
        changed = type(self).objects.filter(pk=self.pk, num_allocated__gte=quantity).update(num_allocated=F("num_allocated") - quantity)
        if not changed:
            raise InvalidStockAdjustment(f"{quantity} of stock record {self.pk} were never promised.")


@cache
def _allocating(size: int) -> Changing:
    """Promise pieces of so many records, each where enough are free."""

    def compose(**holes: Hole) -> tuple[QuerySet[StockRecord], dict[str, Any]]:
        pairs = [(holes[f"key_{place}"], holes[f"pieces_{place}"]) for place in range(size)]
        promised, enough = Coalesce(F("num_allocated"), 0), Q(pk__in=[])
        for key, pieces in pairs:
            enough |= Q(pk=key, num_in_stock__gte=promised + pieces)
        more = Case(*(When(pk=key, then=pieces) for key, pieces in pairs), default=Value(0))
        return StockRecord.objects.filter(enough), {"num_allocated": promised + more}

    fields: dict[str, Field[Any, Any]] = {f"key_{place}": StockRecord._meta.get_field("id") for place in range(size)}
    return Changing(StockRecord, compose, **fields, **{f"pieces_{place}": IntegerField() for place in range(size)})


from oscar.apps.partner.models import *  # noqa: E402, F403
from oscar.apps.partner.models import Partner, PartnerAddress, StockAlert  # noqa: E402

__all__ = ["InvalidStockAdjustment", "Partner", "PartnerAddress", "StockAlert", "StockRecord"]
