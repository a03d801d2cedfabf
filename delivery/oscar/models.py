"""Oscar's shipping tables, imported from here and nowhere else."""

from oscar.apps.shipping.models import (
    OrderAndItemCharges,
    WeightBand,
    WeightBased,
)

__all__ = [
    "OrderAndItemCharges",
    "WeightBand",
    "WeightBased",
]
