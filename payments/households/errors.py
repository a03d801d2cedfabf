"""What can go wrong with households and their money, by name."""


class NotAsSeen(Exception):
    """The row has changed since it was looked at. Nothing was done."""


class DatesRefused(Exception):
    """A day that can not be: in the future, or leaving before joining."""


class LeftAlready(Exception):
    """The household has left, or belongs to the group already."""


class LotFrozen(Exception):
    """Money was shared by this lot already: what was brought to it and how it is shared stand."""


class ContributionRefused(Exception):
    """What was typed can not be a contribution: nothing, too much, another group's household, or taken back before."""


class SplitRefused(Exception):
    """Shares that can not be: none, below zero, more than was earned, or of another group's household."""


class SplitFrozen(Exception):
    """The earning is shared already. What was wrong is corrected by another row."""


class PaymentRefused(Exception):
    """A payment that can not be recorded. ``code`` says why: too_much, not_usable, no_nominee, no_proof, used, taken_back, recovered."""

    def __init__(self, code: str, paise: int = 0) -> None:
        super().__init__(code)
        self.code, self.paise = code, paise
