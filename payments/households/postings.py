"""Which journals of the ledger stand for the lines of households' accounts: memoranda, in which the shop's own money never stands.

The shop owes households nothing: it owes the group, and has paid it. What the group then owes its households is written down for it,
in three accounts that always sum to nothing: what the group holds for them, what they are owed, and what they had in advance.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from payments.household_models import Household
from payments.ledger import accounts
from payments.ledger.posting import Line, Posting
from payments.share_models import MemberEntry

_KINDS = {
    MemberEntry.Kind.SHARE: "shares_payable",
    MemberEntry.Kind.RECOVERY: "shares_payable",
    MemberEntry.Kind.SHARE_BACK: "shares_back",
    MemberEntry.Kind.RECOVERY_BACK: "shares_back",
    MemberEntry.Kind.PAID: "member_paid",
    MemberEntry.Kind.PAID_BACK: "member_paid_back",
    MemberEntry.Kind.ADVANCE: "member_advance",
    MemberEntry.Kind.ADVANCE_BACK: "member_advance_back",
}


def of(entries: Iterable[MemberEntry]) -> list[Posting]:
    """A posting for each journal key; none for lines that cancel each other out."""
    rows = sorted(entries, key=lambda entry: entry.journal_key)
    found = [_of_one(key, list(group)) for key, group in groupby(rows, key=lambda entry: entry.journal_key)]
    return [posting for posting in found if posting.rows]


def _of_one(key: str, entries: Sequence[MemberEntry]) -> Posting:
    first = entries[0]
    group = _group_of(first)
    payable = sum(entry.payable_paise for entry in entries)
    advance = sum(entry.advance_paise for entry in entries)
    lines = (
        Line(accounts.MEMBERS_HELD, payable - advance, group),
        Line(accounts.MEMBERS_ADVANCES, advance, group),
        Line(accounts.MEMBERS_PAYABLE, -payable, group),
    )
    return Posting(_KINDS[MemberEntry.Kind(first.kind)], key, first.source, lines, at=first.at)


def _group_of(entry: MemberEntry) -> int:
    """The payout's group, which is that of its households; for a payment the household's own."""
    if entry.payout is not None:
        return entry.payout.group_id
    return Household.objects.values_list("group_id", flat=True).get(pk=entry.household_id)
