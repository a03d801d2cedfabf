"""Shares of groups at a licensed gateway: made on hold with the capture, following every refund, released when their day has come.

A share is what its group will have: what is left of its part less the fee; after delivery the net of its earning. Whenever that becomes
less, the difference goes back to the shop's balance, out of which the gateway refunds shoppers. What a group has again of a lost dispute
is a share of its own. A key is stored before each call, and after a call whose end is not known the gateway is asked first what it has.
Nothing here calls the gateway inside a transaction.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Sum
from django.utils import timezone

from journal import audit, faults, outbox, schedule
from journal.numbers import new_number
from payments import ledger, refund_lines, sold_lines, split_gateway
from payments.cards import note_problem
from payments.disputes import holding
from payments.errors import GatewayAway, GatewayBroken, GatewayRefused
from payments.households import booking
from payments.ledger import postings
from payments.models import Allocation, Earning, EarningChange, GatewayAccount, Payment, Transfer, TransferReversal
from payments.split_gateway import SentReversal, SentTransfer
from producers.models import ProducerGroup

log = structlog.get_logger(__name__)

PROVIDER = "split"
MAKE, REVERSE, RELEASE = "payments.make_transfer", "payments.reverse_transfer", "payments.release_transfer"
CHUNK = 100
SHOWN = 15  # shares on a group's money page
Status = Transfer.Status
_GONE = (Status.RELEASED, Status.SETTLED)


class NoAccount(Exception):
    """A group of this payment has no account at the gateway."""


def of_group(group: ProducerGroup) -> list[Transfer]:
    """The newest shares of a group, for its money page. One query."""
    found = Transfer.objects.filter(allocation__group=group).select_related("allocation").order_by("-pk")
    return list(found[:SHOWN])


def owe_transfers(payment: Payment) -> None:
    """The payment was captured: each group has its share of it, on hold. In the caller's transaction, once for each part."""
    parts = list(payment.allocations.order_by("pk"))
    accounts = _accounts([part.group_id for part in parts])
    for part in parts:
        amount = target_paise(part)
        if amount <= 0 or Transfer.objects.filter(allocation=part).exists():
            continue
        if part.group_id not in accounts:
            raise NoAccount(part.producer_order_number)
        _owe(Transfer(number=new_number("TR"), allocation=part, account_id=accounts[part.group_id], amount_paise=amount))


def _accounts(groups: Collection[int]) -> dict[int, str]:
    found = GatewayAccount.objects.filter(provider=PROVIDER, ended_at__isnull=True, group__in=groups)
    return dict(found.values_list("group", "account_id"))


def _owe(transfer: Transfer) -> None:
    transfer.save(force_insert=True)
    faults.point("payments.transfers.after_row")
    outbox.owe(MAKE, key=transfer.number, payload={"transfer": transfer.number})
    after = {"amount_paise": transfer.amount_paise, "account": transfer.account_id}
    audit.record(action="payments.transfer_due", subject=transfer, after=after)


def target_paise(part: Allocation) -> int:
    """What a group should have of a part now."""
    number = part.producer_order_number
    earning = Earning.objects.filter(producer_order_number=number).first()
    if earning is not None:
        changed: int = earning.changes.aggregate(total=Sum("net_paise", default=0))["total"]
        return max(0, earning.net_paise + changed)
    part.refresh_from_db(fields=["captured_paise", "refunded_paise"])
    kept = part.captured_paise - part.refunded_paise + refund_lines.borne_by_shop(number)
    fee = sum(sold.commission_paise for sold in sold_lines.of(number))
    return max(0, kept - refund_lines.fee_left(number, fee_paise=fee, sold_paise=part.authorised_paise))


def follow(part: Allocation) -> None:
    """The share became less: the difference goes back. In the transaction that refunds or earns; nothing where the share is right."""
    _take_back(part, _held(part))


