"""What can go wrong with files of refunds, by name."""


class UpiIdRefused(Exception):
    """The text is no UPI id."""


class NothingToRefund(Exception):
    """No refund that is due has a place to go to."""


class NotAsSeen(Exception):
    """The file has changed since it was looked at, or a refund in it was sent in another way. Nothing was done."""


class SamePerson(Exception):
    """Who proposed a file can not approve it."""


class FileDiffers(Exception):
    """The file that would be made is not the one that was approved."""


class ReasonMissing(Exception):
    """A known reason is needed."""
