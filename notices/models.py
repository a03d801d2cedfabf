"""What people are told: one row a message, sent through the outbox."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one person. The dedup key makes sure that nobody is told the same thing twice."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")

    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    to = models.CharField(max_length=254)
    kind = models.CharField(max_length=60)
    subject_number = models.CharField(max_length=64, blank=True, help_text=_("public number of the order, parcel or group it is about"))
    dedup_key = models.CharField(max_length=160, unique=True)
    language = models.CharField(max_length=8, default="en")
    title = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_number}"
