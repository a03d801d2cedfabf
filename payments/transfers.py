"""Shares of groups at a licensed gateway: made on hold with the capture, following every refund, released when their day has come.

A share is what its group will have: what is left of its part less the fee; after delivery the net of its earning. Whenever that becomes
less, the difference goes back to the shop's balance, out of which the gateway refunds shoppers. A key is stored before each call, and
after a call whose end is not known the gateway is asked first what it has. Nothing here calls the gateway inside a transaction.
"""

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
from payments.models import Allocation, Earning, GatewayAccount, Payment, Transfer, TransferReversal
from payments.split_gateway import SentReversal, SentTransfer
from producers.models import ProducerGroup

log = structlog.get_logger(__name__)

PROVIDER = "split"
MAKE, REVERSE, RELEASE = "payments.make_transfer", "payments.reverse_transfer", "payments.release_transfer"
CHUNK = 100
SHOWN = 15  # shares on a group's money page
Status = Transfer.Status


class NoAccount(Exception):
    """A group of this payment has no account at the gateway."""


def of_group(group: ProducerGroup) -> list[Transfer]:
    """The newest shares of a group, for its money page. One query."""
    found = Transfer.objects.filter(allocation__group=group).select_related("allocation").order_by("-pk")
    return list(found[:SHOWN])


def owe_transfers(payment: Payment) -> None:
    """The payment was captured: each group has its share of it, on hold. In the caller's transaction, once for each part."""
    parts = list(payment.allocations.order_by("pk"))
    accounts = dict(
        GatewayAccount.objects.filter(provider=PROVIDER, ended_at__isnull=True, group__in=[part.group_id for part in parts]).values_list(
            "group", "account_id"
        )
    )
    for part in parts:
        amount = target_paise(part)
        if amount <= 0 or Transfer.objects.filter(allocation=part).exists():
            continue
        if part.group_id not in accounts:
            raise NoAccount(part.producer_order_number)
        transfer = Transfer.objects.create(
            number=new_number("TR"), allocation=part, account_id=accounts[part.group_id], amount_paise=amount
        )
        faults.point("payments.transfers.after_row")
        outbox.owe(MAKE, key=transfer.number, payload={"transfer": transfer.number})
        audit.record(action="payments.transfer_due", subject=transfer, after={"amount_paise": amount, "account": transfer.account_id})


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


def follow(part: Allocation) -> TransferReversal | None:
    """The share became less: the difference goes back. In the transaction that refunds or earns; nothing where the share is right."""
    transfer = Transfer.objects.select_for_update(of=("self",)).filter(allocation=part).first()
    if transfer is None:
        return None
    excess = transfer.amount_paise - transfer.reversed_paise - target_paise(part)
    if excess <= 0:
        return None
    Transfer.objects.filter(pk=transfer.pk).update(reversed_paise=F("reversed_paise") + excess)
    reversal = TransferReversal.objects.create(number=new_number("TV"), transfer=transfer, amount_paise=excess)
    faults.point("payments.transfers.after_reversal_row")
    outbox.owe(REVERSE, key=reversal.number, payload={"reversal": reversal.number})
    audit.record(action="payments.transfer_reversal_due", subject=reversal, after={"amount_paise": excess, "transfer": transfer.number})
    return reversal


def make(transfer: Transfer) -> None:
    """Make a share at the gateway, once. Raises ``GatewayAway`` or ``GatewayBroken``: to be tried again."""
    if transfer.status != Status.DUE:
        return
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
    except GatewayRefused as refusal:  # the group has been paid and has nothing there: a debt, and a person has to look
        TransferReversal.objects.filter(pk=reversal.pk).update(failure=str(refusal)[:200])
        note_problem(reversal.transfer.allocation.payment, f"{reversal.number}: the gateway does not give it back: {refusal}")
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
        if earning is not None:
            booking.late(earning, "released")  # its households are owed their shares now
        audit.record(action="payments.transfer_released", subject=held, after={"released_paise": held.released_paise})


def _settled(transfer: Transfer, reference: str) -> None:
    with transaction.atomic():
        released = Transfer.objects.filter(pk=transfer.pk, status=Status.RELEASED)
        if released.update(status=Status.SETTLED, settled_at=timezone.now(), reference=reference[:64]):
            audit.record(action="payments.transfer_settled", subject=transfer, after={"reference": reference[:64]})


def _reversed(reversal: TransferReversal, sent: SentReversal) -> None:
    if sent.amount_paise != reversal.amount_paise:
        words = f"{sent.id}: {sent.amount_paise} went back, {reversal.amount_paise} were asked."
        note_problem(reversal.transfer.allocation.payment, words)
        return
    with transaction.atomic():
        transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=reversal.transfer_id)
        was_released = transfer.status in (Status.RELEASED, Status.SETTLED)
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
