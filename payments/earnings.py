"""What a group has earned with a delivered part, and what a refund after delivery takes back of it.

All amounts are frozen in rows. The fee of a part that was refunded in part is the fee of what is left of its lines: each refund says on
its lines what it gives back of the fee (``refund_lines``). What the shop bears takes nothing from the group.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum

from journal import audit, faults
from payments import fees, ledger, providers, refund_lines, withholding
from payments.errors import EarningRefused
from payments.households import splitting
from payments.ledger import postings
from payments.models import Allocation, Earning, EarningChange, Payment, Refund, RefundLine
from payments.payout_days import payout_on
from payments.proportion import in_proportion
from producers.models import ProducerGroup


def earn(
    *,
    producer_order_number: str,
    group: ProducerGroup,
    order_number: str,
    goods_paise: int,
    delivery_paise: int,
    commission_paise: int,
    delivered_on: date,
) -> Earning:
    """A part is delivered: what was received for it and is not owed back is its group's, less the fee. Once for each part.

    Amounts are those of the part as it was sold; the goods with what the shop added for a discount that it bears. Runs in the caller's
    transaction. Raises ``EarningRefused`` where they do not fit what was received.
    """
    audit.require_transaction("An earning")
    part = _locked(producer_order_number)
    known = Earning.objects.filter(producer_order_number=producer_order_number).first()
    if known is not None:
        return known
    by_shop = refund_lines.borne_by_shop(producer_order_number)
    added = part.subsidy_paise - part.subsidy_back_paise
    sold, gross = goods_paise + delivery_paise, part.kept_paise + by_shop + added
    if part.group_id != group.pk or gross > sold:
        raise EarningRefused(f"{producer_order_number}: {gross} were received, {sold} sold.")
    fee = refund_lines.fee_left(producer_order_number, fee_paise=commission_paise, sold_paise=sold)
    held = withholding.of(part.payment, group, producer_order_number, gross, fee, delivered_on)
    earning = Earning.objects.create(
        producer_order_number=producer_order_number,
        group=group,
        order_number=order_number,
        mode=part.payment.mode,
        goods_paise=goods_paise,
        delivery_paise=delivery_paise,
        gross_paise=gross,
        commission_paise=fee,
        commission_tax_paise=fees.tax_inside(fee, delivered_on),
        tcs_paise=held.tcs_paise,
        tds_paise=held.tds_paise,
        net_paise=gross - fee - held.tcs_paise - held.tds_paise,
        delivered_on=delivered_on,
        pay_on=payout_on(delivered_on),
    )
    faults.point("payments.earn.after_row")
    if gross:
        ledger.write(postings.earned(earning))
    faults.point("payments.earn.after_journal")
    providers.get(part.payment.provider).part_earned(part)
    audit.record(action="payments.earned", subject=earning, after={"producer_order": producer_order_number, "net_paise": earning.net_paise})
    return earning


def _locked(producer_order_number: str) -> Allocation:
    """The paid allocation, locked: no refund comes between reading what is left and writing the earning."""
    paid = Allocation.objects.filter(producer_order_number=producer_order_number, payment__status=Payment.Status.PAID)
    found = paid.select_related("payment").select_for_update(of=("self",)).order_by("-id").first()
    if found is None:
        raise EarningRefused(f"{producer_order_number}: nothing was received.")
    return found


def take_back(refund: Refund, lines: Sequence[RefundLine]) -> EarningChange | None:
    """A refund of a part that was delivered takes back from its earning; ``None`` where it is not delivered, or the shop bears it.

    Runs in the transaction that writes the refund, after the allocation's row was updated and so locked.
    """
    if refund.bearer == Refund.Bearer.SHOP:
        return None
    earning = Earning.objects.filter(producer_order_number=refund.allocation.producer_order_number).first()
    if earning is None:
        return None
    gone = earning.changes.aggregate(
        gross=Sum("gross_paise", default=0),
        fee=Sum("commission_paise", default=0),
        tax=Sum("commission_tax_paise", default=0),
        tcs=Sum("tcs_paise", default=0),
        tds=Sum("tds_paise", default=0),
    )
    gross = refund.amount_paise + refund.subsidy_paise
    left = earning.gross_paise + gone["gross"] - gross
    fee_before, tax_before = earning.commission_paise - gone["fee"], earning.commission_tax_paise - gone["tax"]
    if lines:
        fee_after = fee_before - sum(line.commission_paise for line in lines)
    else:  # a part whose lines nobody knows: the fee of what is left of it as a whole
        fee_after = in_proportion(earning.commission_paise, left, earning.gross_paise)
    tax_after = in_proportion(earning.commission_tax_paise, fee_after, earning.commission_paise)
    room = gross - (fee_before - fee_after)
    tcs = _given_back(earning.tcs_paise - gone["tcs"], in_proportion(earning.tcs_paise, left, earning.gross_paise), room)
    tds = _given_back(earning.tds_paise - gone["tds"], in_proportion(earning.tds_paise, left, earning.gross_paise), room - tcs)
    change = EarningChange.objects.create(
        earning=earning,
        refund=refund,
        gross_paise=-gross,
        commission_paise=fee_before - fee_after,
        commission_tax_paise=tax_before - tax_after,
        tcs_paise=tcs,
        tds_paise=tds,
        net_paise=fee_before - fee_after + tcs + tds - gross,
        reason=refund.reason,
        created_at=refund.created_at,
    )
    splitting.follow(change)
    return change


def _given_back(before: int, after: int, room: int) -> int:
    """How much of a tax at source a refund gives back: down to the share of what is left, at most what the refund has room for.

    What has no room now is given back with the next refund, so that no refund ever brings a group money.
    """
    return max(0, min(room, before - after))
