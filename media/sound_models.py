"""Recordings: what every row with one knows of it, and the screens that are read aloud. Imported by ``media.models``."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Recorded(models.Model):
    """A row with a recording, as ``media.sounds.keeping.take_in`` read it."""

    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text=_("bytes"))
    length_ms = models.PositiveIntegerField(help_text=_("milliseconds"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    @property
    def seconds(self) -> int:
        """Its length, rounded up."""
        return -(-self.length_ms // 1000)


class SpokenScreen(Recorded):
    """A screen read aloud in one language. The name of its file never gets another content; a new recording is a new file."""

    screen = models.CharField(_("screen"), max_length=80, help_text=_("name of its address, as media.spoken.screen_of gives it"))
    language = models.CharField(_("language"), max_length=8)
    file = models.FileField(upload_to="spoken")
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("screen read aloud")
        verbose_name_plural = _("screens read aloud")
        ordering = ["screen", "language"]
        constraints = [models.UniqueConstraint(fields=["screen", "language"], name="spoken_screen_once")]
        permissions = [("record_screens", "May record what screens of groups read aloud")]

    def __str__(self) -> str:
        return f"{self.screen} {self.language}"
