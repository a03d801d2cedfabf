"""Tax papers: invoices, bills of supply, credit and debit notes. Frozen when issued; the database refuses to change or delete one."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only

NUMBER_LENGTH = 16  # CGST rules 46(b), 49(b) and 53(1A)(d)


class PaperSeries(models.Model):
    """The counter of one series: one seller, one financial year, one kind of number. Its row is locked while a number is taken."""

    class Letter(models.TextChoices):
        INVOICE = "I", _("Invoices")
        BILL = "B", _("Bills of supply")
        CREDIT = "C", _("Credit notes")
        DEBIT = "N", _("Debit notes")
        FEE = "F", _("Invoices for the fee")
        FEE_CREDIT = "D", _("Credit notes for the fee")

    seller_key = models.CharField(max_length=20)
    financial_year = models.PositiveSmallIntegerField(help_text=_("the calendar year in which it begins"))
    letter = models.CharField(max_length=1, choices=Letter.choices)
    last = models.PositiveIntegerField(default=0)
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("series of tax papers")
        verbose_name_plural = _("series of tax papers")
        constraints = [models.UniqueConstraint(fields=["seller_key", "financial_year", "letter"], name="paper_series_once")]

    def __str__(self) -> str:
        return f"{self.seller_key} {self.financial_year} {self.letter}"


@append_only("tax papers are only ever added")
class TaxPaper(models.Model):
    """One paper as it was issued, with all that CGST rule 46, 49 or 53 asks for. Append-only.

    ``seller`` and ``buyer`` are names and addresses as they were on the day. ``group`` is the group whose goods these are; the seller is
    the group, or the shop's operator. A credit or debit note ``corrects`` one paper. ``reason`` is printed on it.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Tax invoice")
        INVOICE_AND_BILL = "both", _("Invoice-cum-bill of supply")
        BILL = "bill", _("Bill of supply")
        CREDIT = "credit", _("Credit note")
        DEBIT = "debit", _("Debit note")

    class Role(models.TextChoices):
        SALE = "sale", _("To the shopper")
        PURCHASE = "purchase", _("From the group to the shop's operator")

    number = models.CharField(max_length=NUMBER_LENGTH)
    seller_key = models.CharField(max_length=20)
    financial_year = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=1, choices=PaperSeries.Letter.choices)
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    role = models.CharField(max_length=8, choices=Role.choices)
    issued_on = models.DateField()
    issued_at = models.DateTimeField(default=timezone.now)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="tax_papers")
    order_number = models.CharField(max_length=24)
    producer_order_number = models.CharField(max_length=24)
    settlement_mode = models.CharField(max_length=30)
    seller = models.JSONField()
    seller_gstin = models.CharField(max_length=15, blank=True)
    buyer = models.JSONField()
    buyer_gstin = models.CharField(max_length=15, blank=True)
    place_of_supply = models.CharField(max_length=2, help_text=_("GST code of the state"))
    place_of_supply_name = models.CharField(max_length=60)
    statements = models.JSONField(default=list, help_text=_("sentences that the law or honesty asks for"))
    is_demo = models.BooleanField(default=False)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="notes")
    refund = models.ForeignKey("payments.Refund", null=True, blank=True, on_delete=models.PROTECT, related_name="tax_papers")
    reason = models.CharField(max_length=160, blank=True)
    taxable_paise = models.BigIntegerField()
    cgst_paise = models.BigIntegerField()
    utgst_paise = models.BigIntegerField()
    igst_paise = models.BigIntegerField()
    total_paise = models.BigIntegerField()

    class Meta:
        verbose_name = _("tax paper")
        verbose_name_plural = _("tax papers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["seller_key", "financial_year", "letter", "serial"], name="tax_paper_serial_once"),
            models.UniqueConstraint(fields=["number"], name="tax_paper_number_once"),
            models.UniqueConstraint(fields=["refund", "role"], condition=Q(refund__isnull=False), name="tax_paper_one_a_refund"),
            models.CheckConstraint(condition=LessThanOrEqual(Length("number"), NUMBER_LENGTH), name="tax_paper_number_length"),
            models.CheckConstraint(
                condition=Q(total_paise=F("taxable_paise") + F("cgst_paise") + F("utgst_paise") + F("igst_paise")), name="tax_paper_sums"
            ),
            models.CheckConstraint(
                condition=Q(taxable_paise__gte=0, cgst_paise__gte=0, utgst_paise__gte=0, igst_paise__gte=0, total_paise__gt=0),
                name="tax_paper_not_below_zero",
            ),
            models.CheckConstraint(condition=Q(igst_paise=0) | Q(cgst_paise=0, utgst_paise=0), name="tax_paper_one_kind_of_tax"),
            models.CheckConstraint(
                condition=Q(kind="credit", letter="C", corrects__isnull=False)
                | Q(kind="debit", letter="N", corrects__isnull=False)
                | (~Q(kind__in=["credit", "debit"]) & Q(corrects__isnull=True)),
                name="tax_paper_note_corrects",
            ),
        ]
        indexes = [
            models.Index(fields=["order_number"], name="tax_paper_order"),
            models.Index(fields=["producer_order_number"], name="tax_paper_part"),
            models.Index(fields=["seller_key", "issued_on"], name="tax_paper_seller_month"),
            models.Index(fields=["group", "issued_on"], name="tax_paper_group_month"),
        ]
        permissions = [("read_tax_lists", "May read tax lists and give out sales certificates")]

    def __str__(self) -> str:
        return self.number


