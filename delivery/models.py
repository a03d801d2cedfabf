"""Where parcels start, what carrying them costs, how long it takes, and what is closed."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def new_batch() -> str:
    """The name of one act of staff that closes something."""
    return secrets.token_hex(8)


class Hub(models.Model):
    """A post office or counter where groups hand parcels over; rates and closures hang on it."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    pin = models.CharField(_("pincode"), max_length=6)

    class Meta:
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")

    def __str__(self) -> str:
        return self.name


class FacilityCentre(models.Model):
    """A common facility centre at which parcels of several groups in one order are joined into one, where that costs less.

    Groups bring their parcels there (``Origin.centre``); it sends the joined one from its hub ``days_min`` to ``days_max`` days after the
    last came. Parcels are not joined where the order would arrive more than ``most_days_later`` days later than by separate ones.
    """

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    hub = models.ForeignKey(Hub, verbose_name=_("hub"), on_delete=models.PROTECT, related_name="centres")
    days_min = models.PositiveSmallIntegerField(_("fewest days to join parcels"), default=1)
    days_max = models.PositiveSmallIntegerField(_("most days to join parcels"), default=2)
    fee_paise = models.BigIntegerField(_("fee for a joined parcel, in paise"), default=0)
    most_days_later = models.PositiveSmallIntegerField(_("joined only if no later than so many days"), default=3)
    is_open = models.BooleanField(_("joins parcels"), default=False)

    class Meta:
        verbose_name = _("common facility centre")
        verbose_name_plural = _("common facility centres")
        constraints = [
            models.CheckConstraint(condition=Q(days_max__gte=F("days_min")), name="centre_days"),
            models.CheckConstraint(condition=Q(fee_paise__gte=0), name="centre_fee"),
        ]

    def __str__(self) -> str:
        return self.name


class Origin(models.Model):
    """Where one group's parcels start: its village, the hub it hands over at, and the days that takes.

    Keyed by the group's slug, not by pincode: one pin covers Leh town and villages two days away.
    """

    group = models.OneToOneField("producers.ProducerGroup", on_delete=models.CASCADE, related_name="origin")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="origins")
    centre = models.ForeignKey(FacilityCentre, null=True, blank=True, on_delete=models.PROTECT, related_name="origins")
    days_to_hub_min = models.PositiveSmallIntegerField(_("fewest days to the hub"))
    days_to_hub_max = models.PositiveSmallIntegerField(_("most days to the hub"))

    class Meta:
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        constraints = [models.CheckConstraint(condition=Q(days_to_hub_max__gte=F("days_to_hub_min")), name="origin_days")]

    def __str__(self) -> str:
        return str(self.group_id)


class Zone(models.Model):
    """A part of India with one price and one range of days."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_local = models.BooleanField(_("inside Ladakh"), default=False)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")

    def __str__(self) -> str:
        return self.name


class ZonePins(models.Model):
    """Pincodes from ``first`` to ``last`` that belong to a zone; the narrowest range that holds a pin wins."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="pins")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("pincodes of a zone")
        verbose_name_plural = _("pincodes of zones")
        indexes = [models.Index(fields=["first", "last"], name="zone_pins_range")]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="zone_pins_order")]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


class PostOffice(models.Model):
    """Name of the place behind a pincode, to confirm it to the shopper. Attribution is kept with the data file."""

    pin = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=80)
    district = models.CharField(max_length=80)
    state = models.CharField(max_length=60)
    gst_state_code = models.CharField(max_length=2)

    class Meta:
        verbose_name = _("post office")
        verbose_name_plural = _("post offices")

    def __str__(self) -> str:
        return f"{self.pin} {self.name}"


class Carrier(models.Model):
    """Who carries parcels out of a hub, and what it does not take.

    ``refuses`` holds names of kinds of goods (``delivery.limits``). A parcel counts with its size divided by ``divisor`` (cubic
    centimetres a kilogram) where that is more than it weighs; zero: only weight counts.
    """

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    divisor = models.PositiveIntegerField(_("cubic centimetres that count as a kilogram"), default=5000)
    most_g = models.PositiveIntegerField(_("heaviest parcel in grams"), default=20_000)
    refuses = models.JSONField(_("does not take"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    as_of = models.DateField(_("as of"))

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Rate(models.Model):
    """What a parcel of up to ``up_to_g`` grams from a hub to a zone costs and how long it takes, between two dates."""

    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="rates")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="rates")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="rates")
    up_to_g = models.PositiveIntegerField()
    charge_paise = models.BigIntegerField()
    days_min = models.PositiveSmallIntegerField()
    days_max = models.PositiveSmallIntegerField()
    surface_only_days = models.PositiveSmallIntegerField(default=0, help_text=_("days more for liquids and glass, which can not fly"))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "hub", "zone", "up_to_g", "valid_from"], name="rate_once"),
            models.CheckConstraint(condition=Q(charge_paise__gte=0), name="rate_charge_not_negative"),
            models.CheckConstraint(condition=Q(days_max__gte=F("days_min")), name="rate_days"),
        ]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.zone_id} {self.up_to_g} g"


class Closure(models.Model):
    """A road, a flight or the frost: parcels take longer while it lasts, or wait until it is over. Set once, for one hub or all.

    Rows of one act share a ``batch``: a pass that closes touches several hubs, each with its own days.
    """

    class Touches(models.TextChoices):
        ALL = "all", _("All parcels")
        ROAD = "road", _("What goes by road: liquids, glass, parcels inside Ladakh")
        AIR = "air", _("What flies")
        FROST = "frost", _("Goods that must not freeze")

    hub = models.ForeignKey(Hub, null=True, blank=True, on_delete=models.CASCADE, related_name="closures", help_text=_("empty: all hubs"))
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.CASCADE, help_text=_("empty: all zones outside Ladakh"))
    touches = models.CharField(_("touches"), max_length=5, choices=Touches.choices, default=Touches.ALL)
    cause = models.CharField(_("cause"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    extra_days = models.PositiveSmallIntegerField(_("days more"))
    waits = models.BooleanField(_("parcels wait until it is over"), default=False)
    batch = models.CharField(max_length=24, default=new_batch, db_index=True)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="closure_dates")]
        permissions = [("run_delivery", "May set rates, carriers and closures")]

    def __str__(self) -> str:
        return self.cause
