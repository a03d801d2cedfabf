"""Holidays of districts: proposed by the data file of the year, set once by staff. From then on every clock counts them."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from journal import audit
from producers.models import Holiday, ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

DATA_FILE = Path(__file__).resolve().parent / "data" / "holidays.json"
MAY_SET = "producers.set_holidays"
MOST_DAYS = 15
NEAR = timedelta(days=90)


class HolidayRefused(Exception):
    """These days can not be a holiday."""

    def __init__(self, field: str, words: str | Promise) -> None:
        super().__init__(str(words))
        self.field = field
        self.words = words


def load_holidays() -> int:
    """Propose what the data file holds and the table does not; nothing counts before staff have set it. What staff changed stays."""
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))["holidays"]
    days = ("starts_on", "ends_on")
    Holiday.objects.bulk_create(
        (Holiday(**{name: date.fromisoformat(value) if name in days else value for name, value in row.items()}) for row in rows),
        ignore_conflicts=True,
    )
    return Holiday.objects.count()


def set_days(holiday: Holiday, *, starts_on: date, ends_on: date, counts: bool, acting_user: "User") -> Holiday:
    """On which days a holiday is, and whether clocks count it. Promises that were made stay as they are."""
    _check(starts_on, ends_on)
    before = _facts(holiday)
    holiday.starts_on, holiday.ends_on, holiday.is_set = starts_on, ends_on, counts
    with transaction.atomic():
        holiday.save(update_fields=["starts_on", "ends_on", "is_set"])
        if _facts(holiday) != before:
            audit.record(action="producers.holiday", subject=holiday, acting_user=acting_user, before=before, after=_facts(holiday))
    return holiday


def add(*, name: str, starts_on: date, ends_on: date, rollup: str = "", district_code: str = "", acting_user: "User") -> Holiday:
    """A holiday that the data file does not know. It counts at once. Raises ``HolidayRefused``; the same again is that one."""
    _check(starts_on, ends_on)
    name = " ".join(name.split())[:80]
    code = f"{slugify(name)[:25] or 'holiday'}-{starts_on:%Y%m%d}"
    given = {"name": name, "starts_on": starts_on, "ends_on": ends_on, "rollup": rollup, "district_code": district_code}
    with transaction.atomic():
        holiday, is_new = Holiday.objects.get_or_create(
            code=code, defaults={**given, "source": "staff", "confidence": Holiday.Confidence.HIGH, "is_set": True}
        )
        if is_new:
            audit.record(action="producers.holiday", subject=holiday, acting_user=acting_user, after={"name": name, **_facts(holiday)})
    return holiday


def _check(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise HolidayRefused("ends_on", _("The last day lies before the first."))
    if (ends_on - starts_on).days >= MOST_DAYS:
        raise HolidayRefused("ends_on", _("A holiday has 15 days at most."))


def _facts(holiday: Holiday) -> dict[str, object]:
    return {"from": holiday.starts_on.isoformat(), "to": holiday.ends_on.isoformat(), "counts": holiday.is_set}


def feasts_near(group: ProducerGroup, today: date) -> list[Holiday]:
    """Feasts kept where the group works that begin in the next months and are not holidays for everybody. Its district is loaded."""
    near = Holiday.objects.filter(is_set=False, starts_on__gte=today, starts_on__lte=today + NEAR)
    return [feast for feast in near if feast.is_kept_by(group)]
