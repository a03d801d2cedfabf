"""A calendar month of Indian days, by which returns are filed."""

from dataclasses import dataclass
from datetime import date, timedelta


class NoMonth(ValueError):
    """Not a month such as 2026-11."""


@dataclass(frozen=True)
class Month:
    """Told as ``2026-11``."""

    first: date

    @property
    def last(self) -> date:
        """Its last day."""
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    @property
    def before(self) -> "Month":
        """The month before it."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> "Month":
        """The month after it."""
        return Month(self.last + timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def read(text: str) -> Month:
    """The month that a person typed or a link names. Raises ``NoMonth``."""
    try:
        if len(text) != len("2026-11"):
            raise NoMonth(text)
        return Month(date.fromisoformat(f"{text}-01"))
    except ValueError as error:
        raise NoMonth(text) from error


def of(day: date) -> Month:
    """The month of a day."""
    return Month(day.replace(day=1))
