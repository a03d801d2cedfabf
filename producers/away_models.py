"""Days on which groups do not work: their own closed days, and holidays of the district."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from producers.models import ProducerGroup


class AwayPeriods(models.QuerySet["AwayPeriod"]):
    def standing(self) -> "AwayPeriods":
        """Those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)


class AwayPeriod(models.Model):
    """Days a group is closed, by its own word. Orders still come and are packed after it, or the shop pauses its goods.

    One that has begun is never taken back, only ended sooner: clocks have counted it.
    """

    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="away")
    starts_on = models.DateField(_("closed from"))
    ends_on = models.DateField(_("to"))
    is_paused = models.BooleanField(_("nothing is sold meanwhile"), default=False)
    reason = models.CharField(_("why"), max_length=80, blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = AwayPeriods.as_manager()

    class Meta:
        verbose_name = _("closed days of a group")
        verbose_name_plural = _("closed days of groups")
        ordering = ["starts_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="away_dates")]
        indexes = [models.Index(fields=["group", "ends_on"], name="away_group")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.starts_on} {self.ends_on}"


class Holiday(models.Model):
    """A holiday of one year, for all of Ladakh, for one half of it or for one district. It counts once staff have set it."""

    class Confidence(models.TextChoices):
        HIGH = "high", _("Sure")
        MEDIUM = "medium", _("Likely")
        LOW = "low", _("By the moon, to be checked")

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    rollup = models.CharField(_("half of Ladakh"), max_length=6, blank=True, help_text=_("empty: both"))
    district_code = models.SlugField(_("district"), max_length=20, blank=True, help_text=_("empty: all districts of the half"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("how sure the days are"), max_length=6, choices=Confidence.choices, default=Confidence.LOW)
    is_set = models.BooleanField(_("counts"), default=False)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["starts_on", "code"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="holiday_dates")]
        permissions = [("set_holidays", "May set the holidays of districts")]

    def __str__(self) -> str:
        return self.name

    def is_kept_by(self, group: "ProducerGroup") -> bool:
        """Whether it is a holiday where the group works."""
        return self.rollup in ("", group.district.rollup) and self.district_code in ("", group.district.code)
