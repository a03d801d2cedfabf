"""What a group said of its goods instead of writing it. Imported by ``catalogue.models``."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from media.models import Recorded


class VoiceNote(Recorded):
    """Up to a minute of speech about a listing that is being written: typed out by a facilitator or staff, agreed to by the group.

    Nobody but the group, who acts for it, and staff hear it. Written by ``catalogue.voice_notes`` alone, which deletes the row and its
    file with the draft or the listing.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits to be written down")
        WRITTEN = "written", _("Written down, the group looks at it")
        AGREED = "agreed", _("The story of the listing")

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=40, help_text=_("of the form that was sent: twice is once"))
    draft = models.OneToOneField("catalogue.ListingDraft", on_delete=models.PROTECT, related_name="voice_note")
    file = models.FileField(upload_to="voice_notes")
    language = models.CharField(_("language that is spoken"), max_length=8)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING, db_index=True)
    words = models.TextField(_("what was said"), max_length=4000, blank=True)
    asked = models.CharField(_("what the group says is not right"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("voice note")
        verbose_name_plural = _("voice notes")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting") | ~Q(words="") & Q(written_by__isnull=False), name="voice_note_written_by_whom"
            ),
            models.CheckConstraint(condition=~Q(status="agreed") | Q(agreed_by__isnull=False), name="voice_note_agreed_by_whom"),
        ]

    def __str__(self) -> str:
        return self.number
