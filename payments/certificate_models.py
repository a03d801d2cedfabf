"""Sales certificates: what a group sold through the shop in 12, 24 or 36 months, frozen, with a code that anyone can check."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only


@append_only("sales certificates are only ever added")
class SalesCertificate(models.Model):
    """One certificate as it was given out. Append-only. ``rows`` are months with paise: what was sold, taken back, and what is left."""

    code = models.CharField(max_length=24, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="sales_certificates")
    legal_name = models.CharField(max_length=160)
    group_name = models.CharField(max_length=120)
    months = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    rows = models.JSONField()
    parts_count = models.PositiveIntegerField(help_text=_("producer orders with a paper that stands"))
    sold_paise = models.BigIntegerField()
    taken_back_paise = models.BigIntegerField()
    net_paise = models.BigIntegerField()
    is_demo = models.BooleanField(default=False)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("sales certificate")
        verbose_name_plural = _("sales certificates")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(net_paise=models.F("sold_paise") - models.F("taken_back_paise")), name="certificate_sums"
            ),
            models.CheckConstraint(condition=models.Q(months__in=[12, 24, 36]), name="certificate_months"),
            models.CheckConstraint(condition=models.Q(last_day__gt=models.F("first_day")), name="certificate_days"),
        ]

    def __str__(self) -> str:
        return self.code