def give_again(change: EarningChange) -> None:
    """What a lost dispute had taken from a group is the group's again: the gateway gives it another share for it.

    What the gateway had refused to take, since the group had been paid, the group has still: that is called off first. In the
    transaction that gives the loss back, which holds the earning; once for each change.
    """
    part = change.refund.allocation
    _call_off(part)
    held = _held(part)
    missing = target_paise(part) - sum(transfer.left_paise for transfer in held)
    if missing > 0:
        account = _accounts([part.group_id]).get(part.group_id) or held[0].account_id
        _owe(Transfer(number=new_number("TR"), allocation=part, change=change, account_id=account, amount_paise=missing))
    else:
        _take_back(part, held)


def _held(part: Allocation) -> list[Transfer]:
    """The shares of a part, locked: those that can still be taken back first."""
    found = Transfer.objects.select_for_update(of=("self",)).filter(allocation=part).order_by("pk")
    return sorted(found, key=lambda transfer: transfer.status in _GONE)


def _take_back(part: Allocation, held: Sequence[Transfer]) -> None:
    if not held:
        return
    excess = sum(transfer.left_paise for transfer in held) - target_paise(part)
    for transfer in held:
        paise = min(excess, transfer.left_paise)
        if paise > 0:
            excess -= paise
            _owe_reversal(transfer, paise)


def _owe_reversal(transfer: Transfer, paise: int) -> None:
    Transfer.objects.filter(pk=transfer.pk).update(reversed_paise=F("reversed_paise") + paise)
    reversal = TransferReversal.objects.create(number=new_number("TV"), transfer=transfer, amount_paise=paise)
    faults.point("payments.transfers.after_reversal_row")
    outbox.owe(REVERSE, key=reversal.number, payload={"reversal": reversal.number})
    audit.record(action="payments.transfer_reversal_due", subject=reversal, after={"amount_paise": paise, "transfer": transfer.number})


def _call_off(part: Allocation) -> None:
    """Reversals that the gateway refused: it was asked, and has not done them."""
    _held(part)
    refused = TransferReversal.objects.filter(transfer__allocation=part, status=TransferReversal.Status.DUE).exclude(failure="")
    for reversal in refused.order_by("pk"):
        TransferReversal.objects.filter(pk=reversal.pk).update(status=TransferReversal.Status.OFF)
        Transfer.objects.filter(pk=reversal.transfer_id).update(reversed_paise=F("reversed_paise") - reversal.amount_paise)
        faults.point("payments.transfers.after_calling_off")
        audit.record(action="payments.transfer_reversal_off", subject=reversal, after={"amount_paise": reversal.amount_paise})


def make(transfer: Transfer) -> None:
    """Make a share at the gateway, once. Raises ``GatewayAway`` or ``GatewayBroken``: to be tried again.

    A share that is given again waits for what is on its way back: the gateway gives no more of a payment than there is.
    """
    if transfer.status != Status.DUE:
        return
    on_its_way = TransferReversal.objects.filter(transfer__allocation=transfer.allocation, status=TransferReversal.Status.DUE, failure="")
    if transfer.change_id and on_its_way.exclude(transfer=transfer).exists():
        raise GatewayAway("something of the part is on its way back")
    link = transfer.allocation.payment.gateway_id
    if transfer.calls:
        found = next((one for one in split_gateway.transfers_of(link) if one.number == transfer.number), None)
        if found is not None:
            record(found)
            return
    Transfer.objects.filter(pk=transfer.pk).update(calls=F("calls") + 1)
    transfer.refresh_from_db(fields=["calls"])
    faults.point("payments.transfers.after_key")
    try:
        sent = split_gateway.create_transfer(transfer, intent_id=link, key=f"{transfer.number}:{transfer.calls}")
    except GatewayRefused as refusal:
        _fail(transfer, str(refusal))
        return
    faults.point("payments.transfers.after_call")
    record(sent)


