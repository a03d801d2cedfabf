"""What a licensed gateway gives each group of a payment: on hold from the capture, released after delivery, less what went back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GatewayAccount(models.Model):
    """A group's own account at the gateway, which has looked at the group itself (due diligence of a payment aggregator)."""

    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="gateway_accounts")
    provider = models.CharField(max_length=20)
    account_id = models.CharField(max_length=64)
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("account of a group at a gateway")
        verbose_name_plural = _("accounts of groups at gateways")
        constraints = [
            models.UniqueConstraint(fields=["group", "provider"], condition=Q(ended_at__isnull=True), name="gateway_account_one_a_group"),
            models.UniqueConstraint(fields=["provider", "account_id"], condition=Q(ended_at__isnull=True), name="gateway_account_once"),
            models.CheckConstraint(condition=~Q(account_id=""), name="gateway_account_named"),
        ]

    def __str__(self) -> str:
        return self.account_id


class Transfer(models.Model):
    """A group's share of a payment at the gateway. ``reversed_paise`` is what goes back of it, sent or about to be sent.

    A part has one; and, with ``change``, another for what the group has again of a lost dispute whose money came back.
    """

    class Status(models.TextChoices):
        DUE = "due", _("To be made")
        HELD = "held", _("On hold until delivery")
        RELEASED = "released", _("Released to the group")
        SETTLED = "settled", _("Paid to the group")

    number = models.CharField(max_length=24, unique=True)
    allocation = models.ForeignKey("payments.Allocation", on_delete=models.PROTECT, related_name="transfers")
    change = models.OneToOneField("payments.EarningChange", null=True, blank=True, on_delete=models.PROTECT, related_name="transfer")
    account_id = models.CharField(max_length=64)
    amount_paise = models.BigIntegerField()
    reversed_paise = models.BigIntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DUE, db_index=True)
    calls = models.PositiveSmallIntegerField(default=0, help_text=_("keys used with the gateway; the newest belongs to the last call"))
    gateway_id = models.CharField(max_length=64, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_paise = models.BigIntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField("UTR", max_length=64, blank=True)

    class Meta:
        verbose_name = _("transfer to a group")
        verbose_name_plural = _("transfers to groups")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_paise__gt=0) & Q(reversed_paise__gte=0) & Q(reversed_paise__lte=F("amount_paise")),
                name="transfer_bounds",
            ),
            models.UniqueConstraint(fields=["allocation"], condition=Q(change__isnull=True), name="transfer_one_a_part"),
            models.UniqueConstraint(fields=["gateway_id"], condition=~Q(gateway_id=""), name="transfer_gateway_id_once"),
            models.CheckConstraint(condition=Q(status="due") | (~Q(gateway_id="") & Q(made_at__isnull=False)), name="transfer_made"),
            models.CheckConstraint(
                condition=~Q(status__in=["released", "settled"]) | (Q(released_at__isnull=False) & Q(released_paise__gte=0)),
                name="transfer_released",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def left_paise(self) -> int:
        """What the group has, or will have, of it."""
        return self.amount_paise - self.reversed_paise


class TransferReversal(models.Model):
    """Something of a transfer that goes back to the shop's balance: for a refund, or for fee and tax that are known with the delivery.

    Called off where the gateway refused it and the group may keep what it has: the loss that it was for came back.
    """

    class Status(models.TextChoices):
        DUE = "due", _("To be sent")
        SENT = "sent", _("Sent")
        OFF = "off", _("Called off")

    number = models.CharField(max_length=24, unique=True)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="reversals")
    amount_paise = models.BigIntegerField()
    status = models.CharField(max_length=4, choices=Status.choices, default=Status.DUE, db_index=True)
    calls = models.PositiveSmallIntegerField(default=0)
    gateway_id = models.CharField(max_length=64, blank=True)
    was_released = models.BooleanField(default=False, help_text=_("the transfer was released before it was sent"))
    failure = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reversal of a transfer")
        verbose_name_plural = _("reversals of transfers")
        constraints = [
            models.CheckConstraint(condition=Q(amount_paise__gt=0), name="transfer_reversal_positive"),
            models.UniqueConstraint(fields=["gateway_id"], condition=~Q(gateway_id=""), name="transfer_reversal_gateway_id_once"),
            models.CheckConstraint(
                condition=~Q(status="sent") | (~Q(gateway_id="") & Q(sent_at__isnull=False)), name="transfer_reversal_sent"
            ),
        ]

    def __str__(self) -> str:
        return self.number
