"""A harvest comes later: its days move, with the days of every part that waits for it, and each shopper is told and may call it off."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalogue import seasons
from catalogue.models import Season
from orders import events, letters
from orders.models import LineRecord, OrderRecord, Parcel, ProducerOrder
from producers.calendar import Calendar, calendar_of

if TYPE_CHECKING:
    from accounts.models import User

Status = ProducerOrder.Status
WAITING = (Status.HELD, Status.NEW, Status.ACCEPTED)  # until it is packed a part can be called off free of charge


def slip(season: Season, *, ships_from: date, ships_to: date, reason: str, acting_user: "User", on_behalf_of: str = "") -> int:
    """The harvest is sent between later days. How many shoppers are told. Raises ``SeasonRefused``; the same days again tell nobody."""
    if (ships_from, ships_to) == (season.ships_from, season.ships_to):
        return 0
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise seasons.SeasonRefused("reason", _("Write why: shoppers read it."))
    before = (season.ships_from, season.ships_to)
    with transaction.atomic():
        orders = sorted(set(_parts(season).values_list("order_id", flat=True)))
        # Orders first, in one sequence for everybody: what a shopper calls off meanwhile is not written to.
        records = list(OrderRecord.objects.select_for_update(of=("self",)).filter(order__in=orders).select_related("order").order_by("pk"))
        seasons.move(season, ships_from=ships_from, ships_to=ships_to, acting_user=acting_user, on_behalf_of=on_behalf_of)
        calendar = calendar_of(season.listing.group, timezone.localdate())
        shift = (ships_from - before[0], ships_to - before[1])
        by_order = {record.order_id: record for record in records}
        parts = [part for part in _parts(season) if part.order_id in by_order]
        for part in parts:
            _move(part, season, calendar, shift)
            _tell(by_order[part.order_id], part, season, reason, acting_user)
    return len(parts)


def _parts(season: Season) -> QuerySet[ProducerOrder]:
    lines = LineRecord.objects.filter(season=season, ordered__gt=F("declined") + F("cancelled"))
    return ProducerOrder.objects.filter(status__in=WAITING, lines__in=lines).select_related("group").distinct().order_by("pk")


def _move(part: ProducerOrder, season: Season, calendar: Calendar, shift: tuple[timedelta, timedelta]) -> None:
    """The parcels with goods of the season, and the day by which the group has to pack."""
    lines = LineRecord.objects.filter(producer_order=part, season=season)
    moved = {"promised_from": F("promised_from") + shift[0], "promised_to": F("promised_to") + shift[1]}
    Parcel.objects.filter(pk__in=Parcel.objects.filter(parcel_lines__line__in=lines).values("pk")).update(version=F("version") + 1, **moved)
    lines.update(**moved)
    pack_by = max(part.pack_by or season.ships_to, season.ships_to)
    due = max(part.due_at, calendar.end_of(calendar.next_open(pack_by))) if part.due_at else None
    ProducerOrder.objects.filter(pk=part.pk).update(pack_by=pack_by, due_at=due, version=F("version") + 1)


def _tell(record: OrderRecord, part: ProducerOrder, season: Season, reason: str, acting_user: "User") -> None:
    days = {"first": season.ships_from.isoformat(), "last": season.ships_to.isoformat()}
    events.tell(record.order, "slipped", producer_order=part, by_user=acting_user, why=reason, **days)
    with translation.override(record.language):
        first, last = (date_format(day, "j F Y") for day in (season.ships_from, season.ships_to))
        words = {"group": part.group.name, "goods": season.listing.title, "first": first, "last": last, "reason": reason}
        title = _("%(goods)s comes later") % words
        body = _(
            "%(group)s can not send %(goods)s as early as it had said. Now it is sent between %(first)s and %(last)s.\n\n"
            "Why: %(reason)s\n\nYou may wait, or call it off free of charge on the page of your order until it is packed."
        )
        letters.to_shopper(record, "season_slipped", f"{part.number}:{season.pk}:{season.version}", title, body % words)
