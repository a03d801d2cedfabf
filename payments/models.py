"""Money that shoppers owe and pay. Knows amounts and public numbers, never order rows."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.advance_models import Advance
from payments.bank_models import BankAccount
from payments.cash_models import CashHandIn, CashReceipt, CashWriteOff
from payments.certificate_models import SalesCertificate
from payments.direct_models import AccountCheck, FeeReceipt
from payments.dispute_models import Dispute, DisputeMove, DisputePart
from payments.dues_models import GatewaySettlement, TaxDeposit
from payments.fee_paper_models import FeePaper, FeePaperLine
from payments.household_models import Household, HouseholdAccount, HouseholdStay, Nominee
from payments.invoice_models import PaperSeries, PaperState, TaxPaper, TaxPaperLine
from payments.ledger_models import Entry, Journal, Seal
from payments.move_models import AllocationMove
from payments.payout_models import Earning, EarningChange, Payout, PayoutBatch, PayoutLine
from payments.refund_file_models import RefundDestination, RefundFile, RefundFileLine
from payments.refund_models import RefundLine
from payments.settlement import NODAL, PAY_EACH_GROUP
from payments.share_models import EarningShare, EarningSplit, LotContribution, LotShareRule, MemberEntry, MemberPayment
from payments.statement_models import StatementCredit, StatementFile
from payments.transfer_models import GatewayAccount, Transfer, TransferReversal

__all__ = [
    "AccountCheck",
    "Advance",
    "Allocation",
    "AllocationMove",
    "BankAccount",
    "BankEntry",
    "CashHandIn",
    "CashReceipt",
    "CashWriteOff",
    "CommissionRule",
    "Dispute",
    "DisputeMove",
    "DisputePart",
    "Earning",
    "EarningChange",
    "EarningShare",
    "EarningSplit",
    "Entry",
    "FeePaper",
    "FeePaperLine",
    "FeeReceipt",
    "GatewayAccount",
    "GatewaySettlement",
    "Household",
    "HouseholdAccount",
    "HouseholdStay",
    "Journal",
    "LotContribution",
    "LotShareRule",
    "MemberEntry",
    "MemberPayment",
    "Nominee",
    "PaperSeries",
    "PaperState",
    "Payment",
    "Payout",
    "PayoutBatch",
    "PayoutLine",
    "ProviderEvent",
    "Refund",
    "RefundDestination",
    "RefundFile",
    "RefundFileLine",
    "RefundLine",
    "SalesCertificate",
    "Seal",
    "StatementCredit",
    "StatementFile",
    "TaxDeposit",
    "TaxPaper",
    "TaxPaperLine",
    "TaxRate",
    "Transfer",
    "TransferReversal",
]


class Payment(models.Model):
    """One charge: for a whole order, or (``payee_group``) for one group's part of it, paid straight to that group.

    ``key`` is stored before the provider is called, so a repeated call is the same call. ``mode`` and what follows from it are those of
    the day on which the order was placed: no later rule changes them.
    """

    class Status(models.TextChoices):
        AWAITING = "awaiting", _("Waiting for the payment")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Not paid in time")

    number = models.CharField(max_length=24, unique=True)
    order_number = models.CharField(max_length=24, db_index=True)
    provider = models.CharField(max_length=20)
    method = models.CharField(max_length=20)
    amount_paise = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="INR")
    mode = models.CharField(max_length=30, default=NODAL, help_text=_("settlement mode of the day on which it was asked for"))
    withholds_tcs = models.BooleanField(default=False)
    withholds_tds = models.BooleanField(default=False)
    payee_group = models.ForeignKey(
        "producers.ProducerGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text=_("paid straight to it")
    )
    payee_account = models.ForeignKey("payments.BankAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.AWAITING, db_index=True)
    key = models.CharField(max_length=80, unique=True)
    gateway_id = models.CharField(max_length=64, blank=True, help_text=_("what the gateway calls this payment"))
    problem = models.CharField(max_length=200, blank=True, help_text=_("what a person of the shop has to look at"))
    reference = models.CharField(_("reference"), max_length=64, blank=True, help_text=_("UTR or UPI reference"))
    shopper_reference = models.CharField(_("reference typed by the shopper"), max_length=64, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    paid_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(condition=Q(amount_paise__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["order_number"], condition=Q(status__in=["awaiting", "paid"], payee_group__isnull=True), name="payment_one_open"
            ),
            models.UniqueConstraint(
                fields=["order_number", "payee_group"],
                condition=Q(status__in=["awaiting", "paid"], payee_group__isnull=False),
                name="payment_one_open_a_group",
            ),
            models.CheckConstraint(
                condition=Q(mode=PAY_EACH_GROUP, payee_group__isnull=False) | (~Q(mode=PAY_EACH_GROUP) & Q(payee_group__isnull=True)),
                name="payment_payee_by_mode",
            ),
            models.CheckConstraint(
                condition=(Q(provider="direct") & Q(payee_account__isnull=False)) | (~Q(provider="direct") & Q(payee_account__isnull=True)),
                name="payment_direct_to_account",
            ),
            models.UniqueConstraint(fields=["provider", "reference"], condition=~Q(reference=""), name="payment_reference_once"),
            models.UniqueConstraint(fields=["provider", "gateway_id"], condition=~Q(gateway_id=""), name="payment_gateway_id_once"),
        ]

    def __str__(self) -> str:
        return self.number


class Allocation(models.Model):
    """One producer order's exact part of a payment. The parts of a payment sum to its amount.

    ``subsidy_paise`` is what the shop adds for the group, for a discount that the shop bears; ``subsidy_back_paise`` is what of it
    came back with refunds. ``moved_paise`` is another group's by now, who sends in place of this one (``payments.moving``).
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    producer_order_number = models.CharField(max_length=24)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="allocations")
    authorised_paise = models.BigIntegerField()
    captured_paise = models.BigIntegerField(default=0)
    refunded_paise = models.BigIntegerField(default=0)
    moved_paise = models.BigIntegerField(default=0, help_text=_("of what was received, what is another part's by now"))
    subsidy_paise = models.BigIntegerField(default=0, help_text=_("what the shop adds for a discount that it bears"))
    subsidy_back_paise = models.BigIntegerField(default=0, help_text=_("of this, what refunds gave back to the shop"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            # The number first: parts are looked up by it, payments have an index of their own.
            models.UniqueConstraint(fields=["producer_order_number", "payment"], name="allocation_once"),
            models.CheckConstraint(
                condition=Q(refunded_paise__gte=0)
                & Q(moved_paise__gte=0)
                & Q(captured_paise__gte=F("refunded_paise") + F("moved_paise"))
                & Q(captured_paise__lte=F("authorised_paise")),
                name="allocation_bounds",
            ),
            models.CheckConstraint(
                condition=Q(subsidy_back_paise__gte=0) & Q(subsidy_back_paise__lte=F("subsidy_paise")), name="allocation_subsidy_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.producer_order_number}"

    @property
    def kept_paise(self) -> int:
        """What was received, is not owed back and is still this part's."""
        return self.captured_paise - self.refunded_paise - self.moved_paise


class BankEntry(models.Model):
    """One line of the bank statement that belongs to a payment without a gateway: money that came, or (below zero) was sent back.

    Rows are only ever added. Once a payment is paid its entries sum to its amount; what they differ by is missing or too much.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="bank_entries")
    amount_paise = models.BigIntegerField()
    reference = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("bank entry")
        verbose_name_plural = _("bank entries")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(amount_paise=0), name="bank_entry_not_nothing")]

    def __str__(self) -> str:
        return self.reference


class Refund(models.Model):
    """Money owed back to the shopper for one producer order, never more than its allocation.

    Its group bears it, which then has not earned it; or the shop does, as for a parcel that was lost after a proven hand-over.
    """

    class Status(models.TextChoices):
        DUE = "due", _("Due")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    class Bearer(models.TextChoices):
        GROUP = "group", _("The group")
        SHOP = "shop", _("The shop")

    number = models.CharField(max_length=24, unique=True)
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="refunds")
    amount_paise = models.BigIntegerField()
    reason = models.CharField(max_length=60)
    bearer = models.CharField(_("whose cost it is"), max_length=5, choices=Bearer.choices, default=Bearer.GROUP)
    subsidy_paise = models.BigIntegerField(default=0, help_text=_("what comes back to the shop of a discount that it bore"))
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.DUE, db_index=True)
    key = models.CharField(max_length=80, unique=True)
    calls = models.PositiveSmallIntegerField(default=0, help_text=_("keys used with the gateway; the newest belongs to the last call"))
    key_until = models.DateTimeField(null=True, blank=True, help_text=_("until when the newest key may be sent again"))
    failure = models.CharField(max_length=200, blank=True, help_text=_("why the gateway did not send it"))
    reference = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dispute = models.ForeignKey(
        Dispute,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="refunds",
        help_text=_("the shopper got it through this lost dispute"),
    )

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount_paise__gt=0), name="refund_positive"),
            models.CheckConstraint(condition=Q(subsidy_paise=0) | Q(subsidy_paise__gt=0, bearer="group"), name="refund_subsidy"),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="refund_reference_once"),
            models.CheckConstraint(condition=Q(dispute__isnull=True) | Q(status="sent"), name="refund_by_dispute_is_sent"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def earning_change(self) -> EarningChange | None:
        """What it took back of an earning; nothing where the part was not delivered yet, or the shop bears it."""
        return next((change for change in self.earning_changes.all() if change.move_id is None), None)


class ProviderEvent(models.Model):
    """One message of a gateway, told apart by the gateway's own name for it: one that comes twice is acted on once.

    Nothing of its content is kept: the object it speaks of is asked for again.
    """

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=255, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message of a gateway")
        verbose_name_plural = _("messages of gateways")
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="provider_event_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class CommissionRule(models.Model):
    """The shop's fee in basis points of the goods, between two dates, for one group or (group empty) for all."""

    group = models.ForeignKey("producers.ProducerGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="commission_rules")
    rate_bp = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        verbose_name = _("commission rule")
        verbose_name_plural = _("commission rules")
        constraints = [models.CheckConstraint(condition=Q(rate_bp__lte=10_000), name="commission_at_most_all")]

    def __str__(self) -> str:
        return f"{self.rate_bp} bp from {self.valid_from}"


class TaxRate(models.Model):
    """GST on goods of a heading, between two dates, with the condition under which it holds and its legal source."""

    hsn = models.CharField(max_length=8, db_index=True, help_text=_("leading digits of the heading"))
    goods = models.CharField(max_length=160)
    rate_bp = models.PositiveIntegerField()
    handmade = models.BooleanField(null=True, help_text=_("empty: whatever the making"))
    up_to_paise = models.BigIntegerField(null=True, blank=True, help_text=_("holds up to this price a piece"))
    above_paise = models.BigIntegerField(null=True, blank=True, help_text=_("holds above this price a piece"))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=240)
    confidence = models.CharField(max_length=8)

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")

    def __str__(self) -> str:
        return f"{self.hsn} {self.rate_bp} bp"
