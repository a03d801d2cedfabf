"""What the shop pays to others out of what it took: the fees of its gateways, and the taxes at source."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only


@append_only("settlements of gateways are only ever added")
class GatewaySettlement(models.Model):
    """What a gateway paid into the shop's bank and what it kept as its fee, as its report says. Rows are only ever added."""

    number = models.CharField(max_length=24, unique=True)
    provider = models.CharField(max_length=20)
    paid_paise = models.BigIntegerField(_("paid into the bank"))
    fee_paise = models.BigIntegerField(_("kept as its fee, with tax"))
    reference = models.CharField(_("UTR, or number of its invoice"), max_length=64, unique=True)
    settled_on = models.DateField(_("day of its report"))
    at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("settlement of a gateway")
        verbose_name_plural = _("settlements of gateways")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_paise__gte=0, fee_paise__gte=0) & ~Q(paid_paise=0, fee_paise=0), name="gateway_settlement_of_something"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="gateway_settlement_has_reference"),
        ]

    def __str__(self) -> str:
        return self.number


class TaxDeposit(models.Model):
    """Tax at source that was paid to the government for one month: written down from the challan by one person, compared by another."""

    class Kind(models.TextChoices):
        TCS = "tcs", _("Tax collected at source")
        TDS = "tds", _("Tax deducted at source")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Written down")
        APPROVED = "approved", _("Compared with the challan")
        REFUSED = "refused", _("Refused")

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=3, choices=Kind.choices)
    month = models.DateField(_("first day of the month it is for"))
    amount_paise = models.BigIntegerField()
    challan = models.CharField(_("number of the challan"), max_length=40)
    paid_on = models.DateField(_("day on which it was paid"))
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PROPOSED, db_index=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("why it was refused"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tax paid to the government")
        verbose_name_plural = _("taxes paid to the government")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_paise__gt=0) & ~Q(challan=""), name="tax_deposit_of_something"),
            models.CheckConstraint(
                condition=Q(status="approved", approved_by__isnull=False, approved_at__isnull=False)
                | ~Q(status="approved") & Q(approved_by__isnull=True, approved_at__isnull=True),
                name="tax_deposit_approved_by_whom",
            ),
            models.CheckConstraint(condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")), name="tax_deposit_two_people"),
            models.CheckConstraint(
                condition=~Q(status="refused") | Q(refused_at__isnull=False) & ~Q(note=""), name="tax_deposit_refused_why"
            ),
            models.UniqueConstraint(fields=["challan"], condition=~Q(status="refused"), name="tax_deposit_challan_once"),
        ]

    def __str__(self) -> str:
        return self.number
