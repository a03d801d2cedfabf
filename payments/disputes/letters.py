"""Mails about disputes: to staff, who have to answer them by a day, and to groups whose payout waits for one."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from money.words import rupees
from payments.models import Allocation, Dispute, DisputePart, EarningChange, Payout, PayoutLine
from payments.money_mails import Words, to_those_who_see_money
from payments.settlement import LICENSED_GATEWAY
from payments.staff_mails import to_those_who_hold

_GONE = (Payout.Status.SENT, Payout.Status.SETTLED)


def opened(dispute: Dispute, parts: Sequence[Allocation], in_a_file: Sequence[Payout]) -> None:
    """Staff learn of it and of the day; each group whose money has not gone yet learns that it waits. In the caller's transaction."""

    def words() -> tuple[str, str]:
        title = _("Dispute %(number)s: %(amount)s of order %(order)s") % _facts(dispute)
        lines = [_("The shopper's bank wants this payment back. Evidence is due %(due)s. Answer in the gateway's dashboard.")]
        if in_a_file:
            lines.append(_("A file for the bank holds payouts of its groups: %(payouts)s. Drop it if the bank has not got it."))
        return title, "\n".join(lines) % {**_facts(dispute), "payouts": ", ".join(payout.number for payout in in_a_file)}

    _to_staff(dispute, "dispute_opened", "opened", words)
    kept = {payout.group_id for payout in in_a_file}
    for part in _waiting(parts):
        if part.group_id not in kept:
            _tell_group(part, dispute)


def closed(dispute: Dispute) -> None:
    """It has ended: staff learn how, groups whose money waited, or who bear something of it, learn what becomes of it."""

    def words() -> tuple[str, str]:
        return _("Dispute %(number)s: %(state)s") % _facts(dispute), _("It is about %(amount)s of order %(order)s.") % _facts(dispute)

    _to_staff(dispute, "dispute_closed", dispute.status, words)
    borne = {row.allocation_id: row for row in dispute.parts.all()}
    parts = list(Allocation.objects.filter(payment=dispute.payment_id).select_related("group").order_by("pk"))
    waiting = {part.pk for part in _waiting(parts)}
    for part in parts:
        row = borne.get(part.pk)
        is_debited = row is not None and row.bearer == DisputePart.Bearer.GROUP
        if is_debited or (part.pk in waiting and (row is None or row.is_concerned)):
            _tell_end(part, dispute, row if is_debited else None)


def given_back(dispute: Dispute, change: EarningChange) -> None:
    """The group learns that a loss it bore came back to it. In the caller's transaction."""
    part = change.refund.allocation

    def words() -> tuple[str, str]:
        title = _("%(group)s: the bank has decided anew on %(part)s") % _of_part(part)
        body = _("The shop has got money back from the bank of the shopper. %(amount)s of it are yours: paid with your next payout.")
        if change.earning.mode == LICENSED_GATEWAY:
            body = _("The shop has got money back from the bank of the shopper. %(amount)s of it are yours: the gateway pays them to you.")
        return title, body % {"amount": rupees(change.net_paise)}

    key = f"{dispute.number}:{change.move_id}:{part.pk}"
    to_those_who_see_money(part.group, "dispute_given_back", key, words, part.producer_order_number)


def due_soon(dispute: Dispute) -> None:
    """The day by which evidence has to be there is near. Told once."""

    def words() -> tuple[str, str]:
        title = _("Dispute %(number)s: evidence is due %(due)s") % _facts(dispute)
        return title, _("It is about %(amount)s of order %(order)s. Without an answer it is lost.") % _facts(dispute)

    with transaction.atomic():
        _to_staff(dispute, "dispute_due", "due", words)


def _waiting(parts: Collection[Allocation]) -> list[Allocation]:
    """Parts whose money is not with the bank or paid. One query."""
    numbers = [part.producer_order_number for part in parts]
    gone = PayoutLine.objects.filter(payout__status__in=_GONE, released_at__isnull=True, earning__producer_order_number__in=numbers)
    paid = set(gone.values_list("earning__producer_order_number", flat=True))
    return [part for part in parts if part.producer_order_number not in paid]


def _tell_group(part: Allocation, dispute: Dispute) -> None:
    def words() -> tuple[str, str]:
        title = _("%(group)s: the money for %(part)s waits") % _of_part(part)
        body = _(
            "The bank of the shopper asks for the payment of %(part)s back. Until that is decided, what it brings is not paid out; "
            "everything else is paid on its day. The shop answers the bank with your hand-over number and photo. You need do nothing."
        )
        return title, body % _of_part(part)

    to_those_who_see_money(part.group, "dispute_waits", f"{dispute.number}:{part.pk}", words, part.producer_order_number)


def _tell_end(part: Allocation, dispute: Dispute, borne: DisputePart | None) -> None:
    def words() -> tuple[str, str]:
        title = _("%(group)s: the bank has decided on %(part)s") % _of_part(part)
        body = _("Your money for %(part)s is not touched. It is paid with your next payout.")
        if borne is not None and borne.why == "stayed":
            body = _("The shopper has the money back. The goods of %(part)s never left you: they are yours, and on sale again.")
        elif borne is not None:
            body = _("The shopper has %(lost)s back. Nothing shows that %(part)s was handed over, so your share comes off your payouts.")
        return title, body % {**_of_part(part), "lost": rupees(borne.lost_paise if borne else 0)}

    to_those_who_see_money(part.group, "dispute_over", f"{dispute.number}:{dispute.status}:{part.pk}", words, part.producer_order_number)


def _to_staff(dispute: Dispute, kind: str, what: str, words: Words) -> None:
    to_those_who_hold("change_refund", kind, f"{dispute.number}:{what}", words, dispute.payment.order_number)


def _facts(dispute: Dispute) -> dict[str, str]:
    due = dispute.evidence_due_at
    return {
        "number": dispute.number,
        "amount": rupees(dispute.amount_paise),
        "order": dispute.payment.order_number,
        "state": dispute.get_status_display(),
        "due": date_format(timezone.localtime(due), "j M Y, H:i") + " IST" if due else "–",
    }


def _of_part(part: Allocation) -> dict[str, str]:
    return {"group": part.group.name, "part": part.producer_order_number}
