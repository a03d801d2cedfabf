"""Oscar's basket tables with one change: a basket's status moves by a guarded UPDATE, so an ordered basket never opens again."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from oscar.apps.basket.abstract_models import AbstractBasket

from journal.changing import Changing
from journal.composed import Hole
from journal.inserting import insert_one
from producers.oscar.models import StockRecord


class Basket(AbstractBasket):
    """A shopper's basket.

    Stock Oscar writes the status without looking: of two presses of "Place order" the loser's ``thaw`` opened the basket that
    the winner had just ordered, and it could be ordered a second time.
    """

    def _move(self, before: tuple[str, ...], after: str, submitted: datetime | None = None) -> bool:
        """Change the status where it still is one of ``before``; whether this call did it. The object follows the row."""
        if _MOVE.run(before, after, submitted is not None, pk=self.pk, submitted=submitted):
            self.status = after
            if submitted:
                self.date_submitted = submitted
            return True
        self.refresh_from_db(fields=["status", "date_submitted"])
        return False

    def freeze(self) -> bool:
        """Open to frozen; nothing for a basket that is in any other state."""
        return self._move((self.OPEN,), self.FROZEN)

    def thaw(self) -> bool:
        """Frozen to open; nothing for a basket that was ordered meanwhile."""
        return self._move((self.FROZEN,), self.OPEN)

    def submit(self) -> bool:
        """Open or frozen to submitted; ``False`` when another request was first."""
        return self._move((self.OPEN, self.FROZEN), self.SUBMITTED, timezone.now())

    set_as_submitted = submit

    def put(self, record: StockRecord, quantity: int) -> None:
        """A new line, as Oscar's ``add_product`` writes it for a product without options, in one statement instead of seven.

        The caller holds the lock of the basket and knows that the product is not in it.
        """
        price = record.price
        line = Line(
            basket=self,
            line_reference=f"{record.product_id}_{record.pk}",
            product_id=record.product_id,
            stockrecord=record,
            quantity=quantity,
            price_currency=record.price_currency,
            price_excl_tax=price,
            price_incl_tax=price,
        )
        insert_one(line)
        self.reset_offer_applications()


def _moved(before: tuple[str, ...], after: str, is_submitted: bool, pk: Hole, submitted: Hole) -> tuple[QuerySet[Basket], dict[str, Any]]:
    changes: dict[str, Any] = {"status": after}
    return Basket.objects.filter(pk=pk, status__in=before), changes | ({"date_submitted": submitted} if is_submitted else {})


_MOVE = Changing(Basket, _moved, pk=Basket._meta.get_field("id"), submitted=Basket._meta.get_field("date_submitted"))

from oscar.apps.basket.models import *  # noqa: E402, F403
from oscar.apps.basket.models import InvalidBasketLineError, Line, LineAttribute  # noqa: E402

__all__ = ["Basket", "InvalidBasketLineError", "Line", "LineAttribute"]
