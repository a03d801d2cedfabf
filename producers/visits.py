"""'Come and see us': a group says when, in which languages and how to ask; the shop says nothing of it while the group is away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import audit
from producers.calendar import Calendar, own_days
from producers.models import ProducerGroup, Visit

if TYPE_CHECKING:
    from accounts.models import User


class VisitRefused(Exception):
    """This can not be kept. ``field`` is the one that is wrong (empty for the whole form), ``words`` say why."""

    def __init__(self, field: str, words: str | Promise) -> None:
        super().__init__(str(words))
        self.field = field
        self.words = words


@dataclass(frozen=True)
class Invitation:
    """What the page of a group says to visitors. ``is_month`` says whether this is one of the months."""

    months: list[str]
    languages: str
    how_to_ask: str
    is_month: bool


def invitation(group: ProducerGroup, today: date, own: Calendar | None = None) -> Invitation | None:
    """What visitors are told today: nothing where nobody may come, and nothing while the group is away.

    At most two queries; one less with the group's ``own`` closed days.
    """
    visit = getattr(group, "visit", None)
    if visit is None or not visit.is_welcome or (own or own_days(group, today)).away_on(today):
        return None
    names = [str(MONTHS[month]) for month in visit.months if month in MONTHS]
    return Invitation(names, visit.languages, visit.how_to_ask, today.month in visit.months)


def say(
    *,
    group: ProducerGroup,
    version: int,
    is_welcome: bool,
    months: Iterable[int],
    languages: str,
    how_to_ask: str,
    acting_user: "User",
    on_behalf_of: str = "",
) -> Visit:
    """Keep what the group says. ``version`` is the one that was read, zero for the first word.

    Raises ``VisitRefused`` for an invitation without months or without a way to ask, and when somebody else changed it meanwhile.
    """
    wanted = sorted({month for month in months if month in MONTHS})
    values = {
        "is_welcome": is_welcome,
        "months": wanted,
        "languages": " ".join(languages.split())[:120],
        "how_to_ask": " ".join(how_to_ask.split())[:300],
    }
    if is_welcome and not wanted:
        raise VisitRefused("months", _("Choose the months in which people may come."))
    if is_welcome and not values["how_to_ask"]:
        raise VisitRefused("how_to_ask", _("Write how people ask before they come."))
    with transaction.atomic():
        before = _kept(group, version, values)
        visit = Visit.objects.get(group=group)
        audit.record(
            action="producers.visit",
            subject=group,
            acting_user=acting_user,
            on_behalf_of=on_behalf_of,
            before=before,
            after=values,
        )
    return visit


def _kept(group: ProducerGroup, version: int, values: dict[str, object]) -> dict[str, object] | None:
    """Write ``values`` over the version that was read; what stood there before."""
    changed = {**values, "changed_at": timezone.now()}
    old = Visit.objects.filter(group=group).values(*values).first()
    if version == 0:
        _visit, made = Visit.objects.get_or_create(group=group, defaults=changed)
        if made:
            return None
    elif Visit.objects.filter(group=group, version=version).update(version=F("version") + 1, **changed):
        return old
    raise VisitRefused("", _("Somebody of your group changed this meanwhile. Read what stands there now, and send it again."))
