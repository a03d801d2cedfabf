"""Invoices of the operator to a group for its fee, and their credit notes. Append-only: triggers of the database keep that.

Only where the group sells: an operator that sells by itself has no fee but its margin (docs/tax.md).
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only
from payments.invoice_models import NUMBER_LENGTH, PaperSeries


@append_only("papers about the fee are only ever added")
class FeePaper(models.Model):
    """One invoice for the fees of a month, or one credit note for what refunds of that month gave back. Names are those of the day."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Tax invoice")
        CREDIT = "credit", _("Credit note")

    number = models.CharField(max_length=NUMBER_LENGTH, unique=True)
    financial_year = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=1, choices=PaperSeries.Letter.choices)
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=Kind.choices)
    month = models.DateField(help_text=_("the first day of the month that it is for"))
    issued_on = models.DateField()
    issued_at = models.DateTimeField(default=timezone.now)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="fee_papers")
    seller = models.JSONField()
    buyer = models.JSONField()
    buyer_gstin = models.CharField(max_length=15, blank=True)
    place_of_supply = models.CharField(max_length=2, help_text=_("GST code of the state"))
    sac = models.CharField(max_length=6, help_text=_("services accounting code"))
    corrects = models.JSONField(default=list, help_text=_("numbers and days of the invoices that a credit note speaks of"))
    is_demo = models.BooleanField(default=False)
    taxable_paise = models.BigIntegerField()
    cgst_paise = models.BigIntegerField()
    utgst_paise = models.BigIntegerField()
    igst_paise = models.BigIntegerField()
    total_paise = models.BigIntegerField()

    class Meta:
        verbose_name = _("paper about the fee")
        verbose_name_plural = _("papers about the fee")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["financial_year", "letter", "serial"], name="fee_paper_serial_once"),
            models.CheckConstraint(condition=LessThanOrEqual(Length("number"), NUMBER_LENGTH), name="fee_paper_number_length"),
            models.CheckConstraint(
                condition=Q(total_paise=F("taxable_paise") + F("cgst_paise") + F("utgst_paise") + F("igst_paise")), name="fee_paper_sums"
            ),
            models.CheckConstraint(
                condition=Q(taxable_paise__gte=0, cgst_paise__gte=0, utgst_paise__gte=0, igst_paise__gte=0, total_paise__gt=0),
                name="fee_paper_not_below_zero",
            ),
        ]
        indexes = [models.Index(fields=["group", "month"], name="fee_paper_of_group")]

    def __str__(self) -> str:
        return self.number


@append_only("papers about the fee are only ever added")
class FeePaperLine(models.Model):
    """The fee for one sale, or what a refund gave back of it. Each stands on one paper. Append-only."""

    paper = models.ForeignKey(FeePaper, on_delete=models.PROTECT, related_name="lines")
    earning = models.OneToOneField("payments.Earning", null=True, blank=True, on_delete=models.PROTECT, related_name="fee_line")
    change = models.OneToOneField("payments.EarningChange", null=True, blank=True, on_delete=models.PROTECT, related_name="fee_line")
    taxable_paise = models.BigIntegerField()
    tax_paise = models.BigIntegerField()

    class Meta:
        verbose_name = _("line of a paper about the fee")
        verbose_name_plural = _("lines of papers about the fee")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(earning__isnull=False, change__isnull=True) | Q(earning__isnull=True, change__isnull=False),
                name="fee_paper_line_of_one",
            ),
            models.CheckConstraint(condition=Q(taxable_paise__gte=0, tax_paise__gte=0), name="fee_paper_line_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.taxable_paise}"
