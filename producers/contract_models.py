"""The contract between the shop and its groups: every text there was, and who agreed to which. Imported by ``producers.models``."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.append_only import append_only

USER = settings.AUTH_USER_MODEL


@append_only("A text of the contract stays as it was agreed to.")
class ContractText(models.Model):
    """What the contract says in one language. Texts with the same first day are one version; the newest of a language is shown."""

    counts_from = models.DateField(_("counts from"))
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=255)
    body = models.TextField(_("text"), help_text=_("as the page of the administration keeps it"))
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField(default=timezone.now)
    by_user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("text of the contract")
        verbose_name_plural = _("texts of the contract")
        constraints = [
            models.UniqueConstraint(fields=["counts_from", "language", "sha256"], name="contract_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.counts_from} {self.language}"


@append_only("Who agreed to the contract stays written down.")
class ContractAgreement(models.Model):
    """A group has agreed to a version, in the words of one text. ``by_user`` is empty where an applicant without a login did it."""

    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="agreements")
    text = models.ForeignKey(ContractText, on_delete=models.PROTECT, related_name="agreements")
    counts_from = models.DateField(_("version"))
    name = models.CharField(_("who agreed"), max_length=120)
    by_user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("agreement to the contract")
        verbose_name_plural = _("agreements to the contract")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "counts_from"], name="contract_agreed_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="contract_agreed_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.counts_from}"