def record(sent: SentTransfer) -> str:
    """Record how a share stands at the gateway, as it was just fetched; its number, or nothing where it is not ours."""
    transfer = Transfer.objects.select_related("allocation__payment").filter(number=sent.number).first()
    if transfer is None:
        return ""
    if (sent.account_id, sent.amount_paise) != (transfer.account_id, transfer.amount_paise):
        words = f"{sent.id}: {sent.amount_paise} to {sent.account_id}, {transfer.amount_paise} to {transfer.account_id} were asked."
        note_problem(transfer.allocation.payment, words)
        return transfer.number
    if sent.is_failed:
        _fail(transfer, "failed at the gateway")
        return transfer.number
    _made(transfer, sent)
    if not sent.is_on_hold:
        _released(transfer)
    if sent.is_settled:
        _settled(transfer, sent.reference)
    return transfer.number


def reverse(reversal: TransferReversal) -> None:
    """Take something of a share back, once. Raises ``GatewayAway`` (also while the share is not made) or ``GatewayBroken``."""
    if reversal.status != TransferReversal.Status.DUE:
        return
    if not reversal.transfer.gateway_id:
        raise GatewayAway("the transfer is not made yet")
    if reversal.calls:
        found = next((one for one in split_gateway.reversals_of(reversal.transfer.gateway_id) if one.number == reversal.number), None)
        if found is not None:
            _reversed(reversal, found)
            return
    TransferReversal.objects.filter(pk=reversal.pk).update(calls=F("calls") + 1)
    reversal.refresh_from_db(fields=["calls"])
    faults.point("payments.transfers.after_reversal_key")
    try:
        sent = split_gateway.create_reversal(reversal, key=f"{reversal.number}:{reversal.calls}")
    except GatewayRefused as refusal:
        _refused(reversal, str(refusal))
        return
    faults.point("payments.transfers.after_reversal_call")
    _reversed(reversal, sent)


def release(transfer: Transfer) -> None:
    """The day of a share has come: the gateway may pay it. Raises ``GatewayAway`` or ``GatewayBroken``."""
    if transfer.status != Status.HELD or not is_due(transfer, timezone.localdate()):
        return
    sent = split_gateway.release_transfer(transfer.gateway_id)
    faults.point("payments.transfers.after_release_call")
    record(sent)


def is_due(transfer: Transfer, day: date) -> bool:
    """Whether a share on hold may be released: its part is delivered, its day has come, nothing of it still has to go back, and no open
    dispute is about it.
    """
    earned = Earning.objects.filter(producer_order_number=transfer.allocation.producer_order_number, pay_on__lte=day)
    earned = earned.filter(~holding.holds("producer_order_number"))
    return earned.exists() and not transfer.reversals.filter(status=TransferReversal.Status.DUE).exists()


@schedule.job("payments.release_transfers", every=timedelta(hours=1))
def release_due() -> int:
    """Ask for the release of every share whose day has come; how many."""
    today = timezone.localdate()
    earned = Earning.objects.filter(producer_order_number=OuterRef("allocation__producer_order_number"), pay_on__lte=today)
    waits = TransferReversal.objects.filter(transfer=OuterRef("pk"), status=TransferReversal.Status.DUE)
    free = Transfer.objects.filter(~holding.holds("allocation__producer_order_number"), Exists(earned), ~Exists(waits))
    due = free.filter(status=Status.HELD).order_by("pk")[:CHUNK]
    for transfer in due:
        with transaction.atomic():
            outbox.owe(RELEASE, key=f"{transfer.number}:{today}", payload={"transfer": transfer.number})
    return len(due)


def _made(transfer: Transfer, sent: SentTransfer) -> None:
    with transaction.atomic():
        due = Transfer.objects.filter(pk=transfer.pk, status=Status.DUE)
        if not due.update(status=Status.HELD, gateway_id=sent.id, made_at=timezone.now(), failure=""):
            return
        transfer.refresh_from_db()
        ledger.write(postings.transfer_made(transfer))
        audit.record(action="payments.transfer_made", subject=transfer, after={"status": Status.HELD, "gateway_id": sent.id})


