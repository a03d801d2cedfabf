"""What can go wrong with an advance, by name."""


class AdvanceRefused(Exception):
    """It can not be. The text says why: nothing, account, recovered."""
