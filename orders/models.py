"""Orders as the shop sees them: checkout attempts, the order's own facts, producer orders, parcels, history."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.card_models import OrderCard
from orders.choice_models import ShopperChoice
from orders.enquiry_models import Enquiry, Proposal, ProposalLine, ProposalPart
from orders.grievance_models import Grievance, GrievanceMessage
from orders.return_models import PartPhoto, ReturnLine, ReturnRequest
from orders.stand_in_models import StandIn, StandInLine
from orders.voucher_models import Voucher, VoucherUse

__all__ = [
    "CheckoutAttempt",
    "Enquiry",
    "Grievance",
    "GrievanceMessage",
    "LineLot",
    "LineRecord",
    "OrderCard",
    "OrderEvent",
    "OrderLink",
    "OrderRecord",
    "Parcel",
    "ParcelLine",
    "PartPhoto",
    "ProducerOrder",
    "Proposal",
    "ProposalLine",
    "ProposalPart",
    "ReturnLine",
    "ReturnRequest",
    "ShopperChoice",
    "StandIn",
    "StandInLine",
    "Voucher",
    "VoucherUse",
]


class CheckoutAttempt(models.Model):
    """The receipt of one press of "Place order". Its key is unique, so a repeated press finds the same order."""

    class Status(models.TextChoices):
        OPEN = "open"
        PLACED = "placed"
        CONFIRMED = "confirmed"
        EXPIRED = "expired"
        FAILED = "failed"

    key = models.CharField(max_length=64, unique=True)
    basket = models.ForeignKey("basket.Basket", on_delete=models.PROTECT, related_name="+")
    order = models.OneToOneField("order.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="attempt")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN, db_index=True)
    quote_hash = models.CharField(max_length=64, help_text=_("hash of what the shopper was shown and agreed to"))
    total_paise = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("checkout attempt")
        verbose_name_plural = _("checkout attempts")
        constraints = [
            models.UniqueConstraint(fields=["basket"], condition=Q(order__isnull=False), name="attempt_one_order_a_basket"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"


class OrderRecord(models.Model):
    """Our facts of an order, beside Oscar's row: who to reach, what was agreed, how far the payment is."""

    class PaymentStatus(models.TextChoices):
        AWAITING = "awaiting", _("Waiting for the payment")
        PART_PAID = "part_paid", _("Partly paid")
        ON_DELIVERY = "on_delivery", _("To be paid at the door")
        PAID = "paid", _("Paid")
        PART_REFUNDED = "part_refunded", _("Partly refunded")
        REFUNDED = "refunded", _("Refunded")
        CANCELLED = "cancelled", _("Cancelled")

    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="record")
    payment_status = models.CharField(max_length=14, choices=PaymentStatus.choices, default=PaymentStatus.AWAITING, db_index=True)
    contact_name = models.CharField(_("name"), max_length=120)
    contact_mobile = models.CharField(_("mobile number"), max_length=16, db_index=True)
    contact_email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    buyer_firm = models.CharField(_("firm that buys"), max_length=120, blank=True)
    buyer_gstin = models.CharField(_("its GSTIN"), max_length=15, blank=True)
    language = models.CharField(max_length=8, default="en")
    goods_paise = models.BigIntegerField()
    delivery_paise = models.BigIntegerField()
    total_paise = models.BigIntegerField()
    consent_text = models.TextField(_("what the shopper agreed to"))
    consented_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("order record")
        verbose_name_plural = _("order records")
        permissions = [
            ("view_any_order", _("Can look at every order and its shopper")),
            ("act_for_shopper", _("Can act on an order for its shopper")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(total_paise=F("goods_paise") + F("delivery_paise")), name="order_sums"),
            models.CheckConstraint(condition=Q(buyer_firm="", buyer_gstin="") | ~Q(buyer_firm="") & ~Q(buyer_gstin=""), name="order_buyer"),
        ]

    def __str__(self) -> str:
        return str(self.order_id)


class OrderLink(models.Model):
    """An unguessable address of an order page. The table holds no token: only its hash, and a random value from which the
    token can be worked out again with the secret key (``orders.links``). A link can be revoked.
    """

    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, related_name="links")
    nonce = models.CharField(max_length=32, default="")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("order link")
        verbose_name_plural = _("order links")

    def __str__(self) -> str:
        return f"{self.order_id} {self.created_at:%Y-%m-%d}"


