"""Complaints: one ticket each with its two clocks, and what was written to and fro. Imported by ``orders.models``."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only


class Grievance(models.Model):
    """One complaint. It needs no order and no login; its page opens by a link that only its writer has (``orders.grievance_links``).

    Both clocks are set when it is opened and never moved: Consumer Protection (E-Commerce) Rules 2020, rule 4(5), acknowledge within
    48 hours and redress within one month.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        ESCALATED = "escalated", _("Passed on")
        RESOLVED = "resolved", _("Resolved")
        CLOSED = "closed", _("Closed")

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=64, unique=True, help_text=_("of the form that was sent: twice is once"))
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    order_number = models.CharField(_("order number"), max_length=24, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=120)
    mobile = models.CharField(_("mobile number"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    subject = models.CharField(_("subject"), max_length=120)
    words = models.TextField(_("what happened"), max_length=4000)
    language = models.CharField(max_length=8, default="en")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    acknowledge_by = models.DateTimeField()
    resolve_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        permissions = [("answer_grievance", _("Can answer complaints"))]
        constraints = [
            models.CheckConstraint(condition=~Q(mobile="") | ~Q(email=""), name="grievance_can_be_answered"),
            models.CheckConstraint(
                condition=Q(acknowledge_by__gt=F("opened_at")) & Q(resolve_by__gt=F("acknowledge_by")), name="grievance_clocks"
            ),
        ]
        indexes = [models.Index(fields=["status", "acknowledge_by"], name="grievance_clock")]

    def __str__(self) -> str:
        return self.number


@append_only("messages about complaints are only ever added")
class GrievanceMessage(models.Model):
    """One thing that was written about a complaint after it was opened. Append-only: database triggers refuse UPDATE and DELETE."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Answer")
        QUESTION = "question", _("Question")
        REPLY = "reply", _("Your reply")
        RESOLVED = "resolved", _("Resolved")
        ESCALATED = "escalated", _("Passed on")

    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    words = models.TextField(max_length=4000)
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("message about a complaint")
        verbose_name_plural = _("messages about complaints")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.kind}"
