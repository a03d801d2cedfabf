"""Tables of the journal: who did what, which effects are still owed, what runs by the clock, which requests were answered."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import deeds
from journal.append_only import append_only


@append_only("audit entries are only ever added")
class AuditEntry(models.Model):
    """One act on one row. Append-only: database triggers refuse UPDATE and DELETE."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    acting_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=40, help_text=_("user:<id>, shopper, worker, or the command that acted"))
    on_behalf_of = models.CharField(max_length=60, blank=True, help_text=_("slug of the group a facilitator acted for"))
    action = models.CharField(max_length=60, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject = models.CharField(max_length=64)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject", "id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject}"

    def words(self) -> str:
        """What was done, for people."""
        return deeds.words_of(self.action)

    def who(self) -> str:
        """Who did it, for people."""
        return str(self.acting_user) if self.acting_user else deeds.actor_words(self.actor)

    def for_whom(self) -> str:
        """For whom it was done, where it was for somebody else."""
        return deeds.for_words(self.on_behalf_of)


class Effect(models.Model):
    """One effect on the outside world that is owed: a row of the outbox, written in the transaction that owes it."""

    kind = models.CharField(max_length=60)
    dedup_key = models.CharField(max_length=160, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        indexes = [
            models.Index(fields=["due_at", "id"], name="effect_due", condition=models.Q(done_at__isnull=True, dead_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedup_key}"


class ScheduledJob(models.Model):
    """A job that runs by the clock. The row holds the lease, so two workers never run it at once."""

    name = models.CharField(max_length=60, unique=True)
    every_s = models.PositiveIntegerField()
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    lease_owner = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("scheduled job")
        verbose_name_plural = _("scheduled jobs")

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """The answer once given to a client's key, so that a repeated request gets the same answer and acts once."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, help_text=_("hash of the request, to refuse a key that is used for something else"))
    result = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="receipt_scope_key")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
