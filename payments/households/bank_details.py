"""Where a household takes money by bank or UPI: sealed and masked, used only after the time in which the group's owners can object."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import audit
from payments import bank_accounts
from payments.bank_accounts import WAIT, BankDetails, BankDetailsRefused
from payments.household_models import Household, HouseholdAccount
from payments.households import letters
from payments.sealing import NotOpened, is_newest, seal, unseal

if TYPE_CHECKING:
    from accounts.models import User

# What stands in for the parts that a household leaves out, while the others are looked at.
_ANY_NUMBER, _ANY_IFSC = "000000000000", "AAAA0AAAAAA"


@dataclass(frozen=True)
class HouseholdDetails:
    """What is typed: an account number with its IFSC, a UPI id, or both. Neither is ever shown again whole."""

    holder: str
    number: str = ""
    ifsc: str = ""
    upi_id: str = ""

    def __repr__(self) -> str:
        return f"HouseholdDetails(…{self.number[-4:]})"


def tidied(details: HouseholdDetails) -> HouseholdDetails:
    """The same details as they are kept. Raises ``BankDetailsRefused`` with everything that has not its shape."""
    has_number = bool(details.number.strip() or details.ifsc.strip())
    problems: dict[str, str | Promise] = {}
    if not has_number and not details.upi_id.strip():
        problems["number"] = _("Give an account number with its IFSC, or a UPI id.")
    whole = BankDetails(
        details.holder,
        details.number if has_number else _ANY_NUMBER,
        details.ifsc if has_number else _ANY_IFSC,
        details.upi_id,
    )
    try:
        found = bank_accounts.tidied(whole)
    except BankDetailsRefused as refusal:
        raise BankDetailsRefused({**refusal.problems, **problems}) from None
    if problems:
        raise BankDetailsRefused(problems)
    return HouseholdDetails(found.holder, found.number if has_number else "", found.ifsc if has_number else "", found.upi_id)


def masked_upi(upi_id: str) -> str:
    """``an•••@okbank``: the first two signs and the bank."""
    name, _at, bank = upi_id.partition("@")
    return f"{name[:2]}•••@{bank}" if upi_id else ""


def current_account(household: Household) -> HouseholdAccount | None:
    """The details that were given last, usable or not. One query."""
    return HouseholdAccount.objects.filter(household=household, replaced_at__isnull=True).select_related("created_by").first()


def change_account(*, household: Household, details: HouseholdDetails, acting_user: "User") -> HouseholdAccount:
    """Take new details; they wait 72 hours, and every owner of the group is told. The same again changes nothing.

    Raises ``BankDetailsRefused``.
    """
    typed = tidied(details)
    with transaction.atomic():
        Household.objects.select_for_update(no_key=True, of=("self",)).get(pk=household.pk)
        held = current_account(household)
        if held is not None and opened(held) == typed:
            return held
        now = timezone.now()
        HouseholdAccount.objects.filter(household=household, replaced_at__isnull=True).update(replaced_at=now)
        made = HouseholdAccount.objects.create(
            household=household,
            holder=typed.holder,
            ifsc=typed.ifsc,
            last_four=typed.number[-4:],
            sealed_number=_sealed(typed.number, household, typed),
            upi_mask=masked_upi(typed.upi_id),
            sealed_upi=_sealed(typed.upi_id, household, typed),
            created_at=now,
            created_by=acting_user,
            usable_from=now + WAIT,
        )
        audit.record(
            action="payments.household_account_changed",
            subject=household,
            acting_user=acting_user,
            before=_facts(held) if held else None,
            after=_facts(made),
        )
        letters.account_changed(made)
    return made


def opened(account: HouseholdAccount) -> HouseholdDetails | None:
    """The whole details; nothing where the key is gone."""
    binding = _binding(account.household_id, account.holder, account.ifsc)
    try:
        number = unseal(account.sealed_number, bound_to=binding) if account.sealed_number else ""
        upi_id = unseal(account.sealed_upi, bound_to=binding) if account.sealed_upi else ""
    except NotOpened:
        return None
    return HouseholdDetails(account.holder, number, account.ifsc, upi_id)


def _sealed(text: str, household: Household, typed: HouseholdDetails) -> str:
    return seal(text, bound_to=_binding(household.pk, typed.holder, typed.ifsc)) if text else ""


def _binding(household_id: int, holder: str, ifsc: str) -> str:
    """Told apart from a group's account with the same numbers: what is sealed for one does not open in the other."""
    return f"household|{household_id}|{ifsc}|{holder}"


def _facts(account: HouseholdAccount) -> dict[str, object]:
    return {
        "holder": account.holder,
        "ifsc": account.ifsc,
        "last_four": account.last_four,
        "upi_mask": account.upi_mask,
        "usable_from": account.usable_from,
    }


def reseal(*, chunk: int = 200) -> int:
    """Seal everything under the newest key, in short transactions; how many rows had another one. Raises ``NotOpened``.

    Details that were replaced are resealed as well: payments of the past name them.
    """
    changed, last = 0, 0
    while accounts := list(HouseholdAccount.objects.filter(pk__gt=last).order_by("pk")[:chunk]):
        with transaction.atomic():
            changed += sum(_reseal(account) for account in accounts)
        last = accounts[-1].pk
    return changed


def _reseal(account: HouseholdAccount) -> bool:
    if all(not sealed or is_newest(sealed) for sealed in (account.sealed_number, account.sealed_upi)):
        return False
    details = opened(account)
    if details is None:
        raise NotOpened(f"The details of household {account.household_id} do not open. BANK_KEYS has to hold every key still in use.")
    held = HouseholdAccount.objects.filter(pk=account.pk, sealed_number=account.sealed_number, sealed_upi=account.sealed_upi)
    return bool(
        held.update(
            sealed_number=_sealed(details.number, account.household, details),
            sealed_upi=_sealed(details.upi_id, account.household, details),
        )
    )
