"""Pieces that were ordered and are gone: the shopper chooses between the money and waiting for others."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ShopperChoice(models.Model):
    """A question to the shopper about some pieces of one line. Without an answer in time the money goes back."""

    class Answer(models.TextChoices):
        MONEY = "money", _("Money back")
        WAIT = "wait", _("Wait for another piece")
        VOID = "void", _("Not needed any more")

    class Source(models.TextChoices):
        SHOPPER = "shopper", _("The shopper")
        CLOCK = "clock", _("No answer in time")

    line = models.ForeignKey("orders.LineRecord", on_delete=models.PROTECT, related_name="choices")
    pieces = models.PositiveIntegerField(_("pieces that are gone"))
    wait_until = models.DateField(_("another piece could be packed by"), null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=5, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=7, choices=Source.choices, blank=True)

    class Meta:
        verbose_name = _("choice of a shopper")
        verbose_name_plural = _("choices of shoppers")
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(answered_at__isnull=True), name="shopper_choice_one_open"),
            models.CheckConstraint(condition=Q(pieces__gt=0), name="shopper_choice_pieces"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, source="") | ~Q(answer="") & Q(answered_at__isnull=False) & ~Q(source=""),
                name="shopper_choice_answered_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.pieces}"
