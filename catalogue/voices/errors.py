"""Why something was not written, in words for the person who tried."""

from django.utils.functional import Promise


class VoiceRefused(Exception):
    """What was written can not be taken. ``field`` names what has to be corrected, or is empty."""

    def __init__(self, field: str, reason: str | Promise) -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason


class AlreadyDone(Exception):
    """Somebody was there before: it is decided, answered, flagged or hidden already. Nothing was changed."""
