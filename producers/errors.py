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
