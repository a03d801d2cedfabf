"""A payout that reached the group makes the shares in it payable to households; one that the bank took back undoes that.

Where shoppers pay the group itself, it has the money and a share is payable as soon as it is written; where a gateway divides the
payment, when it has released the group's part, or what it gives again of it (``held_by_group``).

What a household owes from advances is taken off at once, up to the ceiling of the day. Locks go earnings, then households, each by key.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from journal import audit, faults
from payments import ledger
from payments.household_models import Household
from payments.households import postings
from payments.payout_models import Earning, Payout, PayoutLine
from payments.recovery import at_most
from payments.settlement import LICENSED_GATEWAY, NODAL, PAY_EACH_GROUP
from payments.share_models import EarningShare, MemberEntry
from payments.transfer_models import Transfer

Kind = MemberEntry.Kind
_SHARES = (Kind.SHARE, Kind.SHARE_BACK)
_RECOVERIES = (Kind.RECOVERY, Kind.RECOVERY_BACK)
BATCH = 500
_AT_GROUP = (Transfer.Status.RELEASED, Transfer.Status.SETTLED)


@dataclass
class _Balance:
    """What a household is owed by this journal so far, and what advance it still has."""

    advance_paise: int
    fresh_paise: int = 0
    entries: list[MemberEntry] = field(default_factory=list)


def settled(payout: Payout) -> None:
    """The payout reached the group. In the transaction that records it; nothing for a group without households."""
    audit.require_transaction("Shares of a payout")
    lines = PayoutLine.objects.filter(payout=payout)
    earnings = _lock_earnings(lines)
    _book(payout, payout.number, _of_lines(lines, earnings), f"shares:{payout.number}")


def late(earning: Earning, key: str) -> None:
    """Shares that were written after the group had the money of the earning, or of a change of it. The caller holds the earning's row."""
    if earning.mode != NODAL:
        number = earning.producer_order_number
        shares = EarningShare.objects.filter(held_by_group(), split__earning=earning)
        _book(None, number, shares, f"shares:{number}:{key}")
        return
    paid = PayoutLine.objects.filter(payout__status=Payout.Status.SETTLED, released_at__isnull=True)
    mine = paid.filter(Q(earning=earning) | Q(change__earning=earning)).select_related("payout").order_by("payout", "pk")
    by_payout: dict[int, list[PayoutLine]] = {}
    for line in mine:
        by_payout.setdefault(line.payout_id, []).append(line)
    for lines in by_payout.values():
        payout = lines[0].payout
        found = EarningShare.objects.filter(pk__in=[share.pk for line in lines for share in _of_line(line, earning)])
        _book(payout, payout.number, found, f"shares:{payout.number}:{key}")


def held_by_group() -> Q:
    """Shares of earnings whose money came to the group without a payout of the shop."""
    of_part = Transfer.objects.filter(allocation__producer_order_number=OuterRef("split__earning__producer_order_number"))
    by_gateway = Exists(of_part.filter(change__isnull=True, status__in=_AT_GROUP))
    on_its_way = Exists(Transfer.objects.filter(change=OuterRef("change")).exclude(status__in=_AT_GROUP))
    return Q(split__earning__mode=PAY_EACH_GROUP) | Q(by_gateway, ~on_its_way, split__earning__mode=LICENSED_GATEWAY)


def hold(producer_order_number: str) -> Earning | None:
    """The earning of a part, locked before anything else that its release changes; nothing for a part without one. One query."""
    found = Earning.objects.select_for_update(no_key=True, of=("self",)).filter(producer_order_number=producer_order_number)
    return found.first()


def bounced(payout: Payout) -> None:
    """The bank took a settled payout back: every line that it wrote is answered. In the transaction that records it."""
    audit.require_transaction("Shares of a payout that came back")
    _lock_earnings(PayoutLine.objects.filter(payout=payout))
    written = MemberEntry.objects.filter(payout=payout)
    shares = written.filter(kind__in=_SHARES).order_by("share").values_list("share", "household").annotate(paise=Sum("payable_paise"))
    taken = written.filter(kind__in=_RECOVERIES).order_by("household").values_list("household").annotate(paise=Sum("advance_paise"))
    _lock_households(written.values_list("household_id", flat=True))
    key = f"shares_back:{payout.number}"
    entries = [
        _entry(payout, household, Kind.SHARE_BACK, key, f"{key}:{share}", payable=-paise, share=share, source=payout.number)
        for share, household, paise in shares
        if paise
    ]
    entries += [
        _entry(
            payout, household, Kind.RECOVERY_BACK, key, f"{key}:advance:{household}", payable=-paise, advance=-paise, source=payout.number
        )
        for household, paise in taken
        if paise
    ]
    _write(entries)