class ProducerOrder(models.Model):
    """One group's part of an order. The group sees this and nothing else of the order."""

    class Status(models.TextChoices):
        HELD = "held", _("Waiting for the payment")
        NEW = "new", _("New")
        ACCEPTED = "accepted", _("Accepted")
        PACKED = "packed", _("Packed")
        HANDED_OVER = "handed_over", _("Handed over")
        DELIVERED = "delivered", _("Delivered")
        CLOSED = "closed", _("Closed")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="producer_orders")
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="producer_orders")
    ship_to = models.ForeignKey("order.ShippingAddress", on_delete=models.PROTECT, related_name="producer_orders")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.HELD)
    goods_paise = models.BigIntegerField()
    delivery_paise = models.BigIntegerField()
    total_paise = models.BigIntegerField()
    commission_paise = models.BigIntegerField()
    subsidy_paise = models.BigIntegerField(_("what the shop adds for a discount that it bears"), default=0)
    dispatch_days = models.PositiveSmallIntegerField(_("days to make and pack"), default=0)
    pack_by = models.DateField(_("last day on which a harvest in it is sent"), null=True, blank=True)
    needed_by = models.DateField(_("needed by, as the shopper said and the promise allowed"), null=True, blank=True)
    gift_note = models.CharField(_("words for who receives it"), max_length=200, blank=True)
    decline_reason = models.CharField(max_length=40, blank=True)
    held_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("to be packed by"), null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(_("all parcels handed over"), null=True, blank=True)
    delivered_on = models.DateField(_("all parcels delivered on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("producer order")
        verbose_name_plural = _("producer orders")
        constraints = [
            models.UniqueConstraint(fields=["order", "group"], name="producer_order_one_a_group"),
            models.CheckConstraint(condition=Q(total_paise=F("goods_paise") + F("delivery_paise")), name="producer_order_sums"),
            models.CheckConstraint(condition=Q(commission_paise__gte=0), name="producer_order_commission"),
            models.CheckConstraint(condition=Q(subsidy_paise__gte=0), name="producer_order_subsidy"),
        ]
        indexes = [models.Index(fields=["group", "status", "due_at"], name="producer_order_inbox")]

    def __str__(self) -> str:
        return self.number


class LineRecord(models.Model):
    """An order line as it was sold: frozen facts, and counts of what became of the pieces. Counts, not states."""

    line = models.OneToOneField("order.Line", on_delete=models.PROTECT, related_name="record")
    producer_order = models.ForeignKey(ProducerOrder, on_delete=models.PROTECT, related_name="lines")
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120)
    unit_price_paise = models.BigIntegerField()
    mrp_paise = models.BigIntegerField()
    line_paise = models.BigIntegerField()
    discount_paise = models.BigIntegerField(default=0)
    subsidy_paise = models.BigIntegerField(_("of the discount, what the shop bears"), default=0)
    picture = models.JSONField(null=True, blank=True)
    picture_sha256 = models.CharField(max_length=64, blank=True)
    size_text = models.CharField(max_length=80, blank=True)
    hsn = models.CharField(max_length=8)
    tax_rate = models.ForeignKey("payments.TaxRate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    tax_bp = models.PositiveIntegerField()
    tax_paise = models.BigIntegerField()
    commission_rule = models.ForeignKey("payments.CommissionRule", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    commission_paise = models.BigIntegerField()
    season = models.ForeignKey("catalogue.Season", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_food = models.BooleanField()
    weight_g = models.PositiveIntegerField()
    net_g = models.PositiveIntegerField(_("grams that a piece is sold as, where it is sold by weight"), default=0)
    packed_g = models.PositiveIntegerField(_("grams that were packed, where they are fewer"), null=True, blank=True)
    return_policy = models.JSONField(_("what may be given back, as it was agreed"), default=dict, blank=True)
    tag_serials = models.CharField(_("numbers on the tags that were packed"), max_length=200, blank=True)
    promised_from = models.DateField()
    promised_to = models.DateField()
    ordered = models.PositiveIntegerField()
    declined = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    shipped = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("line record")
        verbose_name_plural = _("line records")
        constraints = [
            models.CheckConstraint(
                condition=Q(ordered__gte=F("declined") + F("cancelled") + F("shipped")) & Q(shipped__gte=F("returned")), name="line_counts"
            ),
            models.CheckConstraint(condition=Q(line_paise=F("unit_price_paise") * F("ordered") - F("discount_paise")), name="line_sums"),
            models.CheckConstraint(
                condition=Q(subsidy_paise__gte=0) & Q(subsidy_paise__lte=F("discount_paise")), name="line_subsidy_inside"
            ),
            models.CheckConstraint(
                condition=Q(packed_g__isnull=True) | Q(packed_g__lte=F("net_g") * F("ordered")), name="line_never_heavier"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Parcel(models.Model):
    """One box of a producer order, with the charge and the dates that were promised for it.

    ``handed_over_on`` is the day the group names, ``handed_over_at`` the moment it said so. From ``expected_by`` on the shop counts
    the days after which a parcel nobody complains about counts as delivered.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PACKED = "packed", _("Packed")
        HANDED_OVER = "handed_over", _("Handed over")
        IN_TRANSIT = "in_transit", _("On the way")
        DELIVERED = "delivered", _("Delivered")
        NOT_ARRIVED = "not_arrived", _("Not arrived")
        LOST = "lost", _("Lost")
        RETURNED = "returned", _("Returned")
        CANCELLED = "cancelled", _("Not sent")

    class Source(models.TextChoices):
        """How it is known that a parcel has arrived."""

        SHOPPER = "shopper", _("The shopper said so")
        STAFF = "staff", _("Staff found out")
        UPLOAD = "upload", _("The carrier's list")
        CLOCK = "clock", _("No complaint in time")
        DOOR = "door", _("Paid at the door")

    class Contents(models.TextChoices):
        FOOD = "food", _("Food")
        GOODS = "goods", _("Other goods")

    number = models.CharField(max_length=24, unique=True)
    producer_order = models.ForeignKey(ProducerOrder, on_delete=models.PROTECT, related_name="parcels")
    sent_for = models.ForeignKey(
        "orders.ReturnRequest",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parcels",
        verbose_name=_("return that it answers: the same goods again, or the repaired ones"),
    )
    contents = models.CharField(max_length=5, choices=Contents.choices)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    weight_g = models.PositiveIntegerField()
    sent_weight_g = models.PositiveIntegerField(_("grams that the carrier weighed"), null=True, blank=True)
    is_insured = models.BooleanField(_("sent insured"), null=True, blank=True, help_text=_("empty: nobody was asked"))
    charge_paise = models.BigIntegerField()
    promised_from = models.DateField()
    promised_to = models.DateField()
    promise_note = models.CharField(max_length=160, blank=True)
    joined_at = models.CharField(_("joined with parcels of other groups at"), max_length=80, blank=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    expected_by = models.DateField(_("last promised day, moved by a late handover"), null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(_("given up as lost, or back with the group, on"), null=True, blank=True)
    delivered_source = models.CharField(max_length=7, choices=Source.choices, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            models.CheckConstraint(condition=Q(promised_to__gte=F("promised_from")), name="parcel_dates"),
            models.CheckConstraint(condition=Q(charge_paise__gte=0), name="parcel_charge"),
            models.CheckConstraint(condition=Q(sent_for__isnull=True) | Q(charge_paise=0), name="parcel_sent_again_is_free"),
            models.UniqueConstraint(fields=["sent_for", "contents"], name="parcel_sent_again_once"),
            models.CheckConstraint(condition=~Q(status__in=["lost", "returned"]) | Q(ended_on__isnull=False), name="parcel_ended_when"),
            models.CheckConstraint(
                condition=~Q(status="delivered") | (Q(delivered_on__isnull=False) & ~Q(delivered_source="")), name="parcel_delivered_how"
            ),
        ]
        indexes = [models.Index(fields=["status", "expected_by"], name="parcel_expected")]
        permissions = [("upload_deliveries", "Can upload which parcels have arrived")]

    def __str__(self) -> str:
        return self.number


class LineLot(models.Model):
    """From which lot how many pieces of a sold line were packed. The shopper's page leads from here to the lot's journey."""

    line = models.ForeignKey(LineRecord, on_delete=models.PROTECT, related_name="lots")
    lot = models.ForeignKey("provenance.Lot", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("pieces"))

    class Meta:
        verbose_name = _("lot of a sold line")
        verbose_name_plural = _("lots of sold lines")
        constraints = [
            models.UniqueConstraint(fields=["line", "lot"], name="line_lot_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_lot_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.lot_id}"


class ParcelLine(models.Model):
    """Pieces of one line that travel in one parcel."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="parcel_lines")
    line = models.ForeignKey(LineRecord, on_delete=models.PROTECT, related_name="parcel_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "line"], name="parcel_line_once")]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.line_id}"


class OrderEvent(models.Model):
    """One dated line of an order's history, as its page tells it. Append-only."""

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="events")
    producer_order = models.ForeignKey(ProducerOrder, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    status_before = models.CharField(max_length=14, blank=True)
    status_after = models.CharField(max_length=14, blank=True)
    detail = models.JSONField(default=dict)
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        ordering = ["id"]
        indexes = [models.Index(fields=["order", "id"], name="order_event_order")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
