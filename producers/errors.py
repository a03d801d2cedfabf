"""The failures of this room, each a named exception."""

from django.utils.translation import gettext as _


class WrongGroupStatus(Exception):
    """The group is not in the state that the act begins from."""

    def __init__(self, status: str, wanted: str) -> None:
        super().__init__(f"The group is {status}, not {wanted}.")
        self.status = status


class ApplicationRefused(Exception):
    """The application can not be taken as it stands. ``problems`` maps the name of a field to what is wrong with it."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {words}" for field, words in problems.items()))
        self.problems = problems


class AlreadyMember(Exception):
    """The person already has a part in the group."""


class MembershipEnded(Exception):
    """The membership or facilitation has already come to its end."""


class LastOwner(Exception):
    """A group keeps at least one owner."""

    def __init__(self) -> None:
        super().__init__(_("This is the only owner. Make another member an owner first."))


class ConsentMissing(Exception):
    """Nobody acts for a group without its recorded consent."""


class ApplicationSent(Exception):
    """An application that was sent is not changed any more."""


class ChecklistOpen(Exception):
    """A group is approved when everything that is needed is in order or waived. ``labels`` says what is not."""

    def __init__(self, labels: list[str]) -> None:
        super().__init__(", ".join(labels))
        self.labels = labels


class PaperRefused(ValueError):
    """The file was not taken in. ``reason`` says why, in words for the person who sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AnswerRefused(ValueError):
    """An answer to the checklist lacks something. ``reason`` says what."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DecisionGone(Exception):
    """Somebody has decided meanwhile, or there is nothing to decide."""


class InvitationGone(Exception):
    """The link was used, taken back, or is older than seven days."""


class ContactTaken(Exception):
    """Another login has this e-mail address or mobile number."""


class RecoveryRefused(Exception):
    """This person can not help this member in again. ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
