"""The failures of this room, each a named exception."""

from collections.abc import Sequence
from typing import Any

from catalogue.problems import Problem


class NotReady(Exception):
    """The listing can not go live (or to review) yet. ``problems`` says why, one entry each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = list(problems)


class PriceAboveMrp(ValueError):
    """The price asked is higher than the printed MRP, which is a ceiling with all taxes (Legal Metrology Act 2009, section 18)."""

    def __init__(self, price_paise: int, mrp_paise: int) -> None:
        super().__init__(f"A price of {price_paise} paise is above the MRP of {mrp_paise} paise.")
        self.price_paise = price_paise
        self.mrp_paise = mrp_paise


class WrongListingStatus(Exception):
    """The listing is not in a state that the act begins from."""

    def __init__(self, status: str, wanted: Sequence[str]) -> None:
        super().__init__(f"The listing is {status}, not {' or '.join(wanted)}.")
        self.status = status


class StaleVersion(Exception):
    """Somebody else changed the row after it was read; nothing was written."""


class GroupNotApproved(Exception):
    """Only a group that was approved has listings."""


class SlugTaken(ValueError):
    """The address belongs, or once belonged, to a listing."""


class WrongAttribute(ValueError):
    """The product type has no such attribute, or the value is not of its kind."""


class VariantRefused(ValueError):
    """A listing takes its first variant while it is a draft, before anybody can have bought the single product."""


class StockTooLow(ValueError):
    """Fewer pieces than are already promised to orders."""

    def __init__(self, stock: int, promised: int) -> None:
        super().__init__(f"{promised} pieces are promised to orders, so the stock can not be {stock}.")
        self.promised = promised


class StockKept(Exception):
    """The pieces of these goods are counted in lots: they come and go there, not by typing over the number."""


class DraftClosed(Exception):
    """The draft was sent or thrown away meanwhile."""


class DraftIncomplete(Exception):
    """Answers are missing that nothing can stand in for. ``missing`` names them: photo, product_type, price."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = list(missing)


class TooManyPhotos(ValueError):
    """A listing shows five pictures at most."""


class NothingChanged(Exception):
    """The edit says what the listing says already."""


class WrongEditStatus(Exception):
    """Somebody has decided on the edit already, or it was taken back."""

    def __init__(self, status: str) -> None:
        super().__init__(f"The edit is {status}.")
        self.status = status


class AnsweredMeanwhile(Exception):
    """Somebody else has written other answers since this page was looked at. ``now`` holds those that differ."""

    def __init__(self, now: dict[str, Any]) -> None:
        super().__init__(", ".join(now))
        self.now = now


class NoteGone(Exception):
    """The voice note was changed, agreed to or deleted since it was looked at."""
