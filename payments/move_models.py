"""Money of one group's part that became another group's: the other group sends in its place."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only


@append_only("moves between parts are only ever added")
class AllocationMove(models.Model):
    """So much of one part of a payment is another part of the same payment from now on. The payment itself stays as it is."""

    source = models.ForeignKey("payments.Allocation", on_delete=models.PROTECT, related_name="moves")
    target = models.OneToOneField("payments.Allocation", on_delete=models.PROTECT, related_name="moved_here")
    amount_paise = models.BigIntegerField()
    key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("move between parts")
        verbose_name_plural = _("moves between parts")
        constraints = [
            models.CheckConstraint(condition=Q(amount_paise__gt=0), name="allocation_move_positive"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="allocation_move_elsewhere"),
        ]

    def __str__(self) -> str:
        return self.key
