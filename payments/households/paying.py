"""What a group gave to a household, written down: shares, advances, and the opposite row where something was recorded wrongly."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments import ledger
from payments.household_models import Household, HouseholdAccount, Nominee
from payments.households import postings
from payments.households.bank_details import current_account
from payments.households.errors import DatesRefused, PaymentRefused
from payments.households.people import nominee_of
from payments.households.queries import Balance, balance_of
from payments.share_models import MemberEntry, MemberPayment
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

Kind, Way = MemberPayment.Kind, MemberPayment.Way
_ENTRY = {Kind.SHARE: MemberEntry.Kind.PAID, Kind.ADVANCE: MemberEntry.Kind.ADVANCE}
_BACK = {Kind.SHARE: MemberEntry.Kind.PAID_BACK, Kind.ADVANCE: MemberEntry.Kind.ADVANCE_BACK}


@dataclass(frozen=True)
class Given:
    """How money was given. ``note``: who signed, or whose thumb print; for an advance also why. ``to_nominee``: not to the household."""

    way: str
    paid_on: date
    reference: str = ""
    note: str = ""
    to_nominee: bool = False


def pay(household: Household, *, amount_paise: int, given: Given, key: str, acting_user: "User") -> MemberPayment:
    """A household got what it is owed, or a part. The same key again is the same payment.

    Raises ``PaymentRefused`` for more than it is owed, without proof, by bank to details that wait or are not there, with a reference
    that was used, or to a nominee who was never named; ``DatesRefused`` for a day to come.
    """
    return _record(household, Kind.SHARE, amount_paise, given, key, acting_user)


def pay_all(group: ProducerGroup, households: list[Household], *, given: Given, key: str, acting_user: "User") -> list[MemberPayment]:
    """Several households got everything they are owed, in cash and at once; who is owed nothing is left out. All, or none."""
    if given.way != Way.CASH:
        raise PaymentRefused("no_proof")
    made = []
    with transaction.atomic():
        for household in sorted(households, key=lambda row: row.pk):
            known = MemberPayment.objects.filter(key=f"{key}:{household.pk}").first()
            owed = known.amount_paise if known else balance_of(_locked(household)).payable_paise
            if household.group_id == group.pk and owed > 0:
                made.append(_record(household, Kind.SHARE, owed, given, f"{key}:{household.pk}", acting_user))
    return made


def advance(household: Household, *, amount_paise: int, given: Given, key: str, acting_user: "User") -> MemberPayment:
    """A household got money before its share; it is taken off its next shares. ``given.note`` says why. Raises as ``pay``."""
    if not given.note.strip():
        raise PaymentRefused("no_proof")
    return _record(household, Kind.ADVANCE, amount_paise, given, key, acting_user)


def take_back(payment: MemberPayment, *, reason: str, acting_user: "User") -> MemberPayment:
    """What was recorded wrongly is answered by its opposite. Twice is once.

    Raises ``PaymentRefused`` without a reason, for a row that takes back itself, or for an advance of which some was taken off already.
    """
    if not reason.strip():
        raise PaymentRefused("no_proof")
    if payment.undoes_id is not None:
        raise PaymentRefused("taken_back")
    with transaction.atomic():
        household = _locked(payment.household)
        known = MemberPayment.objects.filter(undoes=payment).first()
        if known is not None:
            return known
        if payment.kind == Kind.ADVANCE and balance_of(household).advance_paise < payment.amount_paise:
            raise PaymentRefused("recovered")
        made = MemberPayment.objects.create(
            number=new_number("MP"),
            household=household,
            kind=payment.kind,
            way=payment.way,
            amount_paise=-payment.amount_paise,
            paid_on=timezone.localdate(),
            reference=payment.reference,
            note=reason.strip()[:160],
            undoes=payment,
            key=f"undo:{payment.pk}",
            recorded_by=acting_user,
        )
        _book(made, _BACK[Kind(payment.kind)], acting_user, reason.strip())
    return made


def _record(household: Household, kind: str, amount_paise: int, given: Given, key: str, acting_user: "User") -> MemberPayment:
    with transaction.atomic():
        household = _locked(household)
        known = MemberPayment.objects.filter(key=key).first()
        if known is not None:
            return known
        account, nominee = _check(household, kind, amount_paise, given)
        made = MemberPayment.objects.create(
            number=new_number("MP"),
            household=household,
            kind=kind,
            way=given.way,
            amount_paise=amount_paise,
            paid_on=given.paid_on,
            reference="" if given.way == Way.CASH else _tidy(given.reference),
            note=given.note.strip()[:160],
            account=account,
            nominee=nominee,
            key=key,
            recorded_by=acting_user,
        )
        _book(made, _ENTRY[Kind(kind)], acting_user)
    return made


def _check(household: Household, kind: str, amount_paise: int, given: Given) -> tuple[HouseholdAccount | None, Nominee | None]:
    """To which details and whom it went. Raises ``PaymentRefused``, ``DatesRefused``."""
    if given.paid_on > timezone.localdate():
        raise DatesRefused(str(given.paid_on))
    held: Balance = balance_of(household)
    if amount_paise <= 0 or (kind == Kind.SHARE and amount_paise > held.payable_paise):
        raise PaymentRefused("too_much", max(0, held.payable_paise))
    nominee = nominee_of(household) if given.to_nominee else None
    if given.to_nominee and nominee is None:
        raise PaymentRefused("no_nominee")
    if given.way == Way.CASH:
        if not given.note.strip():
            raise PaymentRefused("no_proof")
        return None, nominee
    _check_reference(household, _tidy(given.reference))
    account = None if given.to_nominee else current_account(household)
    if not given.to_nominee and (account is None or account.usable_from > timezone.now()):
        raise PaymentRefused("not_usable")
    return account, nominee


def _check_reference(household: Household, reference: str) -> None:
    """A bank's reference is one payment of the group, unless that was taken back. The group's row is locked: nobody else records now."""
    if not reference:
        raise PaymentRefused("no_proof")
    ProducerGroup.objects.select_for_update(no_key=True, of=("self",)).get(pk=household.group_id)
    same = MemberPayment.objects.filter(household__group=household.group_id, reference=reference, undoes__isnull=True)
    if same.filter(undone_by__isnull=True).exists():
        raise PaymentRefused("used")


def _tidy(reference: str) -> str:
    return "".join(reference.split()).upper()[:64]


def _locked(household: Household) -> Household:
    return Household.objects.select_for_update(no_key=True, of=("self",)).get(pk=household.pk)


def _book(payment: MemberPayment, kind: str, acting_user: "User", reason: str = "") -> None:
    """The line of the household's account, its journal, and who recorded it."""
    is_advance = payment.kind == Kind.ADVANCE
    entry = MemberEntry.objects.create(
        household=payment.household,
        kind=kind,
        payable_paise=0 if is_advance else -payment.amount_paise,
        advance_paise=payment.amount_paise if is_advance else 0,
        payment=payment,
        source=payment.number,
        journal_key=f"member:{payment.number}",
        key=f"member:{payment.number}",
    )
    faults.point("payments.member_paid.after_row")
    for posting in postings.of([entry]):
        ledger.write(posting)
    after = {"number": payment.number, "kind": payment.kind, "way": payment.way, "amount_paise": payment.amount_paise}
    audit.record(action=f"payments.household_{kind}", subject=payment.household, acting_user=acting_user, after=after, reason=reason)
