"""One group's part of an order may go to somebody else: its own address, words on a slip without prices, a day by which it is needed.

Who asks for none of it has an order to one address, as most do. Tax, and what a group may send where, follow the address of each part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from catalogue.voices.masking import masked
from orders.contacts import Address, Contact, tidy_mobile
from orders.errors import BadContact, PlaceRefused

if TYPE_CHECKING:
    from orders.quotes import Quote

NOTE_SIGNS = 200


@dataclass(frozen=True)
class Gift:
    """What is different about one part. Without ``address`` it goes where the rest goes."""

    name: str = ""
    mobile: str = ""
    address: Address | None = None
    note: str = ""
    needed_by: date | None = None

    def tidied(self) -> "Gift":
        """The same as it is stored. Raises ``BadContact`` or ``UnknownPin``."""
        note = masked(" ".join(self.note.split()))
        if len(note) > NOTE_SIGNS:
            raise BadContact("note", _("Write at most 200 letters."))
        if self.address is None:
            return replace(self, name="", mobile="", note=note)
        name = " ".join(self.name.split())
        if not name or len(name) > 120:
            raise BadContact("name", _("Write the name of the person who receives the parcels."))
        return replace(self, name=name, mobile=tidy_mobile(self.mobile), address=self.address.tidied(), note=note)

    @property
    def contact(self) -> Contact:
        """Who receives it."""
        return Contact(self.name, self.mobile)


Gifts = Mapping[int, Gift]  # by group
NONE: Gifts = {}


def pins_of(gifts: Gifts) -> dict[int, str]:
    """Where parts go that do not go where the rest goes, by group: what ``orders.quotes.quote`` is asked with."""
    return {group_id: gift.address.pin for group_id, gift in gifts.items() if gift.address}


def late(quoted: "Quote", gifts: Gifts) -> Iterable[tuple[int, str]]:
    """Groups whose promise ends after the day by which their part is needed, each with the words that say so."""
    for group in quoted.groups:
        gift = gifts.get(group.group.id)
        if gift and gift.needed_by and group.arrives_to and group.arrives_to > gift.needed_by:
            words = _("%(group)s: it may arrive as late as %(last)s, and you need it by %(day)s.")
            told = {"last": date_format(group.arrives_to, "j F Y"), "day": date_format(gift.needed_by, "j F Y")}
            yield group.group.id, str(words % {"group": group.group.name, **told})


def check_days(quoted: "Quote", gifts: Gifts) -> None:
    """Raises ``PlaceRefused`` where a part can not be there in time."""
    for _group_id, words in late(quoted, gifts):
        raise PlaceRefused("too_late", words)
