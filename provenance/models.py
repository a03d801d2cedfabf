"""Where goods come from: places, lots, what happened to each lot, and marks backed by papers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from provenance.elsewhere_models import SoldElsewhere

__all__ = ["Certificate", "Lot", "LotStep", "Place", "SoldElsewhere", "StockLot"]


class Place(models.Model):
    """A village, town, pasture or plant. Only places with a sure position are drawn on maps."""

    class Confidence(models.TextChoices):
        HIGH = "high"
        MEDIUM = "medium"
        LOW = "low"

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    other_names = models.CharField(_("other names"), max_length=160, blank=True)
    district = models.ForeignKey("producers.District", on_delete=models.PROTECT, related_name="places")
    area = models.CharField(_("block or area"), max_length=80, blank=True)
    altitude_m = models.PositiveIntegerField(_("altitude in metres"), null=True, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    position_confidence = models.CharField(max_length=6, choices=Confidence.choices, default=Confidence.LOW)
    pin = models.CharField(_("pincode"), max_length=6, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Lot(models.Model):
    """Goods of one group made or gathered together. ``code`` is printed on the label and opens ``/t/<code>/``."""

    class Status(models.TextChoices):
        OPEN = "open", _("In order")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.CharField(_("code"), max_length=24, unique=True)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="lots")
    product_type = models.ForeignKey("catalogue.ProductType", on_delete=models.PROTECT, related_name="lots")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="lots")
    made_on = models.DateField(_("made or gathered on"))
    best_before = models.DateField(_("best before"), null=True, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=8)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    withdrawn_reason = models.TextField(_("why it was withdrawn"), blank=True)
    what_to_do = models.TextField(_("what a buyer should do"), blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="lot_quantity_positive"),
            models.CheckConstraint(condition=~Q(status="withdrawn") | ~Q(withdrawn_reason=""), name="lot_withdrawn_says_why"),
        ]

    def __str__(self) -> str:
        return self.code


class LotStep(models.Model):
    """One thing that happened to a lot: what, where, when, by whom, and on whose evidence."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    stage = models.CharField(_("stage"), max_length=60)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField(_("date"))
    done_by = models.CharField(_("by"), max_length=120)
    note = models.CharField(_("note"), max_length=240, blank=True)
    quantity_in = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    quantity_out = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=8, blank=True)
    evidence = models.CharField(_("evidence"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("step of a lot")
        verbose_name_plural = _("steps of lots")
        ordering = ["lot", "position"]
        constraints = [models.UniqueConstraint(fields=["lot", "position"], name="lot_step_position")]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.position} {self.stage}"


class StockLot(models.Model):
    """How many pieces of a product's stock come from a lot. Never one lot code on a product: stock is mixed over time."""

    stock_record = models.ForeignKey("partner.StockRecord", on_delete=models.CASCADE, related_name="stock_lots")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="stock_lots")
    quantity = models.PositiveIntegerField(_("pieces"))

    class Meta:
        verbose_name = _("stock from a lot")
        verbose_name_plural = _("stock from lots")
        constraints = [models.UniqueConstraint(fields=["stock_record", "lot"], name="stock_lot_once")]

    def __str__(self) -> str:
        return f"{self.stock_record_id} {self.lot_id}"


class Certificate(models.Model):
    """A paper that was checked by staff. A trust mark shows only while its certificate is valid."""

    class Mark(models.TextChoices):
        GI_PASHMINA = "gi_ladakh_pashmina", _("GI: Ladakh Pashmina")
        GI_APRICOT = "gi_raktsey_karpo", _("GI: Ladakh Raktsey Karpo Apricot")
        GI_SEABUCKTHORN = "gi_ladakh_seabuckthorn", _("GI: Ladakh Seabuckthorn")
        GI_WOOD_CARVING = "gi_ladakhi_wood_carving", _("GI: Ladakhi Wood Carving")
        PGS_ORGANIC = "pgs_organic", _("Organic, PGS-India")
        WOMEN_LED = "women_led", _("Women-led")
        WILD_COLLECTED = "wild_collected", _("Wild-collected, with permit")

    mark = models.CharField(_("mark"), max_length=24, choices=Mark.choices)
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="certificates")
    product_type = models.ForeignKey(
        "catalogue.ProductType", null=True, blank=True, on_delete=models.PROTECT, help_text=_("empty: for all goods of the group")
    )
    number = models.CharField(_("number"), max_length=60)
    issuer = models.CharField(_("issued by"), max_length=120)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="certificate_dates"),
            models.UniqueConstraint(fields=["mark", "group", "number"], name="certificate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.number}"
