"""What households brought, what of an earning is theirs, and what their group owes them. Except for the rule of a lot, rows are only added.

Triggers of the database keep that (``payments/migrations: *_households_append_only``): what was wrong is answered by another row.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only

ALL_BP = 10_000  # basis points of the whole


def plain(quantity: Decimal) -> str:
    """A quantity without zeros that say nothing."""
    return f"{quantity:f}".rstrip("0").rstrip(".") if "." in f"{quantity:f}" else f"{quantity:f}"


class LotShareRule(models.Model):
    """How the money of one lot is shared: by what is counted, and what part the group keeps for itself. Frozen at its first earning."""

    class Basis(models.TextChoices):
        KILOGRAMS = "kilograms", _("By kilograms")
        PIECES = "pieces", _("By pieces")
        PARTS = "parts", _("By fixed parts")

    lot_code = models.CharField(max_length=24, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=9, choices=Basis.choices)
    keep_bp = models.PositiveIntegerField(default=0, help_text=_("what the group keeps, in hundredths of a per cent"))
    frozen_at = models.DateTimeField(null=True, blank=True, help_text=_("when the first earning was shared by it"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("how a lot is shared")
        verbose_name_plural = _("how lots are shared")
        constraints = [models.CheckConstraint(condition=Q(keep_bp__lte=ALL_BP), name="lot_share_rule_keeps_at_most_all")]

    def __str__(self) -> str:
        return f"{self.lot_code} {self.basis}"


@append_only("rows about shares of households are only ever added")
class LotContribution(models.Model):
    """What a household brought to a lot on a day, in the unit of the lot's rule. Below zero it takes another row back. Append-only."""

    lot_code = models.CharField(max_length=24, db_index=True)
    household = models.ForeignKey("payments.Household", on_delete=models.PROTECT, related_name="contributions")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    brought_on = models.DateField()
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    key = models.CharField(max_length=80, unique=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("contribution to a lot")
        verbose_name_plural = _("contributions to lots")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, undoes__isnull=True) | Q(quantity__lt=0, undoes__isnull=False), name="lot_contribution_signed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot_code} {self.household_id} {self.quantity}"

    def plain(self) -> str:
        """The quantity as people write it: ``12.5``, ``100``."""
        return plain(self.quantity)


@append_only("rows about shares of households are only ever added")
class EarningSplit(models.Model):
    """How one earning was shared, once. ``rule`` holds everything that led to the sums, so that anybody can work them out again.

    Shares and ``keep_paise``, what the group keeps, sum to the net of the earning. Append-only.
    """

    class Basis(models.TextChoices):
        LOTS = "lots", _("By what was brought to its lots")
        KILOGRAMS = "kilograms", _("By kilograms")
        PIECES = "pieces", _("By pieces")
        AMOUNTS = "amounts", _("Fixed amounts")

    earning = models.OneToOneField("payments.Earning", on_delete=models.PROTECT, related_name="split")
    basis = models.CharField(max_length=9, choices=Basis.choices)
    rule = models.JSONField()
    keep_paise = models.BigIntegerField()
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("split of an earning")
        verbose_name_plural = _("splits of earnings")
        constraints = [models.CheckConstraint(condition=Q(keep_paise__gte=0), name="earning_split_keeps_not_below_zero")]

    def __str__(self) -> str:
        return f"{self.earning_id} {self.basis}"


@append_only("rows about shares of households are only ever added")
class EarningShare(models.Model):
    """What a household has of an earning; with ``change`` what a refund changes of it, with ``reason`` a correction. Append-only."""

    split = models.ForeignKey(EarningSplit, on_delete=models.PROTECT, related_name="shares")
    household = models.ForeignKey("payments.Household", on_delete=models.PROTECT, related_name="shares")
    change = models.ForeignKey("payments.EarningChange", null=True, blank=True, on_delete=models.PROTECT, related_name="shares")
    amount_paise = models.BigIntegerField()
    reason = models.CharField(max_length=160, blank=True)
    key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("share of an earning")
        verbose_name_plural = _("shares of earnings")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_paise__gte=0) | Q(change__isnull=False) | ~Q(reason=""), name="earning_share_below_zero_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.amount_paise}"


