"""Rupees as whole paise: the only form in which the shop adds, splits and stores money."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

PAISE_PER_RUPEE = 100


def from_rupees(amount: Decimal | int | str) -> int:
    """Paise of a rupee amount, half a paisa away from zero. Raises ``ValueError`` for a float: it has already lost paise."""
    if isinstance(amount, float):
        raise ValueError("Give rupees as Decimal, whole number or text, never as float.")
    return int((Decimal(amount) * PAISE_PER_RUPEE).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_rupees(paise: int) -> Decimal:
    """Rupees with two places, as Oscar's columns want them."""
    return (Decimal(paise) / PAISE_PER_RUPEE).quantize(Decimal("0.01"))


def share(paise: int, rate_bp: int) -> int:
    """``rate_bp`` basis points (1/100 of a percent) of an amount, half a paisa up. For amounts of zero or more."""
    return (paise * rate_bp + 5_000) // 10_000


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Divide ``total`` paise by ``weights`` so that the parts sum to it exactly (largest remainder, first part wins a tie).

    With all weights zero the parts are even. Raises ``ValueError`` without weights or with a negative one.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("Weights must be zero or more, and at least one.")
    weights = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(weights)
    sign = -1 if total < 0 else 1
    parts = [abs(total) * weight // whole for weight in weights]
    remainders = [abs(total) * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: abs(total) - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
