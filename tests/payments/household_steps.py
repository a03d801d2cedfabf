"""Households of a group with their bank details, lots with what they brought, and shares brought to a state."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from payments.bank_accounts import WAIT
from payments.household_models import Household, HouseholdAccount
from payments.households import bank_details, checks, contributions, paying, people
from payments.households.bank_details import HouseholdDetails
from payments.households.paying import Given
from payments.households.queries import Balance, balance_of
from payments.ledger.verifying import verify
from payments.share_models import EarningSplit, LotContribution, MemberPayment
from producers.models import ProducerGroup
from tests.payments.payout_steps import staff

_counter = itertools.count(1)
SINCE = date(2026, 4, 1)


def make_household(group: ProducerGroup, name: str = "") -> Household:
    return people.add(group=group, name=name or f"Household {next(_counter)}", village="Phey", joined_on=SINCE, acting_user=None)


def make_households(group: ProducerGroup, count: int) -> list[Household]:
    return [make_household(group) for _number in range(count)]


def give_details(household: Household, *, is_usable: bool = True, number: str = "987654321012", upi_id: str = "") -> HouseholdAccount:
    """Bank details; as if 72 hours ago, unless they have to wait."""
    details = HouseholdDetails("Tsering Dolma", number, "SBIN0001234" if number else "", upi_id)
    account = bank_details.change_account(household=household, details=details, acting_user=staff("owner"))
    if is_usable:
        past = timezone.now() - timedelta(hours=1)
        HouseholdAccount.objects.filter(pk=account.pk).update(created_at=past - WAIT, usable_from=past)
        account.refresh_from_db()
    return account


def bring(
    group: ProducerGroup, code: str, brought: dict[Household, str], *, basis: str = "kilograms", keep_bp: int = 0
) -> list[LotContribution]:
    """A rule for the lot, and what each household brought to it."""
    contributions.set_rule(group=group, lot_code=code, basis=basis, keep_bp=keep_bp, version=0, acting_user=None)
    return [
        contributions.bring(
            lot_code=code, household=who, quantity=Decimal(text), on=timezone.localdate(), key=f"test:{next(_counter)}", acting_user=None
        )
        for who, text in brought.items()
    ]


def cash(note: str = "thumb print, receipt 12", **fields: object) -> Given:
    return Given(**{"way": "cash", "paid_on": timezone.localdate(), "note": note, **fields})


def pay(household: Household, paise: int, given: Given | None = None, *, by: User | None = None, key: str = "") -> MemberPayment:
    key = key or f"test:{next(_counter)}"
    return paying.pay(household, amount_paise=paise, given=given or cash(), key=key, acting_user=by or staff("accountant"))


def advance(household: Household, paise: int, *, by: User | None = None) -> MemberPayment:
    given = cash("school fees, signed by Dolma")
    return paying.advance(household, amount_paise=paise, given=given, key=f"test:{next(_counter)}", acting_user=by or staff("accountant"))


def owed(household: Household) -> Balance:
    return balance_of(household)


def shares(split: EarningSplit) -> dict[str, int]:
    """What each household has of an earning now, by its code."""
    found: dict[str, int] = {}
    for share in split.shares.select_related("household"):
        found[share.household.code] = found.get(share.household.code, 0) + share.amount_paise
    return found


def agree() -> bool:
    """Shares, payments, accounts of households, payouts and ledger tell the same story.

    ``payout_steps.earn`` leaves out that the money came: the account of shoppers alone stands below zero here.
    """
    assert list(checks.problems()) == []
    assert [fault for fault in verify().faults if not fault.startswith("account shoppers")] == []
    return True