@append_only("tax papers are only ever added")
class TaxPaperLine(models.Model):
    """One line of a paper. Amounts are for the whole quantity; their sums are the paper's. Append-only.

    ``rate_bp`` is the rate charged, ``goods_rate_bp`` the rate of the goods, which a seller outside the ordinary scheme does not charge.
    On a credit note ``quantity`` is empty where only the value changes.
    """

    paper = models.ForeignKey(TaxPaper, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=24, help_text=_("what the line of the sale is called; the same on its credit notes"))
    hsn = models.CharField(max_length=8)
    description = models.CharField(max_length=280)
    quantity = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=3, blank=True, help_text=_("unit quantity code, such as PCS"))
    goods_rate_bp = models.PositiveIntegerField()
    rate_bp = models.PositiveIntegerField()
    taxable_paise = models.BigIntegerField()
    cgst_paise = models.BigIntegerField()
    utgst_paise = models.BigIntegerField()
    igst_paise = models.BigIntegerField()
    total_paise = models.BigIntegerField()

    class Meta:
        verbose_name = _("line of a tax paper")
        verbose_name_plural = _("lines of tax papers")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "key"], name="tax_line_once"),
            models.CheckConstraint(
                condition=Q(total_paise=F("taxable_paise") + F("cgst_paise") + F("utgst_paise") + F("igst_paise")), name="tax_line_sums"
            ),
            models.CheckConstraint(
                condition=Q(taxable_paise__gte=0, cgst_paise__gte=0, utgst_paise__gte=0, igst_paise__gte=0), name="tax_line_not_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.key}"


class PaperState(models.Model):
    """What changes about a paper that can be credited: how much of it is, and how much was debited beside it. Never more is credited than
    both come to, by the database itself.

    ``is_void``: the hand-over was taken back, the paper is credited in full and the part may get a new one. ``sold_paise`` and
    ``fee_paise`` are the whole part as it was sold and the shop's fee for it: what the group receives of a smaller sum follows from both.
    """

    paper = models.OneToOneField(TaxPaper, primary_key=True, on_delete=models.PROTECT, related_name="state")
    producer_order_number = models.CharField(max_length=24)
    role = models.CharField(max_length=8, choices=TaxPaper.Role.choices)
    total_paise = models.BigIntegerField()
    credited_paise = models.BigIntegerField(default=0)
    debited_paise = models.BigIntegerField(default=0)
    sold_paise = models.BigIntegerField()
    fee_paise = models.BigIntegerField()
    is_void = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("state of a tax paper")
        verbose_name_plural = _("states of tax papers")
        constraints = [
            models.UniqueConstraint(fields=["producer_order_number", "role"], condition=Q(is_void=False), name="paper_state_one_valid"),
            models.CheckConstraint(
                condition=Q(credited_paise__gte=0, debited_paise__gte=0, credited_paise__lte=F("total_paise") + F("debited_paise")),
                name="paper_state_note_bound",
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(credited_paise=F("total_paise") + F("debited_paise")), name="paper_state_void_is_credited"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.credited_paise}"

    @property
    def left_paise(self) -> int:
        """What the paper and its notes come to."""
        return self.total_paise + self.debited_paise - self.credited_paise
