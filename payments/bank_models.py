"""Where the money of a group goes. A row is never changed: other details are another row, and the one before is marked as replaced."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BankAccount(models.Model):
    """The bank account of a group. Its number is sealed (``payments.sealing``); in words only its last four signs are ever shown.

    Nothing is paid to it before ``usable_from``: whoever changes the details of others has to wait, and the owners are told at once.
    """

    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="bank_accounts")
    holder = models.CharField(_("name of the account's holder"), max_length=100)
    ifsc = models.CharField("IFSC", max_length=11)
    last_four = models.CharField(max_length=4)
    sealed_number = models.TextField()
    upi_id = models.CharField(_("UPI id"), max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    usable_from = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bank account of a group")
        verbose_name_plural = _("bank accounts of groups")
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(replaced_at__isnull=True), name="bank_account_one_current"),
            models.CheckConstraint(condition=Q(usable_from__gte=F("created_at")), name="bank_account_waits"),
            models.CheckConstraint(condition=~Q(sealed_number="") & ~Q(holder="") & ~Q(ifsc=""), name="bank_account_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.ifsc} …{self.last_four}"
