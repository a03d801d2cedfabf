"""'Closed from 4 to 20 January': a group says so, ends it sooner, or takes it back before it begins."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import audit
from producers.away_models import AwayPeriod
from producers.models import ProducerGroup
from producers.signals import group_changed

if TYPE_CHECKING:
    from accounts.models import User

MOST_DAYS = 180  # a whole winter; longer than that a group is not away but gone
AHEAD_DAYS = 365


class AwayRefused(Exception):
    """These days can not be closed. ``field`` is the one that is wrong, ``words`` say why."""

    def __init__(self, field: str, words: str | Promise) -> None:
        super().__init__(str(words))
        self.field = field
        self.words = words


def close(
    *,
    group: ProducerGroup,
    starts_on: date,
    ends_on: date,
    is_paused: bool,
    acting_user: "User",
    reason: str = "",
    on_behalf_of: str = "",
) -> AwayPeriod:
    """The group packs nothing on these days. Said twice with the same days it is said once, and the second word on pausing counts.

    Raises ``AwayRefused`` for days that are over, too many, or that touch other closed days of the group.
    """
    _check(starts_on, ends_on)
    with transaction.atomic():
        ProducerGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)  # two people of one group, one after the other
        same = AwayPeriod.objects.standing().filter(group=group, starts_on=starts_on, ends_on=ends_on).first()
        if same and same.is_paused == is_paused:
            return same
        if same:
            same.is_paused = is_paused
            same.save(update_fields=["is_paused"])
            _tell("producers.away_changed", same, acting_user, on_behalf_of)
            return same
        if AwayPeriod.objects.standing().filter(group=group, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
            raise AwayRefused("starts_on", _("Some of these days are closed already. End the other closed days first."))
        made = AwayPeriod.objects.create(
            group=group, starts_on=starts_on, ends_on=ends_on, is_paused=is_paused, reason=" ".join(reason.split())[:80]
        )
        _tell("producers.away", made, acting_user, on_behalf_of)
    return made


def end(away: AwayPeriod, *, acting_user: "User", on_behalf_of: str = "") -> AwayPeriod:
    """The group is back: days to come are working days again. Before the first day the whole is taken back. Twice is once."""
    today = timezone.localdate()
    with transaction.atomic():
        standing = AwayPeriod.objects.standing().filter(pk=away.pk, ends_on__gte=today)
        if away.starts_on >= today:
            changed = standing.update(taken_back_at=timezone.now())
        else:
            changed = standing.update(ends_on=today - timedelta(days=1))
        if changed:
            away.refresh_from_db()
            _tell("producers.away_ended", away, acting_user, on_behalf_of)
    return away


def _check(starts_on: date, ends_on: date) -> None:
    today = timezone.localdate()
    if ends_on < starts_on:
        raise AwayRefused("ends_on", _("The last day lies before the first."))
    if ends_on < today:
        raise AwayRefused("ends_on", _("These days are over."))
    if starts_on < today:
        raise AwayRefused("starts_on", _("Closed days begin today at the earliest."))
    if (ends_on - starts_on).days >= MOST_DAYS:
        raise AwayRefused("ends_on", _("These are more than 180 days. Say again in spring how long it takes."))
    if (starts_on - today).days > AHEAD_DAYS:
        raise AwayRefused("starts_on", _("That is more than a year ahead."))


def _tell(action: str, away: AwayPeriod, acting_user: "User", on_behalf_of: str) -> None:
    """Journal; readers see the group's goods differently from now on, and baskets that were quoted are quoted again."""
    ProducerGroup.objects.filter(pk=away.group_id).update(version=F("version") + 1)
    after = {"from": away.starts_on.isoformat(), "to": away.ends_on.isoformat(), "paused": away.is_paused, "reason": away.reason}
    if away.taken_back_at:
        after["taken_back"] = True
    audit.record(action=action, subject=away, acting_user=acting_user, on_behalf_of=on_behalf_of, after=after)
    group_changed.send(sender=ProducerGroup, group_id=away.group_id)
