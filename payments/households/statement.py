"""The statement of a household for a month: what came, what was given, what is owed. Few words, large figures, one sign a line.

Its lines are those of the account (``MemberEntry``), those of one payout taken together, so that what was owed before, all lines, and
what is owed after always add up; the ledger holds their sums.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from payments.household_models import Household
from payments.households.queries import balance_of
from payments.papers import qr
from payments.papers.months import Month
from payments.share_models import MemberEntry

Kind = MemberEntry.Kind
# What each line is, as a sign for who does not read: goods brought it, money was given, an advance.
_SIGNS = {
    Kind.SHARE: "box",
    Kind.SHARE_BACK: "back",
    Kind.RECOVERY: "clock",
    Kind.RECOVERY_BACK: "back",
    Kind.PAID: "rupee",
    Kind.PAID_BACK: "back",
    Kind.ADVANCE: "clock",
    Kind.ADVANCE_BACK: "back",
}


@dataclass(frozen=True)
class Line:
    """One line. ``payable_paise`` changes what is owed, ``advance_paise`` what the household has had before."""

    on: date
    sign: str
    words: "str | Promise"
    detail: str
    sales: int
    payable_paise: int
    advance_paise: int

    @property
    def is_advance(self) -> bool:
        return not self.payable_paise


@dataclass(frozen=True)
class Statement:
    """``before_paise`` and the lines sum to ``owed_paise``. ``advance_paise`` and ``coming_paise`` are as of now."""

    household: Household
    month: Month
    before_paise: int
    lines: list[Line]
    owed_paise: int
    advance_paise: int
    coming_paise: int
    qr_svg: str

    @property
    def file_name(self) -> str:
        return f"{self.household.code}-{self.month}.pdf"

    @property
    def came_paise(self) -> int:
        return sum(line.payable_paise for line in self.lines if line.payable_paise > 0)

    @property
    def given_paise(self) -> int:
        return -sum(line.payable_paise for line in self.lines if line.payable_paise < 0)


def statement_of(household: Household, month: Month) -> Statement:
    """One month of an account. The code on it says who it is to the group and nothing to anybody else. Five queries."""
    begin, end = _midnight(month.first), _midnight(month.after.first)
    mine = MemberEntry.objects.filter(household=household)
    before = mine.filter(at__lt=begin).aggregate(paise=Sum("payable_paise"))["paise"] or 0
    rows = mine.filter(at__gte=begin, at__lt=end).select_related("payout", "payment__nominee", "share").order_by("pk")
    lines = [_line(list(group)) for _key, group in groupby(rows, key=lambda row: (row.journal_key, row.kind))]
    stands = balance_of(household)
    return Statement(
        household=household,
        month=month,
        before_paise=before,
        lines=lines,
        owed_paise=before + sum(line.payable_paise for line in lines),
        advance_paise=stands.advance_paise,
        coming_paise=stands.coming_paise,
        qr_svg=qr.svg(household.code),
    )


def _line(entries: list[MemberEntry]) -> Line:
    first = entries[0]
    return Line(
        on=timezone.localdate(first.at),
        sign=_SIGNS[Kind(first.kind)],
        words=Kind(first.kind).label,
        detail=_detail(first),
        sales=_sales(entries) if first.kind == Kind.SHARE else 0,
        payable_paise=sum(entry.payable_paise for entry in entries),
        advance_paise=sum(entry.advance_paise for entry in entries),
    )


def _sales(entries: Iterable[MemberEntry]) -> int:
    """How many sales brought a share; refunds in the same payout are none."""
    return sum(entry.share is not None and entry.share.change_id is None for entry in entries)


def _detail(entry: MemberEntry) -> str:
    """The payout that brought it, or how it was given and what proves it."""
    if entry.payment is None:
        return entry.source
    said = [entry.payment.number, str(entry.payment.get_way_display()), entry.payment.reference, entry.payment.note]
    if entry.payment.nominee is not None:
        said.append(_("to the nominee %(name)s") % {"name": entry.payment.nominee.name})
    return ", ".join(text for text in said if text)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
