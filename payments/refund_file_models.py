"""Refunds that leave the shop's bank in one file: where each goes, the file two people decided on, and its lines."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RefundDestination(models.Model):
    """The UPI id to which refunds of an order go, sealed and masked. Another one is another row."""

    class Source(models.TextChoices):
        SHOPPER = "shopper", _("The shopper said so")
        BANK = "bank", _("The payment came from there")

    order_number = models.CharField(max_length=24)
    sealed_upi = models.TextField()
    upi_mask = models.CharField(max_length=100)
    source = models.CharField(max_length=7, choices=Source.choices)
    given_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True, help_text=_("when the bank sent money back from it"))

    class Meta:
        verbose_name = _("where refunds of an order go")
        verbose_name_plural = _("where refunds of orders go")
        constraints = [
            models.UniqueConstraint(fields=["order_number"], condition=Q(replaced_at__isnull=True), name="refund_destination_one_current"),
            models.CheckConstraint(condition=~Q(sealed_upi="") & ~Q(upi_mask=""), name="refund_destination_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.order_number} {self.upi_mask}"


class RefundFile(models.Model):
    """One bulk file. Its lines are frozen when it is proposed; the file is made again, and its hash must be the same."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Handed to the bank")
        DROPPED = "dropped", _("Never handed to the bank")

    number = models.CharField(max_length=24, unique=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PROPOSED, db_index=True)
    refunds_count = models.PositiveIntegerField()
    total_paise = models.BigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("the bank's reference"), max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("when it was recorded as handed over, or dropped"))
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file of refunds")
        verbose_name_plural = _("files of refunds")
        constraints = [
            models.CheckConstraint(condition=Q(refunds_count__gt=0) & Q(total_paise__gt=0), name="refund_file_not_empty"),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "dropped"]) | (Q(approved_by__isnull=False) & Q(approved_at__isnull=False)),
                name="refund_file_approved_by_whom",
            ),
            models.CheckConstraint(condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")), name="refund_file_two_people"),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="refund_file_reference_once"),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "approved"]) | (Q(ended_at__isnull=False) & Q(ended_by__isnull=False)),
                name="refund_file_ended_by_whom",
            ),
            models.CheckConstraint(condition=~Q(status="sent") | ~Q(reference=""), name="refund_file_sent_has_reference"),
        ]

    def __str__(self) -> str:
        return self.number


class RefundFileLine(models.Model):
    """One refund in a file. While ``released_at`` is empty it stands in no other; whether it was sent is said by the refund itself."""

    file = models.ForeignKey(RefundFile, on_delete=models.PROTECT, related_name="lines")
    refund = models.ForeignKey("payments.Refund", on_delete=models.PROTECT, related_name="file_lines")
    destination = models.ForeignKey(RefundDestination, on_delete=models.PROTECT, related_name="lines")
    amount_paise = models.BigIntegerField()
    released_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text=_("why it came back, or was never sent"))

    class Meta:
        verbose_name = _("line of a file of refunds")
        verbose_name_plural = _("lines of files of refunds")
        constraints = [
            models.UniqueConstraint(fields=["refund"], condition=Q(released_at__isnull=True), name="refund_file_line_once"),
            models.CheckConstraint(condition=Q(amount_paise__gt=0), name="refund_file_line_positive"),
            models.CheckConstraint(condition=Q(released_at__isnull=True) | ~Q(reason=""), name="refund_file_line_released_why"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.refund_id}"
