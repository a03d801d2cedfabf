"""Why another group can not be asked, or not sent from, by name."""

from django.utils.functional import Promise


class StandInRefused(Exception):
    """No other group can be proposed for this part. ``reason`` says why, in words for staff."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


class StandInChanged(Exception):
    """What the other group would send is not what the shopper was shown a moment ago; the page shows it as it is now."""
