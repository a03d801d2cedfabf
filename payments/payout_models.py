"""What groups have earned: frozen when a part is delivered, answered by further rows and never changed."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Earning(models.Model):
    """What one delivered part brings its group. ``gross_paise`` is what shoppers paid for it and was not owed back before.

    The fee includes its own tax. A group waits for ``net_paise`` until ``pay_on``, a day that no later rule moves.
    """

    producer_order_number = models.CharField(max_length=24, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="earnings")
    order_number = models.CharField(max_length=24, db_index=True)
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
    """A refund after delivery takes back from an earning what the group had of it; the fee is given back in proportion."""

    earning = models.ForeignKey(Earning, on_delete=models.PROTECT, related_name="changes")
    refund = models.OneToOneField("payments.Refund", on_delete=models.PROTECT, related_name="earning_change")
    gross_paise = models.BigIntegerField(help_text=_("below zero: what the shopper gets back"))
    commission_paise = models.BigIntegerField(help_text=_("the fee that is given back"))
    commission_tax_paise = models.BigIntegerField(help_text=_("inside the fee that is given back"))
    net_paise = models.BigIntegerField(help_text=_("below zero: what the group gives back"))
    reason = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of an earning")
        verbose_name_plural = _("changes of earnings")
        constraints = [
            models.CheckConstraint(condition=Q(net_paise=F("gross_paise") + F("commission_paise")), name="earning_change_sums"),
            models.CheckConstraint(
                condition=Q(net_paise__lte=0)
                & Q(gross_paise__lt=0)
                & Q(commission_tax_paise__gte=0)
                & Q(commission_tax_paise__lte=F("commission_paise")),
                name="earning_change_takes_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earning_id} {self.net_paise}"
