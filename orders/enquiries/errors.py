"""Why an enquiry or a quote was not taken, in words for the person who tried."""

from django.utils.functional import Promise


class EnquiryRefused(Exception):
    """What was written can not be taken. ``field`` names what has to be corrected, or is empty."""

    def __init__(self, field: str, reason: str | Promise) -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason


class NotOpen(Exception):
    """The enquiry was answered, or the quote ordered, taken back or lapsed. Nothing was changed."""
