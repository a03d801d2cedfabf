"""Codes that make goods cheaper: what they take off, for whom and how often, and who bears it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Voucher(models.Model):
    """A code. What it says is never changed: it is stopped, and another one is made.

    ``uses`` counts the orders that have it now, guarded in the UPDATE that counts. Late money that is honoured takes its use again, even
    of a code that was used up meanwhile: then ``uses`` stands above ``most_uses``.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent", _("A part of the price")
        AMOUNT = "amount", _("An amount")

    class Bearer(models.TextChoices):
        SHOP = "shop", _("The shop: the group earns as if there were no discount")
        GROUP = "group", _("The group: for its own goods, with its consent")

    code = models.CharField(_("code"), max_length=16, unique=True)
    words = models.CharField(_("words for the shopper"), max_length=160)
    kind = models.CharField(_("what is taken off"), max_length=7, choices=Kind.choices)
    rate_bp = models.PositiveIntegerField(_("part of the price in basis points"), default=0)
    ceiling_paise = models.BigIntegerField(_("at most, where it is a part of the price"), default=0, help_text=_("zero: no ceiling"))
    amount_paise = models.BigIntegerField(_("amount"), default=0)
    least_goods_paise = models.BigIntegerField(_("least sum of the goods it is for"), default=0)
    group = models.ForeignKey("producers.ProducerGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="vouchers")
    product_type = models.ForeignKey("catalogue.ProductType", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    family = models.CharField(_("only goods of this family"), max_length=40, blank=True)
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"))
    most_uses = models.PositiveIntegerField(_("most orders in all"), null=True, blank=True)
    most_uses_each = models.PositiveIntegerField(_("most orders for one mobile number"), null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    bearer = models.CharField(_("who bears it"), max_length=5, choices=Bearer.choices)
    consent_at = models.DateTimeField(_("the group agreed"), null=True, blank=True)
    consent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    consent_paper = models.CharField(_("the signed paper, and where it is kept"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        permissions = [("run_vouchers", _("Can make and stop codes that take something off"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="percent", rate_bp__gt=0, rate_bp__lte=10_000, ceiling_paise__gte=0, amount_paise=0)
                | Q(kind="amount", amount_paise__gt=0, rate_bp=0, ceiling_paise=0),
                name="voucher_takes_one_thing_off",
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="voucher_days"),
            models.CheckConstraint(condition=Q(least_goods_paise__gte=0), name="voucher_least"),
            models.CheckConstraint(condition=Q(most_uses__isnull=True) | Q(most_uses__gt=0), name="voucher_most_uses"),
            models.CheckConstraint(condition=Q(most_uses_each__isnull=True) | Q(most_uses_each__gt=0), name="voucher_most_uses_each"),
            models.CheckConstraint(condition=~Q(bearer="group") | Q(group__isnull=False), name="voucher_whose_group_bears_it"),
            models.CheckConstraint(
                condition=Q(consent_at__isnull=True, consent_by__isnull=True) | Q(consent_at__isnull=False, consent_by__isnull=False),
                name="voucher_consent_of_whom",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True) | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="voucher_stopped_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def percent(self) -> str:
        """The part of the price, as people write it."""
        return f"{self.rate_bp / 100:g} %"


class VoucherUse(models.Model):
    """An order has a code. Given back when the order is given up unpaid, taken again when its late money is honoured."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="orders")
    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="voucher_use")
    mobile = models.CharField(max_length=16)
    discount_paise = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    given_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("use of a code")
        verbose_name_plural = _("uses of codes")
        constraints = [models.CheckConstraint(condition=Q(discount_paise__gt=0), name="voucher_use_takes_something_off")]
        indexes = [models.Index(fields=["voucher", "mobile"], name="voucher_use_of_whom")]

    def __str__(self) -> str:
        return f"{self.voucher_id} {self.order_id}"
