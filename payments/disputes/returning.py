"""Money that comes back after a dispute was lost (an appeal): a group that bore something of the loss has it again with its next payout.

What came back is divided as the loss was: by the refunds that the dispute paid, and what was lost beyond them. Each group-borne refund is
undone in that proportion, worked out from the whole each time, with its fee, its taxes at source and the shares of households. The papers
of what is due again are debit notes.
"""

from dataclasses import astuple, dataclass, replace

from django.db.models import Sum
from django.utils import timezone

from journal import audit, faults
from payments import debit_notes, fees, ledger, providers, withholding
from payments.dispute_models import DISPUTE_LOST
from payments.disputes import coming_back, letters, postings
from payments.households import booking, splitting
from payments.models import Allocation, Dispute, DisputeMove, Earning, EarningChange, Refund
from payments.proportion import in_proportion

_FIGURES = ("gross_paise", "commission_paise", "commission_tax_paise", "tcs_paise", "tds_paise")


@dataclass(frozen=True)
class _Figures:
    """What a refund took from a group: all of it, and what it gave back of fee and taxes. Or a share of that."""

    gross: int
    fee: int = 0
    fee_tax: int = 0
    tcs: int = 0
    tds: int = 0

    def share(self, paise: int, whole: int) -> "_Figures":
        return _Figures(*(in_proportion(each, paise, whole) for each in astuple(self)))

    def less(self, other: "_Figures") -> "_Figures":
        return _Figures(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def given_back_paise(dispute: Dispute, part: Allocation | None = None) -> int:
    """What groups have again of it, or the group of one part, before the fee. One query."""
    found = EarningChange.objects.filter(move__dispute=dispute)
    found = found.filter(refund__allocation=part) if part else found
    total: int = found.aggregate(paise=Sum("gross_paise", default=0))["paise"]
    return total


def give_back(dispute: Dispute) -> list[EarningChange]:
    """Bring every group to what it should have again. In the caller's transaction, in which the dispute is locked; twice is once.

    A part that is not delivered yet has no earning: its group gets it when the gateway is asked again after the delivery, as it is
    every hour.
    """
    audit.require_transaction("A loss that is given back")
    move = dispute.moves.filter(is_late=True).order_by("-pk").first()
    if move is None:
        return []
    made = []
    for refund, paise in coming_back.shares_of(dispute):
        if refund.reason == DISPUTE_LOST:
            held = Allocation.objects.select_for_update(of=("self",)).get(pk=refund.allocation_id)  # no other refund comes between
            debit_notes.to_shopper(held.producer_order_number)
            change = _give_back(refund, paise, move) if refund.bearer == Refund.Bearer.GROUP else None
            if change is not None:
                letters.given_back(dispute, change)
                made.append(change)
    return made


def _give_back(refund: Refund, paise: int, move: DisputeMove) -> EarningChange | None:
    earning = booking.hold(refund.allocation.producer_order_number)
    if earning is None or refund.earning_changes.filter(move=move).exists():
        return None
    now = _taken(refund, earning).share(paise, refund.amount_paise).less(_given(refund))
    if now.gross <= 0:
        return None
    if refund.earning_change is None:
        now = _withheld(now, refund, earning)
    change = EarningChange.objects.create(
        earning=earning,
        refund=refund,
        move=move,
        gross_paise=now.gross,
        commission_paise=-now.fee,
        commission_tax_paise=-now.fee_tax,
        tcs_paise=-now.tcs,
        tds_paise=-now.tds,
        net_paise=now.gross - now.fee - now.tcs - now.tds,
        reason=refund.reason,
        created_at=timezone.now(),
    )
    faults.point("payments.disputes.after_giving_back")
    ledger.write(postings.given_back(change))
    debit_notes.to_operator(change)
    providers.get(refund.allocation.payment.provider).loss_given_back(change)
    splitting.follow(change)
    after = {"refund": refund.number, "net_paise": change.net_paise, "group": refund.allocation.group.slug}
    audit.record(action="payments.loss_given_back", subject=move.dispute, after=after)
    return change


def _withheld(now: _Figures, refund: Refund, earning: Earning) -> _Figures:
    """The taxes at source of what was lost before the delivery: none was withheld of it then."""
    payment, number, on = refund.allocation.payment, earning.producer_order_number, earning.delivered_on
    held = withholding.of(payment, earning.group, number, now.gross, now.fee, on, tcs_before=_tcs_of(earning))
    return replace(now, tcs=held.tcs_paise, tds=held.tds_paise)


def _tcs_of(earning: Earning) -> int:
    given: int = earning.changes.aggregate(tcs=Sum("tcs_paise", default=0))["tcs"]
    return earning.tcs_paise - given


def _taken(refund: Refund, earning: Earning) -> _Figures:
    """What the refund cost its group. One that was owed before the delivery made the earning less by its lines."""
    change = refund.earning_change
    if change is not None:
        return _Figures(-change.gross_paise, change.commission_paise, change.commission_tax_paise, change.tcs_paise, change.tds_paise)
    fee: int = refund.lines.aggregate(fee=Sum("commission_paise", default=0))["fee"]
    return _Figures(refund.amount_paise + refund.subsidy_paise, fee, fees.tax_inside(fee, earning.delivered_on))


def _given(refund: Refund) -> _Figures:
    """What of it came back before."""
    found = refund.earning_changes.filter(move__isnull=False).aggregate(**{name: Sum(name, default=0) for name in _FIGURES})
    gross, *rest = (found[name] for name in _FIGURES)
    return _Figures(gross, *(-paise for paise in rest))
