"""What comes back after the sale: a shopper's request with its lines, and photos for those concerned. Imported by ``orders.models``."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReturnRequest(models.Model):
    """A shopper wants to give back some pieces of one part: why, what instead, and how far it is.

    Days, reasons and condition are those of the policy that was frozen on the lines. ``with_staff_since``: a person of the shop
    decides, because nobody answered in time, or because a dear piece has lost its tag.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        APPROVED = "approved", _("Agreed")
        REFUSED = "refused", _("Not agreed")
        SENT_BACK = "sent_back", _("On the way back")
        RECEIVED = "received", _("Back with the group")
        SETTLED = "settled", _("Settled")
        LAPSED = "lapsed", _("Never sent back")

    class Wish(models.TextChoices):
        MONEY = "money", _("Money back")
        REPLACE = "replace", _("The same again")
        REPAIR = "repair", _("Repair")

    class Payer(models.TextChoices):
        GROUP = "group", _("The group")
        SHOPPER = "shopper", _("The shopper")

    class Outcome(models.TextChoices):
        REFUNDED = "refunded", _("Money back")
        REPLACED = "replaced", _("Replaced")
        REPAIRED = "repaired", _("Repaired")

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=64, unique=True, help_text=_("of the form that was sent: twice is once"))
    producer_order = models.ForeignKey("orders.ProducerOrder", on_delete=models.PROTECT, related_name="returns")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.ASKED)
    reason = models.CharField(max_length=20)
    words = models.TextField(_("what the shopper says"), max_length=1000, blank=True)
    wish = models.CharField(max_length=7, choices=Wish.choices)
    is_dear = models.BooleanField(default=False)
    has_tag = models.BooleanField(_("the shopper says that tag and seal are on it"), default=False)
    pays_way_back = models.CharField(_("who pays the way back"), max_length=7, choices=Payer.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    act_by = models.DateTimeField(_("to be answered, or settled, by"))
    with_staff_since = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    goods_come_back = models.BooleanField(default=True)
    reminded_at = models.DateTimeField(_("the shopper was told that its time ends"), null=True, blank=True)
    refusal = models.CharField(max_length=20, blank=True)
    refusal_words = models.CharField(max_length=500, blank=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    refund = models.OneToOneField("payments.Refund", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    out_carrier = models.CharField(_("carrier of what is sent instead"), max_length=60, blank=True)
    out_number = models.CharField(_("its number"), max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        permissions = [("decide_return", _("Can decide returns and what becomes of lost parcels"))]
        indexes = [models.Index(fields=["status", "act_by"], name="return_clock")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="settled", settled_at__isnull=False) & ~Q(outcome="") | ~Q(status="settled") & Q(outcome=""),
                name="return_settled_how",
            ),
            models.CheckConstraint(condition=Q(refund__isnull=True) | Q(outcome="refunded"), name="return_refund_is_its_outcome"),
            models.CheckConstraint(condition=~Q(status="refused") | ~Q(refusal=""), name="return_refused_why"),
        ]

    def __str__(self) -> str:
        return self.number


class ReturnLine(models.Model):
    """So many pieces of one line in a request."""

    request = models.ForeignKey(ReturnRequest, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("orders.LineRecord", on_delete=models.PROTECT, related_name="return_lines")
    pieces = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("line of a return")
        verbose_name_plural = _("lines of returns")
        constraints = [
            models.UniqueConstraint(fields=["request", "line"], name="return_line_once"),
            models.CheckConstraint(condition=Q(pieces__gt=0), name="return_line_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.line_id}"


class PartPhoto(models.Model):
    """A photo about one part: packed, handed over, or given back. It has no public address (``orders.photos``)."""

    class Kind(models.TextChoices):
        PACKED = "packed", _("When it was packed")
        HANDED_OVER = "handed_over", _("The carrier's receipt")
        RETURN = "return", _("From the shopper")

    producer_order = models.ForeignKey("orders.ProducerOrder", on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    parcel = models.ForeignKey("orders.Parcel", null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    request = models.ForeignKey(ReturnRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(upload_to="part_photos")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(_("its file was deleted"), null=True, blank=True)
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("photo of a part")
        verbose_name_plural = _("photos of parts")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="return", request__isnull=False)
                | Q(kind="handed_over", parcel__isnull=False, request__isnull=True)
                | Q(kind="packed", request__isnull=True),
                name="part_photo_of_what",
            )
        ]

    def __str__(self) -> str:
        return f"{self.producer_order_id} {self.kind}"
