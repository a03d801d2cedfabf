"""Pieces that a group sold without the shop."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SoldElsewhere(models.Model):
    """So many pieces left the stock and their lots because the group sold them at its stall or to a neighbour.

    ``lots`` says how many pieces came out of which lot (by its key), for taking it back.
    """

    stock_record = models.ForeignKey("partner.StockRecord", on_delete=models.PROTECT, related_name="sold_elsewhere")
    quantity = models.PositiveIntegerField(_("pieces"))
    lots = models.JSONField(default=dict, blank=True)
    sold_at = models.DateTimeField(default=timezone.now)
    sold_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sale elsewhere")
        verbose_name_plural = _("sales elsewhere")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="sold_elsewhere_pieces")]
        indexes = [models.Index(fields=["stock_record", "sold_at"], name="sold_elsewhere_when")]

    def __str__(self) -> str:
        return f"{self.stock_record_id} {self.quantity}"
