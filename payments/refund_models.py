"""Which line of a sale a refund gives back, with the fee and the tax that go back with it. Rows are only ever added."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only


@append_only("lines of refunds are only ever added")
class RefundLine(models.Model):
    """A share of one refund. ``key`` is what the line of the sale is called, or ``delivery``; the same as on its tax paper.

    ``pieces`` are those that the shopper does not have for this money; none where a whole piece stays and only its price changes.
    ``commission_paise`` is the shop's fee that is given back, ``tax_paise`` the tax inside the amount; both follow from what was frozen on
    the line when it was sold. ``subsidy_paise`` comes back to the shop of a discount that it bore: the group
    had both, and gives both back. The lines of a refund sum to it.
    """

    refund = models.ForeignKey("payments.Refund", on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=24)
    pieces = models.PositiveIntegerField(default=0)
    amount_paise = models.BigIntegerField()
    commission_paise = models.BigIntegerField(help_text=_("the fee that is given back"))
    tax_paise = models.BigIntegerField(help_text=_("inside the amount"))
    subsidy_paise = models.BigIntegerField(default=0, help_text=_("what comes back to the shop of a discount that it bore"))

    class Meta:
        verbose_name = _("line of a refund")
        verbose_name_plural = _("lines of refunds")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "key"], name="refund_line_once"),
            models.CheckConstraint(condition=Q(amount_paise__gt=0), name="refund_line_positive"),
            models.CheckConstraint(
                condition=Q(commission_paise__gte=0)
                & Q(commission_paise__lte=F("amount_paise") + F("subsidy_paise"))
                & Q(subsidy_paise__gte=0)
                & Q(tax_paise__gte=0)
                & Q(tax_paise__lte=F("amount_paise")),
                name="refund_line_inside",
            ),
            models.CheckConstraint(
                condition=~Q(key="delivery") | Q(pieces=0, commission_paise=0, subsidy_paise=0), name="refund_line_delivery_bears_no_fee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refund_id} {self.key}"
