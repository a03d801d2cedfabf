"""Cash that groups take at the door for the shop, and how it comes into the shop's box and its bank."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CashHandIn(models.Model):
    """Cash that a group brought: counted by one person of the shop, by another one again, then paid into the bank.

    Its receipts sum to it: what is short of a receipt is not counted in, but stays with the group. Neither person belongs to the group.
    Or it is cash that turned up after it was written off (``write_off``), some of it or all; it then has no receipts.
    """

    class Status(models.TextChoices):
        COUNTED = "counted", _("Counted once")
        CHECKED = "checked", _("Counted by two")
        BANKED = "banked", _("In the bank")
        DROPPED = "dropped", _("Given back uncounted")

    number = models.CharField(max_length=24, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="cash_hand_ins")
    amount_paise = models.BigIntegerField()
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.COUNTED, db_index=True)
    counted_at = models.DateTimeField(default=timezone.now)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference of the deposit"), max_length=64, blank=True)
    banked_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("why it was given back"), max_length=200, blank=True)
    write_off = models.ForeignKey("payments.CashWriteOff", null=True, blank=True, on_delete=models.PROTECT, related_name="found")

    class Meta:
        verbose_name = _("cash handed in")
        verbose_name_plural = _("cash handed in")
        constraints = [
            models.CheckConstraint(condition=Q(amount_paise__gt=0), name="cash_hand_in_positive"),
            models.CheckConstraint(
                condition=Q(status__in=["checked", "banked"], checked_by__isnull=False, checked_at__isnull=False)
                | Q(status__in=["counted", "dropped"], checked_by__isnull=True, checked_at__isnull=True),
                name="cash_hand_in_checked_by_whom",
            ),
            models.CheckConstraint(condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("counted_by")), name="cash_hand_in_two_people"),
            models.CheckConstraint(
                condition=Q(status="banked", banked_at__isnull=False) & ~Q(reference="")
                | ~Q(status="banked") & Q(banked_at__isnull=True, reference=""),
                name="cash_hand_in_banked_how",
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | Q(dropped_at__isnull=False) & ~Q(note=""), name="cash_hand_in_dropped_why"
            ),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="cash_hand_in_reference_once"),
            models.UniqueConstraint(fields=["write_off"], condition=Q(status="counted"), name="cash_found_one_count_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.number


class CashReceipt(models.Model):
    """What a shopper paid at the door for one group's part: all that was left to pay, once. The group has it until two counted it."""

    number = models.CharField(max_length=24, unique=True)
    allocation = models.OneToOneField("payments.Allocation", on_delete=models.PROTECT, related_name="cash_receipt")
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="cash_receipts")
    producer_order_number = models.CharField(max_length=24, unique=True)
    order_number = models.CharField(max_length=24)
    amount_paise = models.BigIntegerField()
    taken_on = models.DateField(_("day on which it was taken"))
    taken_at = models.DateTimeField(_("moment at which it was written down"), default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    hand_in = models.ForeignKey(CashHandIn, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts")

    class Meta:
        verbose_name = _("cash taken at the door")
        verbose_name_plural = _("cash taken at the door")
        constraints = [models.CheckConstraint(condition=Q(amount_paise__gt=0), name="cash_receipt_positive")]
        indexes = [models.Index(fields=["group", "hand_in"], name="cash_receipt_of_group")]

    def __str__(self) -> str:
        return self.number


class CashWriteOff(models.Model):
    """Cash that a group took at the door and never hands in: one person proposes to stop waiting for it, another agrees.

    The shop bears it where the group lost it without fault (robbed, burnt): the group is paid for its part all the same. Or it becomes
    an advance to the group, which has kept it: its part is paid, and payouts give the advance back. Neither person belongs to the group.
    """

    class Bearer(models.TextChoices):
        SHOP = "shop", _("It is lost without the group's fault: the shop bears it")
        GROUP = "group", _("The group has kept it: it becomes an advance to the group")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Written off")
        REFUSED = "refused", _("Refused")

    number = models.CharField(max_length=24, unique=True)
    receipt = models.ForeignKey(CashReceipt, on_delete=models.PROTECT, related_name="write_offs")
    bearer = models.CharField(_("what became of it"), max_length=5, choices=Bearer.choices)
    reason = models.CharField(_("what is known"), max_length=200)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PROPOSED, db_index=True)
    advance = models.OneToOneField("payments.Advance", null=True, blank=True, on_delete=models.PROTECT, related_name="write_off")
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("why it was refused"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cash written off")
        verbose_name_plural = _("cash written off")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="cash_write_off_for_a_reason"),
            models.CheckConstraint(
                condition=Q(status="approved", approved_by__isnull=False, approved_at__isnull=False)
                | ~Q(status="approved") & Q(approved_by__isnull=True, approved_at__isnull=True, advance__isnull=True),
                name="cash_write_off_approved_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")), name="cash_write_off_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | Q(refused_at__isnull=False) & ~Q(note=""), name="cash_write_off_refused_why"
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(bearer="group", advance__isnull=False) | Q(bearer="shop", advance__isnull=True),
                name="cash_write_off_who_bears",
            ),
            models.UniqueConstraint(fields=["receipt"], condition=~Q(status="refused"), name="cash_write_off_once"),
        ]

    def __str__(self) -> str:
        return self.number
