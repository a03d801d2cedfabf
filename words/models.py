"""What people decided about words."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only


@append_only("A decision about words stays. Decide again instead.")
class WordDecision(models.Model):
    """A named reader says what one sentence of the interface is in one language. The newest decision about a sentence counts."""

    class Act(models.TextChoices):
        APPROVED = "approved", _("read and right")
        CORRECTED = "corrected", _("corrected")
        WITHDRAWN = "withdrawn", _("taken back")

    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the key: an English sentence that changes is another sentence.")
    key = models.TextField(help_text="The English words as gettext keeps them, with their context before an end-of-transmission sign.")
    forms = models.JSONField(help_text="The words, one for each plural form.")
    act = models.CharField(max_length=10, choices=Act.choices)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["language", "digest"], name="words_by_sentence")]
        permissions = [("review_words", "Can read translations through and approve them")]

    def __str__(self) -> str:
        return f"{self.language}: {self.key[:60]}"
