"""Disputes (chargebacks): what the shopper's bank wants back, what the gateway took for it, and who bore it in the end."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.append_only import append_only

# Why money is owed back that the shopper got through a dispute: the reason of such a refund.
DISPUTE_LOST = "dispute_lost"
# Why a price is due again: the reason of a debit note.
DISPUTE_RETURNED = "dispute_returned"
# The words of gateways for why a bank disputes a payment; who bears what of it: data/dispute_bearers.json.
REASONS: dict[str, str | Promise] = {
    "bank_cannot_process": _("The bank could not process the payment"),
    "check_returned": _("The bank gave the payment back"),
    "credit_not_processed": _("A refund that was promised did not come"),
    "customer_initiated": _("The shopper asked the bank for it"),
    "debit_not_authorized": _("The shopper did not agree to the payment"),
    "duplicate": _("Paid twice"),
    "fraudulent": _("Somebody else paid with the card"),
    "general": _("The bank names no reason"),
    "goods_or_services_not_provided": _("The goods did not come"),
    "incorrect_account_details": _("The account was a wrong one"),
    "insufficient_funds": _("There was not enough money on the account"),
    "noncompliant": _("The payment broke a rule of the card network"),
    "product_not_received": _("The goods did not come"),
    "product_unacceptable": _("The goods are not as described"),
    "subscription_canceled": _("Something was called off and paid again"),
    "unrecognized": _("The shopper does not know the payment"),
}


class Dispute(models.Model):
    """The shopper's bank disputes a payment. The gateway opens and closes it; what stands here was asked of the gateway itself.

    ``is_inquiry``: the bank only asks, and the gateway has taken nothing yet. A state that has ended is final, but for an inquiry that
    becomes a dispute. ``surplus_paise`` is what was lost beyond all that was left of the payment: it had gone back to the shopper before.
    """

    class Status(models.TextChoices):
        NEEDS_EVIDENCE = "needs_evidence", _("Needs evidence")
        UNDER_REVIEW = "under_review", _("With the shopper's bank")
        WON = "won", _("Won")
        LOST = "lost", pgettext_lazy("of a dispute", "Lost")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (Status.NEEDS_EVIDENCE, Status.UNDER_REVIEW)

    number = models.CharField(max_length=24, unique=True)
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="disputes")
    provider = models.CharField(max_length=20)
    gateway_id = models.CharField(max_length=64, help_text=_("what the gateway calls this dispute"))
    amount_paise = models.BigIntegerField()
    reason = models.CharField(max_length=40, help_text=_("in the gateway's own word"))
    is_inquiry = models.BooleanField(default=False)
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.NEEDS_EVIDENCE, db_index=True)
    evidence_due_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(help_text=_("by the gateway's clock"))
    noted_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    surplus_paise = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.UniqueConstraint(fields=["provider", "gateway_id"], name="dispute_once"),
            models.CheckConstraint(condition=Q(amount_paise__gt=0) & ~Q(gateway_id=""), name="dispute_of_something"),
            models.CheckConstraint(
                condition=Q(status__in=["needs_evidence", "under_review"], closed_at__isnull=True)
                | Q(status__in=["won", "lost", "withdrawn"], closed_at__isnull=False),
                name="dispute_closed_when_it_ended",
            ),
            models.CheckConstraint(condition=Q(surplus_paise=0) | Q(surplus_paise__gt=0, status="lost"), name="dispute_surplus_when_lost"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    def reason_words(self) -> str | Promise:
        """Why, for people; the gateway's own word where we know none."""
        return REASONS.get(self.reason, self.reason)


@append_only("what a gateway took or gave back for a dispute is only ever added")
class DisputeMove(models.Model):
    """What the gateway took for a dispute, with its fee, or (below zero) gave back. Rows are only ever added.

    ``is_late``: it came back after the dispute was lost and its loss borne, so that it is no open dispute's money any more.
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="moves")
    gateway_id = models.CharField(max_length=64, unique=True)
    amount_paise = models.BigIntegerField()
    fee_paise = models.BigIntegerField(default=0)
    is_late = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("money of a dispute")
        verbose_name_plural = _("money of disputes")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_paise=0, fee_paise=0), name="dispute_move_of_something"),
            models.CheckConstraint(condition=Q(is_late=False) | Q(amount_paise__lt=0), name="dispute_move_late_comes_back"),
        ]

    def __str__(self) -> str:
        return self.gateway_id


class DisputePart(models.Model):
    """What a person said of one part of a disputed payment, and who bore what of it when the dispute was lost.

    Without a row a part is concerned. ``is_concerned`` false: the dispute is not about it, its group is paid.
    """

    class Bearer(models.TextChoices):
        GROUP = "group", _("The group")
        SHOP = "shop", _("The shop")

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="parts")
    allocation = models.ForeignKey("payments.Allocation", on_delete=models.PROTECT, related_name="dispute_parts")
    is_concerned = models.BooleanField(default=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lost_paise = models.BigIntegerField(default=0)
    bearer = models.CharField(max_length=5, choices=Bearer.choices, blank=True)
    why = models.CharField(max_length=20, blank=True, help_text=_("why it was that one who bore it"))

    class Meta:
        verbose_name = _("part of a dispute")
        verbose_name_plural = _("parts of disputes")
        constraints = [
            models.UniqueConstraint(fields=["dispute", "allocation"], name="dispute_part_once"),
            models.CheckConstraint(
                condition=Q(lost_paise=0, bearer="") | Q(lost_paise__gt=0, is_concerned=True) & ~Q(bearer="") & ~Q(why=""),
                name="dispute_part_borne_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.allocation_id}"