@append_only("rows about shares of households are only ever added")
class MemberPayment(models.Model):
    """Money that a group gave to a household: its share, or an advance. Below zero it takes another row back. Append-only.

    The group pays and writes down what is its proof: who signed for cash, or the bank's reference.
    """

    class Kind(models.TextChoices):
        SHARE = "share", _("Share")
        ADVANCE = "advance", _("Advance")

    class Way(models.TextChoices):
        CASH = "cash", _("Cash")
        UPI = "upi", _("UPI")
        BANK = "bank", _("Bank transfer")

    number = models.CharField(max_length=24, unique=True)
    household = models.ForeignKey("payments.Household", on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    way = models.CharField(max_length=4, choices=Way.choices)
    amount_paise = models.BigIntegerField()
    paid_on = models.DateField()
    reference = models.CharField(max_length=64, blank=True, db_index=True)
    note = models.CharField(max_length=160, blank=True, help_text=_("who signed, or whose thumb print; why an advance, why taken back"))
    account = models.ForeignKey("payments.HouseholdAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    nominee = models.ForeignKey("payments.Nominee", null=True, blank=True, on_delete=models.PROTECT, related_name="payments")
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    key = models.CharField(max_length=80, unique=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment to a household")
        verbose_name_plural = _("payments to households")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_paise__gt=0, undoes__isnull=True) | Q(amount_paise__lt=0, undoes__isnull=False),
                name="member_payment_signed",
            ),
            models.CheckConstraint(
                condition=(Q(way="cash") & ~Q(note="")) | (~Q(way="cash") & ~Q(reference="")), name="member_payment_proof"
            ),
            models.CheckConstraint(condition=Q(kind="share") | ~Q(note=""), name="member_advance_says_why"),
        ]

    def __str__(self) -> str:
        return self.number


@append_only("rows about shares of households are only ever added")
class MemberEntry(models.Model):
    """One line of a household's account with its group. Append-only; its statement is these lines, and the ledger their sums.

    ``payable_paise``: what the group owes it more by this; ``advance_paise``: what it has to give back more. Lines with the same
    ``journal_key`` make one journal of the ledger.
    """

    class Kind(models.TextChoices):
        SHARE = "share", _("Share")
        SHARE_BACK = "share_back", _("The bank took the payout back")
        RECOVERY = "recovery", _("Advance taken off")
        RECOVERY_BACK = "recovery_back", _("Advance not taken off after all")
        PAID = "paid", _("Paid")
        PAID_BACK = "paid_back", _("Payment taken back")
        ADVANCE = "advance", _("Advance given")
        ADVANCE_BACK = "advance_back", _("Advance taken back")

    household = models.ForeignKey("payments.Household", on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=13, choices=Kind.choices)
    payable_paise = models.BigIntegerField(default=0)
    advance_paise = models.BigIntegerField(default=0)
    payout = models.ForeignKey("payments.Payout", null=True, blank=True, on_delete=models.PROTECT, related_name="member_entries")
    share = models.ForeignKey(EarningShare, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    payment = models.OneToOneField(MemberPayment, null=True, blank=True, on_delete=models.PROTECT, related_name="entry")
    source = models.CharField(max_length=24)
    journal_key = models.CharField(max_length=80, db_index=True)
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("line of a household's account")
        verbose_name_plural = _("lines of households' accounts")
        indexes = [models.Index(fields=["household", "id"], name="member_entry_of_household")]
        constraints = [
            models.CheckConstraint(condition=~Q(payable_paise=0) | ~Q(advance_paise=0), name="member_entry_not_nothing"),
        ]

    def __str__(self) -> str:
        return self.key
