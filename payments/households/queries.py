"""Reads over the households of a group: who they are, what each is owed, what comes, and the lines of an account."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from payments.household_models import Household, HouseholdAccount, HouseholdStay, Nominee
from payments.payout_models import Earning
from payments.share_models import EarningShare, EarningSplit, MemberEntry
from producers.models import ProducerGroup


@dataclass(frozen=True)
class Balance:
    """``payable_paise``: owed by the group now. ``advance_paise``: still to be taken off. ``coming_paise``: when the shop has paid."""

    payable_paise: int = 0
    advance_paise: int = 0
    coming_paise: int = 0


@dataclass(frozen=True)
class Row:
    """A household in the list of its group. ``left_on`` is empty for one that belongs to it."""

    household: Household
    left_on: date | None
    balance: Balance


def balance_of(household: Household) -> Balance:
    """What stands in one account. Two queries."""
    return balances_of(Household.objects.filter(pk=household.pk)).get(household.pk, Balance())


def balances_of(households: QuerySet[Household]) -> dict[int, Balance]:
    """The balances of several, by key; those of whom nothing is written are left out. Two queries."""
    entries = MemberEntry.objects.filter(household__in=households.values("pk")).order_by("household").values_list("household")
    shares = EarningShare.objects.filter(household__in=households.values("pk")).order_by("household").values_list("household")
    booked = MemberEntry.objects.filter(share__isnull=False, household__in=households.values("pk")).order_by("household")
    stands = {key: (payable, advance) for key, payable, advance in entries.annotate(p=Sum("payable_paise"), a=Sum("advance_paise"))}
    coming = dict(shares.annotate(paise=Sum("amount_paise")))
    for key, paise in booked.values_list("household").annotate(paise=Sum("payable_paise")):
        coming[key] = coming.get(key, 0) - paise
    return {key: Balance(*stands.get(key, (0, 0)), coming.get(key, 0)) for key in {*stands, *coming}}


def households_of(group: ProducerGroup) -> list[Row]:
    """All households of a group: those that belong to it by name, then those that left. Five queries, whatever their number."""
    found = Household.objects.filter(group=group)
    balances = balances_of(found)
    stays = {stay.household_id: stay.left_on for stay in HouseholdStay.objects.filter(household__group=group).order_by("joined_on", "pk")}
    rows = [Row(household, stays.get(household.pk), balances.get(household.pk, Balance())) for household in found.order_by("name", "pk")]
    return sorted(rows, key=lambda row: row.left_on is not None)


def current_households(group: ProducerGroup) -> list[Household]:
    """Those that belong to the group now, by name. One query."""
    open_stay = HouseholdStay.objects.filter(household=OuterRef("pk"), left_on__isnull=True)
    return list(Household.objects.filter(Exists(open_stay), group=group).order_by("name", "pk"))


def household_for(group: ProducerGroup, code: str) -> Household:
    """A household of this group. Raises ``Household.DoesNotExist``."""
    return Household.objects.select_related("group").get(group=group, code=code)


def entries_of(household: Household) -> QuerySet[MemberEntry]:
    """The lines of an account, the newest first."""
    found = MemberEntry.objects.filter(household=household).order_by("-pk")
    return found.select_related("payout", "payment__nominee", "payment__undone_by", "share__split__earning", "share__change__refund")


def not_shared(group: ProducerGroup) -> QuerySet[Earning]:
    """Earnings of which nobody has said whose they are, the newest first."""
    shared = EarningSplit.objects.filter(earning=OuterRef("pk"))
    return Earning.objects.filter(~Exists(shared), group=group, net_paise__gt=0).order_by("-pk")


def details_of(household: Household) -> tuple[list[HouseholdStay], Nominee | None, HouseholdAccount | None]:
    """Its stays, who stands in for it, and where it is paid. Three queries."""
    current = Q(replaced_at__isnull=True)
    return (
        list(household.stays.all()),
        Nominee.objects.filter(current, household=household).first(),
        HouseholdAccount.objects.filter(current, household=household).first(),
    )