def _of_lines(lines: QuerySet[PayoutLine], earnings: Sequence[int]) -> QuerySet[EarningShare]:
    """The shares that these lines pay: of an earning with its corrections, and of each change by itself."""
    whole = Q(change__isnull=True, split__earning__in=lines.filter(earning__isnull=False).values("earning"))
    changes = Q(change__in=lines.filter(change__isnull=False).values("change"))
    return EarningShare.objects.filter(whole | changes, split__earning__in=earnings)


def _of_line(line: PayoutLine, earning: Earning) -> QuerySet[EarningShare]:
    of_earning = EarningShare.objects.filter(split__earning=earning)
    return of_earning.filter(change=line.change_id) if line.change_id else of_earning.filter(change__isnull=True)


def _book(payout: Payout | None, source: str, shares: QuerySet[EarningShare], key: str) -> None:
    """Make the shares payable that are not yet, and take advances off them."""
    open_shares = [
        share
        for share in shares.annotate(booked=Sum("entries__payable_paise", default=0)).order_by("household", "pk")
        if share.amount_paise and share.booked == 0
    ]
    balances = {
        household: _Balance(advance)
        for household, advance in _advances(_lock_households({share.household_id for share in open_shares})).items()
    }
    for share in open_shares:
        balance = balances[share.household_id]
        balance.fresh_paise += share.amount_paise
        balance.entries.append(
            _entry(
                payout, share.household_id, Kind.SHARE, key, f"{key}:{share.pk}", payable=share.amount_paise, share=share.pk, source=source
            )
        )
    entries = [entry for balance in balances.values() for entry in balance.entries]
    for household, balance in balances.items():
        taken = min(balance.advance_paise, at_most(balance.fresh_paise, timezone.localdate()))
        if taken > 0:
            entries.append(
                _entry(payout, household, Kind.RECOVERY, key, f"{key}:advance:{household}", payable=-taken, advance=-taken, source=source)
            )
    _write(entries)


def _lock_earnings(lines: QuerySet[PayoutLine]) -> list[int]:
    wanted = Earning.objects.filter(Q(pk__in=lines.values("earning")) | Q(pk__in=lines.values("change__earning")))
    return [earning.pk for earning in wanted.select_for_update(no_key=True, of=("self",)).order_by("pk").only("pk")]


def _lock_households(keys: Iterable[int]) -> list[int]:
    held = Household.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(keys))
    return [household.pk for household in held.order_by("pk").only("pk")]


def _advances(households: Sequence[int]) -> dict[int, int]:
    """What each of them still has to give back."""
    found = MemberEntry.objects.filter(household__in=households).order_by("household").values_list("household")
    return {**dict.fromkeys(households, 0), **dict(found.annotate(paise=Sum("advance_paise")))}


def _entry(
    payout: Payout | None,
    household: int,
    kind: str,
    journal_key: str,
    key: str,
    *,
    source: str,
    payable: int,
    advance: int = 0,
    share: int | None = None,
) -> MemberEntry:
    return MemberEntry(
        household_id=household,
        kind=kind,
        payable_paise=payable,
        advance_paise=advance,
        payout=payout,
        share_id=share,
        source=source,
        journal_key=journal_key,
        key=key,
    )


def _write(entries: list[MemberEntry]) -> None:
    """The lines and their journal, together."""
    if not entries:
        return
    at = timezone.now()
    for entry in entries:
        entry.at = at
    MemberEntry.objects.bulk_create(entries, batch_size=BATCH)
    faults.point("payments.shares.after_lines")
    for posting in postings.of(entries):
        ledger.write(posting)
