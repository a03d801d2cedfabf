"""Money that shoppers pay straight to groups: which accounts may be shown to shoppers, and the fees that groups owe and pay."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccountCheck(models.Model):
    """A second person has looked whether an account is the group's. Before that no shopper is asked to pay to it.

    Who gave the details and who checked them are never the same person; the database keeps that. One row for each account, never changed.
    """

    account = models.OneToOneField("payments.BankAccount", on_delete=models.PROTECT, related_name="verified")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=200, help_text=_("what was compared: passbook, name read back by the bank, one rupee sent"))
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("check of a bank account")
        verbose_name_plural = _("checks of bank accounts")
        permissions = [("check_account", _("Can check bank accounts to which shoppers pay"))]
        constraints = [
            models.CheckConstraint(condition=~Q(given_by=F("checked_by")), name="account_check_two_people"),
            models.CheckConstraint(condition=~Q(how=""), name="account_check_how"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.checked_at:%Y-%m-%d}"


class FeeReceipt(models.Model):
    """A group has paid fees (and tax deducted at source) that it owes the shop for sales paid straight to it. Rows are only added."""

    number = models.CharField(max_length=24, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="fee_receipts")
    amount_paise = models.BigIntegerField()
    reference = models.CharField("UTR", max_length=64, unique=True)
    received_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("fee paid by a group")
        verbose_name_plural = _("fees paid by groups")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_paise__gt=0), name="fee_receipt_positive"),
            models.CheckConstraint(condition=~Q(reference=""), name="fee_receipt_reference"),
        ]

    def __str__(self) -> str:
        return self.number
