"""The bank account a group is paid to: given by an owner, sealed, used only after a time in which every owner can object."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import audit
from payments import bank_letters
from payments.models import BankAccount
from payments.payouts.holds import is_refused
from payments.sealing import NotOpened, is_newest, seal, unseal
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

# Whoever got hold of an owner's login must not reach the money before the other owners have read their mail.
WAIT = timedelta(hours=72)
# Reserve Bank of India: four letters of the bank, a zero kept for later, six signs of the branch.
_IFSC = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
# Indian banks give out account numbers of 9 to 18 digits.
_NUMBER = re.compile(r"[0-9]{9,18}")
# What NEFT takes in a name; without commas and leading signs, so that no file and no sheet reads it as anything else.
_HOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .&'()/-]{1,99}")
_UPI = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}@[A-Za-z][A-Za-z0-9]{1,30}")


class BankDetailsRefused(Exception):
    """The details can not be right. ``problems``: the fields to correct, each with words for the person who typed it."""

    def __init__(self, problems: "dict[str, str | Promise]") -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class BankDetails:
    """What an owner types. The number is never shown again, and stands in no journal, mail or log."""

    holder: str
    number: str
    ifsc: str
    upi_id: str = ""

    def __repr__(self) -> str:
        return f"BankDetails(ifsc={self.ifsc!r}, …{self.number[-4:]})"


def tidied(details: BankDetails) -> BankDetails:
    """The same details as they are kept. Raises ``BankDetailsRefused`` with everything that has not its shape."""
    found = BankDetails(
        holder=re.sub(r"\s+", " ", details.holder).strip(),
        number=re.sub(r"[\s-]", "", details.number),
        ifsc=re.sub(r"\s", "", details.ifsc).upper(),
        upi_id=details.upi_id.strip(),
    )
    problems: dict[str, str | Promise] = {}
    if not _HOLDER.fullmatch(found.holder):
        problems["holder"] = _("Write the name as it stands in the passbook, in English letters, without commas and special signs.")
    if not _NUMBER.fullmatch(found.number):
        problems["number"] = _("An account number has 9 to 18 digits.")
    if not _IFSC.fullmatch(found.ifsc):
        problems["ifsc"] = _("An IFSC has 11 signs: four letters, a zero, six letters or digits. It stands in the passbook.")
    if found.upi_id and not _UPI.fullmatch(found.upi_id):
        problems["upi_id"] = _("A UPI id looks like name@bank.")
    if problems:
        raise BankDetailsRefused(problems)
    return found


def is_upi_id(text: str) -> bool:
    """Whether a text has the shape of a UPI id (a virtual payment address)."""
    return bool(_UPI.fullmatch(text))


def current_account(group: ProducerGroup) -> BankAccount | None:
    """The account that the group gave last, whether or not it may be used already. One query."""
    return BankAccount.objects.filter(group=group, replaced_at__isnull=True).select_related("created_by").first()


def change_account(*, group: ProducerGroup, details: BankDetails, acting_user: "User") -> BankAccount:
    """Take new details for a group. They wait 72 hours, every owner is told, and the journal holds no number.

    The same details again change nothing, and their time does not begin anew; but where the bank sent money back from them, giving them
    again says that they are right after all. Raises ``BankDetailsRefused``.
    """
    typed = tidied(details)
    with transaction.atomic():
        ProducerGroup.objects.select_for_update(no_key=True).get(pk=group.pk)  # two owners at once: one after the other
        held = current_account(group)
        if held is not None and _is_same(held, typed) and not is_refused(held):
            return held
        now = timezone.now()
        BankAccount.objects.filter(group=group, replaced_at__isnull=True).update(replaced_at=now)
        made = BankAccount.objects.create(
            group=group,
            holder=typed.holder,
            ifsc=typed.ifsc,
            last_four=typed.number[-4:],
            sealed_number=seal(typed.number, bound_to=_binding(group.pk, typed.holder, typed.ifsc)),
            upi_id=typed.upi_id,
            created_at=now,
            created_by=acting_user,
            usable_from=now + WAIT,
        )
        audit.record(
            action="payments.bank_account_changed",
            subject=group,
            acting_user=acting_user,
            before=_facts(held) if held else None,
            after=_facts(made),
        )
        bank_letters.account_changed(made)
    return made


def number_of(account: BankAccount) -> str:
    """The whole account number, for the bank's file alone. Raises ``sealing.NotOpened``."""
    return unseal(account.sealed_number, bound_to=_binding(account.group_id, account.holder, account.ifsc))


def reseal(*, chunk: int = 200) -> int:
    """Seal every number under the newest key, in short transactions; how many had another one. Raises ``sealing.NotOpened``.

    Accounts that were replaced are resealed as well: payouts of the past name them.
    """
    changed, last = 0, 0
    while accounts := list(BankAccount.objects.filter(pk__gt=last).order_by("pk")[:chunk]):
        with transaction.atomic():
            for account in accounts:
                changed += _reseal(account)
        last = accounts[-1].pk
    return changed


def _reseal(account: BankAccount) -> bool:
    if is_newest(account.sealed_number):
        return False
    fresh = seal(number_of(account), bound_to=_binding(account.group_id, account.holder, account.ifsc))
    return bool(BankAccount.objects.filter(pk=account.pk, sealed_number=account.sealed_number).update(sealed_number=fresh))


def _is_same(held: BankAccount, typed: BankDetails) -> bool:
    if (held.holder, held.ifsc, held.upi_id, held.last_four) != (typed.holder, typed.ifsc, typed.upi_id, typed.number[-4:]):
        return False
    try:
        return number_of(held) == typed.number
    except NotOpened:  # its key is gone: what the owner types now is new to us
        return False


def _binding(group_id: int, holder: str, ifsc: str) -> str:
    """What a number is sealed together with: in another row it does not open."""
    return f"{group_id}|{ifsc}|{holder}"


def _facts(account: BankAccount) -> dict[str, object]:
    return {
        "holder": account.holder,
        "ifsc": account.ifsc,
        "last_four": account.last_four,
        "has_upi_id": bool(account.upi_id),
        "usable_from": account.usable_from,
    }
