"""A harvest to come, or pieces made to order: sold before it is there, never more than there will be."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Season(models.Model):
    """Between which days a listing is sold ahead, how much of it, and between which days it is sent. One at a time for a listing.

    The capacity stands in the stock of the listing while the season runs, so that the same guard holds for both. ``grams`` is the
    capacity as the group said it, where it said kilograms.
    """

    listing = models.ForeignKey("catalogue.Listing", on_delete=models.PROTECT, related_name="seasons")
    opens_on = models.DateField(_("orders from"))
    closes_on = models.DateField(_("orders to"))
    ships_from = models.DateField(_("sent from"))
    ships_to = models.DateField(_("sent to"))
    pieces = models.PositiveIntegerField(_("pieces"))
    grams = models.PositiveIntegerField(_("grams"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("season of a listing")
        verbose_name_plural = _("seasons of listings")
        constraints = [
            models.UniqueConstraint(fields=["listing"], condition=Q(ended_at__isnull=True), name="season_one_open"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="season_orders"),
            models.CheckConstraint(condition=Q(ships_to__gte=F("ships_from")), name="season_ships"),
            models.CheckConstraint(condition=Q(ships_from__gte=F("opens_on")), name="season_sold_before_sent"),
            models.CheckConstraint(condition=Q(pieces__gt=0), name="season_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.ships_from}"

    @property
    def kilograms(self) -> int:
        return (self.grams or 0) // 1_000