def _released(transfer: Transfer) -> None:
    """What is at the gateway for the group now is the group's. The row is locked: no reversal is recorded meanwhile."""
    with transaction.atomic():
        earning = booking.hold(transfer.allocation.producer_order_number)  # before the transfer, as refunds do
        held = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
        if held.status != Status.HELD:
            return
        gone = held.reversals.filter(status=TransferReversal.Status.SENT).aggregate(total=Sum("amount_paise", default=0))["total"]
        held.status, held.released_at, held.released_paise = Status.RELEASED, timezone.now(), held.amount_paise - gone
        held.save(update_fields=["status", "released_at", "released_paise"])
        if held.released_paise:
            ledger.write(postings.transfer_released(held))
        if earning is not None:  # its households are owed their shares now
            booking.late(earning, f"again:{held.number}" if held.change_id else "released")
        audit.record(action="payments.transfer_released", subject=held, after={"released_paise": held.released_paise})


def _settled(transfer: Transfer, reference: str) -> None:
    with transaction.atomic():
        released = Transfer.objects.filter(pk=transfer.pk, status=Status.RELEASED)
        if released.update(status=Status.SETTLED, settled_at=timezone.now(), reference=reference[:64]):
            audit.record(action="payments.transfer_settled", subject=transfer, after={"reference": reference[:64]})


def _refused(reversal: TransferReversal, failure: str) -> None:
    """The group has been paid and has nothing there: a debt, and a person has to look."""
    TransferReversal.objects.filter(pk=reversal.pk).update(failure=failure[:200])
    note_problem(reversal.transfer.allocation.payment, f"{reversal.number}: the gateway does not give it back: {failure}")


def _reversed(reversal: TransferReversal, sent: SentReversal) -> None:
    if sent.amount_paise != reversal.amount_paise:
        words = f"{sent.id}: {sent.amount_paise} went back, {reversal.amount_paise} were asked."
        note_problem(reversal.transfer.allocation.payment, words)
        return
    if TransferReversal.objects.filter(pk=reversal.pk, status=TransferReversal.Status.OFF).exists():
        note_problem(reversal.transfer.allocation.payment, f"{reversal.number}: it went back, and had been called off.")
        return
    with transaction.atomic():
        transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=reversal.transfer_id)
        was_released = transfer.status in _GONE
        due = TransferReversal.objects.filter(pk=reversal.pk, status=TransferReversal.Status.DUE)
        if not due.update(
            status=TransferReversal.Status.SENT, gateway_id=sent.id, sent_at=timezone.now(), was_released=was_released, failure=""
        ):
            return
        reversal.refresh_from_db()
        ledger.write(postings.transfer_reversed(reversal))
        audit.record(action="payments.transfer_reversed", subject=reversal, after={"amount_paise": reversal.amount_paise})


def _fail(transfer: Transfer, failure: str) -> None:
    """The gateway does not do it: a person has to look. What the group earns stays owed to it."""
    if Transfer.objects.filter(pk=transfer.pk, status=Status.DUE).exclude(failure=failure[:200]).update(failure=failure[:200]):
        note_problem(transfer.allocation.payment, f"{transfer.number}: the gateway does not make it: {failure}")
        log.error("transfer_failed", transfer=transfer.number)


@outbox.effect(MAKE)
def make_effect(payload: dict[str, str]) -> None:
    """Make one share."""
    make(Transfer.objects.select_related("allocation__payment").get(number=payload["transfer"]))


@outbox.effect(REVERSE)
def reverse_effect(payload: dict[str, str]) -> None:
    """Take something of one share back."""
    reverse(TransferReversal.objects.select_related("transfer__allocation__payment").get(number=payload["reversal"]))


@outbox.effect(RELEASE)
def release_effect(payload: dict[str, str]) -> None:
    """Release one share."""
    try:
        release(Transfer.objects.select_related("allocation__payment").get(number=payload["transfer"]))
    except (GatewayAway, GatewayBroken):
        raise
    except GatewayRefused as refusal:
        transfer = Transfer.objects.select_related("allocation__payment").get(number=payload["transfer"])
        note_problem(transfer.allocation.payment, f"{transfer.number}: the gateway does not release it: {refusal}")
