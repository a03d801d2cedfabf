"""Money that the shop gives a group before it has earned it, to be taken off its payouts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Advance(models.Model):
    """One person proposes it, another approves it, the bank pays it; then each payout gives a part back (``PayoutLine.advance``)."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        PAID = "paid", _("Paid")
        REFUSED = "refused", _("Refused")
        BOUNCED = "bounced", _("Sent back by the bank")

    number = models.CharField(max_length=24, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="advances")
    account = models.ForeignKey("payments.BankAccount", on_delete=models.PROTECT, related_name="+")
    amount_paise = models.BigIntegerField()
    reason = models.CharField(_("what it is for"), max_length=200)
    is_kept_cash = models.BooleanField(_("cash of the shop that the group has kept"), default=False)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PROPOSED, db_index=True)
    key = models.CharField(max_length=80, unique=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paid_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField("UTR", max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("why it was refused, or came back"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("advance to a group")
        verbose_name_plural = _("advances to groups")
        constraints = [
            models.CheckConstraint(condition=Q(amount_paise__gt=0) & ~Q(reason=""), name="advance_of_something_for_something"),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "refused"]) | (Q(approved_by__isnull=False) & Q(approved_at__isnull=False)),
                name="advance_approved_by_whom",
            ),
            models.CheckConstraint(condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")), name="advance_two_people"),
            models.CheckConstraint(
                condition=Q(status__in=["paid", "bounced"], paid_at__isnull=False) & ~Q(reference="")
                | (~Q(status__in=["paid", "bounced"]) & Q(paid_at__isnull=True, reference="")),
                name="advance_paid_has_reference",
            ),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="advance_reference_once"),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "bounced"]) | (Q(ended_at__isnull=False) & ~Q(note="")), name="advance_ended_why"
            ),
        ]
        indexes = [models.Index(fields=["group", "status"], name="advance_of_group")]

    def __str__(self) -> str:
        return self.number
