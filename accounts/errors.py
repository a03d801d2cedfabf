"""What this room refuses."""


class NothingToReset(LookupError):
    """The person has no second factor."""


class NoReason(ValueError):
    """A second factor is reset for a reason that is written down."""
