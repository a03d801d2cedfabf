"""Finding an open basket and locking one: what every page of buying asks first, so their statements are composed once."""

from django.db.models import QuerySet

from journal.composed import Composed, Hole
from orders.oscar.basket.models import Basket


def guest_basket(basket_id: int) -> Basket | None:
    """An open basket that belongs to nobody who is logged in. One query."""
    return _GUESTS.first(basket=basket_id)


def locked_basket(basket_id: int) -> Basket:
    """A basket, locked until the transaction ends. Raises ``Basket.DoesNotExist``."""
    found = _LOCKED.first(basket=basket_id)
    if found is None:
        raise Basket.DoesNotExist
    return found


def lock_open_basket(basket_id: int) -> bool:
    """Lock a basket until the transaction ends; whether it is still open."""
    return _OPEN.first(basket=basket_id) is not None


def _guests(basket: Hole) -> QuerySet[Basket]:
    return Basket.objects.filter(pk=basket, owner=None, status=Basket.OPEN)[:1]


def _one(basket: Hole) -> QuerySet[Basket]:
    return Basket.objects.select_for_update().filter(pk=basket)


def _open(basket: Hole) -> QuerySet[Basket, int]:
    return Basket.objects.select_for_update().filter(pk=basket, status=Basket.OPEN).values_list("pk", flat=True)


_GUESTS = Composed(Basket, _guests, basket=Basket._meta.get_field("id"))
_LOCKED = Composed(Basket, _one, basket=Basket._meta.get_field("id"))
_OPEN = Composed(Basket, _open, basket=Basket._meta.get_field("id"))
