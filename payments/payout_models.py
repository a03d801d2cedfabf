"""What groups have earned, frozen when a part is delivered and answered by further rows; and how it is paid to them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.settlement import NODAL


class Earning(models.Model):
    """What one delivered part brings its group. ``gross_paise`` is what shoppers paid for it and was not owed back before.

    The fee includes its own tax. ``mode`` says who has the money: only where the shop was paid does the group wait for ``net_paise``
    until ``pay_on``, a day that no later rule moves.
    """

    producer_order_number = models.CharField(max_length=24, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="earnings")
    order_number = models.CharField(max_length=24, db_index=True)
    mode = models.CharField(max_length=30, default=NODAL, help_text=_("settlement mode under which it was sold"))
    goods_paise = models.BigIntegerField(default=0, help_text=_("as it was sold"))
    delivery_paise = models.BigIntegerField(default=0, help_text=_("as it was sold"))
    gross_paise = models.BigIntegerField()
    commission_paise = models.BigIntegerField()
    commission_tax_paise = models.BigIntegerField(help_text=_("inside the commission"))
    tcs_paise = models.BigIntegerField(default=0)
    tds_paise = models.BigIntegerField(default=0)
    net_paise = models.BigIntegerField()
    delivered_on = models.DateField()
    pay_on = models.DateField(db_index=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("earning")
        verbose_name_plural = _("earnings")
        constraints = [
            models.CheckConstraint(
                condition=Q(net_paise=F("gross_paise") - F("commission_paise") - F("tcs_paise") - F("tds_paise")), name="earning_sums"
            ),
            models.CheckConstraint(
                condition=Q(net_paise__gte=0)
                & Q(commission_tax_paise__gte=0)
                & Q(commission_tax_paise__lte=F("commission_paise"))
                & Q(tcs_paise__gte=0)
                & Q(tds_paise__gte=0),
                name="earning_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer_order_number} {self.net_paise}"


class EarningChange(models.Model):
    """A refund after delivery takes back from an earning what the group had of it; the fee is given back in proportion.

    With ``move`` it is the other way round: the refund was a lost dispute's, its money came back, and the group has it again.
    """

    earning = models.ForeignKey(Earning, on_delete=models.PROTECT, related_name="changes")
    refund = models.ForeignKey("payments.Refund", on_delete=models.PROTECT, related_name="earning_changes")
    move = models.ForeignKey("payments.DisputeMove", null=True, blank=True, on_delete=models.PROTECT, related_name="earning_changes")
    gross_paise = models.BigIntegerField(help_text=_("below zero: what the shopper gets back"))
    commission_paise = models.BigIntegerField(help_text=_("the fee that is given back"))
    commission_tax_paise = models.BigIntegerField(help_text=_("inside the fee that is given back"))
    tcs_paise = models.BigIntegerField(default=0, help_text=_("given back"))
    tds_paise = models.BigIntegerField(default=0, help_text=_("given back"))
    net_paise = models.BigIntegerField(help_text=_("below zero: what the group gives back"))
    reason = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of an earning")
        verbose_name_plural = _("changes of earnings")
        constraints = [
            models.CheckConstraint(
                condition=Q(net_paise=F("gross_paise") + F("commission_paise") + F("tcs_paise") + F("tds_paise")),
                name="earning_change_sums",
            ),
            models.CheckConstraint(
                condition=Q(move__isnull=False)
                | Q(net_paise__lte=0)
                & Q(gross_paise__lt=0)
                & Q(commission_tax_paise__gte=0)
                & Q(commission_tax_paise__lte=F("commission_paise"))
                & Q(tcs_paise__gte=0)
                & Q(tds_paise__gte=0),
                name="earning_change_takes_back",
            ),
            models.CheckConstraint(
                condition=Q(move__isnull=True)
                | Q(net_paise__gte=0)
                & Q(gross_paise__gt=0)
                & Q(commission_tax_paise__lte=0)
                & Q(commission_tax_paise__gte=F("commission_paise"))
                & Q(tcs_paise__lte=0)
                & Q(tds_paise__lte=0),
                name="earning_change_gives_back",
            ),
            models.UniqueConstraint(fields=["refund"], condition=Q(move__isnull=True), name="earning_change_once"),
            models.UniqueConstraint(fields=["refund", "move"], name="earning_change_once_a_move"),
        ]

    def __str__(self) -> str:
        return f"{self.earning_id} {self.net_paise}"


class PayoutBatch(models.Model):
    """One file for the bank with the payouts in it. The file itself is kept nowhere: it is made again, and its hash must be the same."""

    class Status(models.TextChoices):
        MADE = "made", _("File made")
        SENT = "sent", _("Handed to the bank")
        DROPPED = "dropped", _("Never handed to the bank")

    number = models.CharField(max_length=24, unique=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.MADE, db_index=True)
    payouts_count = models.PositiveIntegerField()
    total_paise = models.BigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("the bank's reference"), max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("when it was recorded as handed over, or dropped"))
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file for the bank")
        verbose_name_plural = _("files for the bank")
        constraints = [
            models.CheckConstraint(condition=Q(payouts_count__gt=0) & Q(total_paise__gt=0), name="payout_batch_not_empty"),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="payout_batch_reference_once"),
            models.CheckConstraint(condition=~Q(status="sent") | ~Q(reference=""), name="payout_batch_sent_has_reference"),
            models.CheckConstraint(
                condition=Q(status="made") | (Q(ended_at__isnull=False) & Q(ended_by__isnull=False)), name="payout_batch_ended_by_whom"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Payout(models.Model):
    """Money for one group. The clock makes it due, one person proposes it, another approves it, the bank carries it out.

    While it is due its lines and amount follow what the group has earned; from the proposal on they are frozen. What was withdrawn
    or sent back sets its earnings free for the next payout, and is never used again.
    """

    class Status(models.TextChoices):
        DUE = "due", _("Due")
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Handed to the bank")
        SETTLED = "settled", _("Paid")
        BOUNCED = "bounced", _("Sent back by the bank")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(max_length=24, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="payouts")
    account = models.ForeignKey("payments.BankAccount", on_delete=models.PROTECT, related_name="payouts")
    amount_paise = models.BigIntegerField()
    recovered_paise = models.BigIntegerField(default=0, help_text=_("taken off for advances; the amount is what is left"))
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DUE, db_index=True)
    due_on = models.DateField(help_text=_("the day on which it was due"))
    created_at = models.DateTimeField(default=timezone.now)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(PayoutBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="payouts")
    sent_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField("UTR", max_length=64, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("when it was withdrawn or came back"))
    reason = models.CharField(max_length=40, blank=True, help_text=_("why it was withdrawn or came back"))
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        permissions = [
            ("propose_payout", _("Can propose payouts, make the bank's file and record what the bank did")),
            ("approve_payout", _("Can approve payouts that another person proposed, or refuse them")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_paise__gt=0), name="payout_positive"),
            models.CheckConstraint(condition=Q(recovered_paise__gte=0), name="payout_recovers_not_below_zero"),
            models.UniqueConstraint(fields=["group"], condition=Q(status="due"), name="payout_one_due_a_group"),
            models.CheckConstraint(
                condition=Q(status__in=["due", "withdrawn"]) | (Q(proposed_by__isnull=False) & Q(proposed_at__isnull=False)),
                name="payout_proposed_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["due", "proposed", "withdrawn"]) | (Q(approved_by__isnull=False) & Q(approved_at__isnull=False)),
                name="payout_approved_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | (Q(proposed_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="payout_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["sent", "settled", "bounced"]) | (Q(batch__isnull=False) & Q(sent_at__isnull=False)),
                name="payout_sent_in_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(status="settled") | (~Q(reference="") & Q(settled_at__isnull=False)), name="payout_settled_has_reference"
            ),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="payout_reference_once"),
            models.CheckConstraint(
                condition=~Q(status__in=["bounced", "withdrawn"]) | (~Q(reason="") & Q(ended_at__isnull=False)), name="payout_ended_why"
            ),
        ]
        indexes = [models.Index(fields=["group", "-id"], name="payout_of_group")]

    def __str__(self) -> str:
        return self.number


class PayoutLine(models.Model):
    """One earning, or one change of an earning, in a payout. While ``released_at`` is empty no other payout may hold the same one.

    Or what the payout gives back of an advance.
    """

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="lines")
    earning = models.ForeignKey(Earning, null=True, blank=True, on_delete=models.PROTECT, related_name="payout_lines")
    change = models.ForeignKey(EarningChange, null=True, blank=True, on_delete=models.PROTECT, related_name="payout_lines")
    advance = models.ForeignKey("payments.Advance", null=True, blank=True, on_delete=models.PROTECT, related_name="payout_lines")
    amount_paise = models.BigIntegerField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("line of a payout")
        verbose_name_plural = _("lines of payouts")
        constraints = [
            models.CheckConstraint(
                condition=(Q(earning__isnull=False, change__isnull=True, advance__isnull=True) & Q(amount_paise__gte=0))
                | Q(earning__isnull=True, change__isnull=False, advance__isnull=True)
                | (Q(earning__isnull=True, change__isnull=True, advance__isnull=False) & Q(amount_paise__lt=0)),
                name="payout_line_of_one",
            ),
            models.UniqueConstraint(fields=["earning"], condition=Q(released_at__isnull=True), name="payout_line_earning_once"),
            models.UniqueConstraint(fields=["payout", "advance"], condition=Q(advance__isnull=False), name="payout_line_advance_once"),
            models.UniqueConstraint(fields=["change"], condition=Q(released_at__isnull=True), name="payout_line_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.payout_id} {self.amount_paise}"
