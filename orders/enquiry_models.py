"""Enquiries of people who want many, something made for them, or a price: and the quotes that answer them.

A quote is paid behind a link that nobody can guess (``journal.tokens``). It is a basket with agreed prices; paying it makes an ordinary
order. Until then it holds nothing.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Enquiry(models.Model):
    """What somebody asks a group, or the shop where several groups are meant. The group never sees name, telephone or e-mail."""

    class Status(models.TextChoices):
        OPEN = "open", _("To answer")
        QUOTED = "quoted", _("Quoted")
        DECLINED = "declined", _("Declined")

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(_("key of the form"), max_length=64, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries")
    listing = models.ForeignKey("catalogue.Listing", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField(_("what is wanted"))
    place = models.CharField(_("where to"), max_length=80)
    name = models.CharField(_("name"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=8, default="en")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answer_words = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        permissions = [("answer_enquiry", "Can answer enquiries to the shop with a quote")]
        indexes = [models.Index(fields=["group", "status", "asked_at"], name="enquiry_inbox")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True) | ~Q(status="open") & Q(answered_at__isnull=False),
                name="enquiry_answered_when",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Proposal(models.Model):
    """A quote: goods at agreed prices, packed by a day, sent for an agreed charge, until a day. The link's token is in no table."""

    class Status(models.TextChoices):
        OPEN = "open", _("Waits for the payment")
        ORDERED = "ordered", _("Ordered")
        WITHDRAWN = "withdrawn", _("Taken back")

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(_("key of the form"), max_length=64, unique=True)
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    enquiry = models.ForeignKey(Enquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    group = models.ForeignKey("producers.ProducerGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    basket = models.OneToOneField("basket.Basket", on_delete=models.PROTECT, related_name="+")
    order = models.OneToOneField("order.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="proposal")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)
    pin = models.CharField(_("pincode"), max_length=6)
    note = models.TextField(_("words for the buyer"), blank=True)
    goods_paise = models.BigIntegerField()
    delivery_paise = models.BigIntegerField()
    lapses_on = models.DateField(_("last day to pay"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(_("ordered or taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        indexes = [models.Index(fields=["group", "made_at"], name="proposal_inbox")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="ordered", order__isnull=False) | ~Q(status="ordered") & Q(order__isnull=True), name="proposal_its_order"
            ),
            models.CheckConstraint(condition=Q(goods_paise__gt=0, delivery_paise__gte=0), name="proposal_sums"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total_paise(self) -> int:
        return self.goods_paise + self.delivery_paise

    @property
    def is_lapsed(self) -> bool:
        """Whether its last day is over without an order."""
        return self.status == self.Status.OPEN and timezone.localdate() > self.lapses_on

    @property
    def is_open(self) -> bool:
        """Whether it can be paid today."""
        return self.status == self.Status.OPEN and not self.is_lapsed


class ProposalPart(models.Model):
    """What one group of a quote packs: by which day, and for which charge it is sent."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="parts")
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="+")
    packed_by = models.DateField()
    delivery_paise = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "group"], name="proposal_part_once"),
            models.CheckConstraint(condition=Q(delivery_paise__gte=0), name="proposal_part_delivery"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.group_id}"


class ProposalLine(models.Model):
    """So many pieces at an agreed price, which is never above the MRP."""

    part = models.ForeignKey(ProposalPart, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    unit_price_paise = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "product"], name="proposal_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0, unit_price_paise__gt=0), name="proposal_line_counts"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def line_paise(self) -> int:
        return self.unit_price_paise * self.quantity
