"""The ledger: journals of at least two entries that sum to zero, and the seals over them. Rows are only ever added.

Triggers of the database refuse UPDATE and DELETE on all three tables. A migration that alters one of them on SQLite rebuilds the table
and loses its triggers: it must install them again (``payments/migrations/0006_ledger_append_only.py: protect``).
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only


@append_only("rows of the ledger are only ever added")
class Journal(models.Model):
    """One event of money, told once: ``key`` comes from the row the event is written in, ``source`` is that row's public number.

    ``at`` is when it happened, ``created_at`` when it was written here. ``digest`` is the hash of the journal with its entries.
    """

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=24, db_index=True)
    order_number = models.CharField(max_length=24, blank=True, db_index=True)
    at = models.DateTimeField()
    memo = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("journal of the ledger")
        verbose_name_plural = _("journals of the ledger")

    def __str__(self) -> str:
        return self.key


@append_only("rows of the ledger are only ever added")
class Entry(models.Model):
    """One line of a journal: a debit above zero, a credit below. The lines of a journal sum to zero."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="entries")
    account = models.CharField(max_length=24)
    group = models.ForeignKey("producers.ProducerGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paise = models.BigIntegerField()

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("entries of the ledger")
        constraints = [models.CheckConstraint(condition=~Q(paise=0), name="ledger_entry_not_nothing")]
        indexes = [models.Index(fields=["account", "group"], name="ledger_entry_account")]

    def __str__(self) -> str:
        return f"{self.account} {self.paise}"


@append_only("rows of the ledger are only ever added")
class Seal(models.Model):
    """A hash over a stretch of journals and over the seal before it: nothing under a seal can be changed without breaking it."""

    first_id = models.BigIntegerField(unique=True)
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, unique=True, help_text=_("hash of the seal before, which has one successor"))
    hash = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("seal of the ledger")
        verbose_name_plural = _("seals of the ledger")
        constraints = [models.CheckConstraint(condition=Q(last_id__gte=F("first_id")) & Q(count__gte=1), name="ledger_seal_range")]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id}"
