"""What can stand in the way of a code."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Refusal:
    """Why a code takes nothing off these goods, in words for the shopper.

    ``code``: unknown, stopped, not_yet, over, used_up, used_by_you, too_small, not_for_these or each_group.
    """

    code: str
    words: str | Promise


class VoucherRefused(Exception):
    """A code can not be made, agreed to or stopped so. ``field`` is what has to be corrected, where it is one."""

    def __init__(self, code: str, words: str | Promise, *, field: str = "") -> None:
        super().__init__(code)
        self.code, self.words, self.field = code, words, field


class UsedUp(Exception):
    """The code was stopped or used up between the quote and the press."""
