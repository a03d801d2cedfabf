"""Credits of the bank statement as they were imported, and what became of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

__all__ = ["StatementCredit", "StatementFile"]


class StatementFile(models.Model):
    """One file of the bank, told apart by its content: importing it again adds nothing."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    credits = models.PositiveIntegerField(help_text=_("lines on which money came"))
    known = models.PositiveIntegerField(help_text=_("of them, those that another file had brought before"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("file of the bank")
        verbose_name_plural = _("files of the bank")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class StatementCredit(models.Model):
    """One line on which money came. ``payments`` are those it was found to belong to, or may belong to while it waits for a person."""

    class Status(models.TextChoices):
        NEW = "new", _("Not looked at yet")
        MATCHED = "matched", _("Found its payment")
        WAITING = "waiting", _("Waits for a person")
        ASSIGNED = "assigned", _("Given to a payment by staff")
        SET_ASIDE = "set_aside", _("Not for an order")

    class Problem(models.TextChoices):
        NONE = "", ""
        UNKNOWN = "unknown", _("No payment with this note or reference")
        SHORT = "short", _("Less than the payment lacks")
        OVER = "over", _("More than the payment lacks")
        TWICE = "twice", _("Its payment was paid already")
        SEVERAL = "several", _("May be for several orders")

    file = models.ForeignKey(StatementFile, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField(help_text=_("of the file"))
    reference = models.CharField(max_length=64, unique=True)
    booked_on = models.DateField()
    amount_paise = models.BigIntegerField()
    words = models.CharField(_("words of the bank"), max_length=300, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.NEW, db_index=True)
    problem = models.CharField(max_length=8, choices=Problem.choices, blank=True)
    payments = models.ManyToManyField("payments.Payment", related_name="statement_credits", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("credit on the statement")
        verbose_name_plural = _("credits on the statement")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount_paise__gt=0), name="statement_credit_positive")]

    def __str__(self) -> str:
        return self.reference
