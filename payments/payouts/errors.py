"""What can go wrong with a payout, by name."""


class NotAsSeen(Exception):
    """The payout has changed since it was looked at: another amount, another state, another account. Nothing was done."""


class SamePerson(Exception):
    """Who proposed a payout can not approve it."""


class OwnGroup(Exception):
    """Nobody proposes or approves money for a group to which the person belongs."""


class NothingToSend(Exception):
    """No approved payout waits for a file."""


class FileDiffers(Exception):
    """The file that would be made is not the one that was promised: other sums, other lines or another account."""


class ReasonMissing(Exception):
    """A refusal or a return needs a reason that is known, and its words where it asks for them."""
