"""The households of a group: added, changed, leaving, coming back, and who stands in for them. The journal keeps every change."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import audit
from journal.numbers import new_number
from payments.household_models import Household, HouseholdStay, Nominee
from payments.households.errors import DatesRefused, LeftAlready, NotAsSeen
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

PREFIX = "H"


def add(*, group: ProducerGroup, name: str, village: str, joined_on: date, phone: str = "", acting_user: "User | None") -> Household:
    """A household that belongs to the group from a day on; its code goes on its card. Raises ``DatesRefused`` for a day to come."""
    _check_past(joined_on)
    with transaction.atomic():
        household = Household.objects.create(
            group=group, code=new_number(PREFIX), name=name.strip(), village=village.strip(), phone=phone.strip(), created_by=acting_user
        )
        HouseholdStay.objects.create(household=household, joined_on=joined_on)
        after = {**_facts(household), "joined_on": joined_on}
        audit.record(action="payments.household_added", subject=household, acting_user=acting_user, after=after)
    return household


def change(household: Household, *, name: str, village: str, phone: str, version: int, acting_user: "User | None") -> Household:
    """Other words about a household. Raises ``NotAsSeen`` where somebody else has changed it since."""
    before = _facts(household)
    with transaction.atomic():
        seen = Household.objects.filter(pk=household.pk, version=version)
        if not seen.update(name=name.strip(), village=village.strip(), phone=phone.strip(), version=F("version") + 1):
            raise NotAsSeen(household.code)
        household.refresh_from_db()
        audit.record(
            action="payments.household_changed", subject=household, acting_user=acting_user, before=before, after=_facts(household)
        )
    return household


def leave(household: Household, *, left_on: date, reason: str, acting_user: "User | None") -> None:
    """The household has left. What it is owed stays its own. Raises ``LeftAlready``, ``DatesRefused``."""
    _check_past(left_on)
    with transaction.atomic():
        stay = HouseholdStay.objects.filter(household=household, left_on__isnull=True).first()
        if stay is None:
            raise LeftAlready(household.code)
        if left_on < stay.joined_on:
            raise DatesRefused(household.code)
        if not HouseholdStay.objects.filter(pk=stay.pk, left_on__isnull=True).update(left_on=left_on, reason=reason.strip()):
            raise LeftAlready(household.code)
        audit.record(
            action="payments.household_left", subject=household, acting_user=acting_user, after={"left_on": left_on}, reason=reason.strip()
        )


def come_back(household: Household, *, joined_on: date, acting_user: "User | None") -> None:
    """A household that had left belongs to the group again. Raises ``LeftAlready`` for one that has not left, ``DatesRefused``."""
    _check_past(joined_on)
    with transaction.atomic():
        Household.objects.select_for_update(no_key=True, of=("self",)).get(pk=household.pk)
        last = household.stays.order_by("-joined_on", "-pk").first()
        if last is not None and last.left_on is None:
            raise LeftAlready(household.code)
        if last is not None and last.left_on is not None and joined_on < last.left_on:
            raise DatesRefused(household.code)
        HouseholdStay.objects.create(household=household, joined_on=joined_on)
        audit.record(action="payments.household_came_back", subject=household, acting_user=acting_user, after={"joined_on": joined_on})


def name_nominee(household: Household, *, name: str, relation: str, phone: str = "", acting_user: "User | None") -> Nominee:
    """Say who gets the household's money when it can not take it. The one before stays on record; the same again changes nothing."""
    given = {"name": name.strip(), "relation": relation.strip(), "phone": phone.strip()}
    with transaction.atomic():
        Household.objects.select_for_update(no_key=True, of=("self",)).get(pk=household.pk)
        held = nominee_of(household)
        if held is not None and {key: getattr(held, key) for key in given} == given:
            return held
        now = timezone.now()
        Nominee.objects.filter(household=household, replaced_at__isnull=True).update(replaced_at=now)
        made = Nominee.objects.create(household=household, named_at=now, named_by=acting_user, **given)
        before = {"nominee": str(held)} if held else None
        audit.record(
            action="payments.nominee_named", subject=household, acting_user=acting_user, before=before, after={"nominee": str(made)}
        )
    return made


def nominee_of(household: Household) -> Nominee | None:
    """Who stands in for the household now. One query."""
    return Nominee.objects.filter(household=household, replaced_at__isnull=True).first()


def _check_past(day: date) -> None:
    if day > timezone.localdate():
        raise DatesRefused(str(day))


def _facts(household: Household) -> dict[str, object]:
    return {"code": household.code, "name": household.name, "village": household.village, "has_phone": bool(household.phone)}
