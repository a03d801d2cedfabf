"""Whether people may come and see how a group works."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Visit(models.Model):
    """What a group says to those who want to come: in which months, in which languages, and how to ask first."""

    group = models.OneToOneField("producers.ProducerGroup", on_delete=models.PROTECT, related_name="visit")
    is_welcome = models.BooleanField(_("visitors are welcome"), default=False)
    months = models.JSONField(_("months"), default=list, blank=True)
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    how_to_ask = models.CharField(_("how to ask"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("visit to a group")
        verbose_name_plural = _("visits to groups")

    def __str__(self) -> str:
        return f"{self.group_id} {'welcome' if self.is_welcome else 'closed'}"
