"""Oscar's basket tables, imported from here and nowhere else."""

from oscar.apps.basket.models import (
    Basket,
    InvalidBasketLineError,
    Line,
    LineAttribute,
)

__all__ = [
    "Basket",
    "InvalidBasketLineError",
    "Line",
    "LineAttribute",
]
