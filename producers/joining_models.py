"""How a group joins and who joins it: applications, the checklist with its papers, invitations, lost phones."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class Application(models.Model):
    """What an applicant has answered, page by page. Sent, it is a group that has applied; its link then shows where it stands."""

    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(default=dict)
    language = models.CharField(max_length=8, default="en")
    started_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)
    group = models.OneToOneField("producers.ProducerGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="application")

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, group__isnull=True) | Q(sent_at__isnull=False, group__isnull=False),
                name="application_sent_has_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.answers.get('name', '')}"


class ChecklistItem(models.Model):
    """One thing that staff look at before a group sells. Staff write these rows; no code knows them.

    Empty ``kinds`` and ``families`` mean every group; otherwise the group has to be of such a kind, or make such goods.
    """

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(_("what"), max_length=120)
    words = models.CharField(_("in a sentence, for the group"), max_length=300, blank=True)
    kinds = models.JSONField(_("kinds of groups"), default=list, blank=True)
    families = models.JSONField(_("kinds of goods"), default=list, blank=True)
    asks_document = models.BooleanField(_("asks for a paper"), default=True)
    asks_number = models.BooleanField(_("asks for a number"), default=False)
    asks_last_day = models.BooleanField(_("runs out"), default=False)
    asks_agreement = models.BooleanField(
        _("asks to agree to the contract"), default=False, help_text=_("in order once the group agreed to the version that counts")
    )
    remind_days = models.PositiveSmallIntegerField(_("days of warning"), default=30)
    is_required = models.BooleanField(_("needed for approval"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)

    class Meta:
        verbose_name = _("item of the checklist")
        verbose_name_plural = _("checklist")
        ordering = ["position", "code"]
        permissions = [("run_checklist", "May change what is asked of groups that join")]

    def __str__(self) -> str:
        return self.label


class ChecklistEntry(models.Model):
    """Where one group stands with one item. Statuses move by one guarded UPDATE; what happened is in the journal."""

    class Status(models.TextChoices):
        GIVEN = "given", _("Given, being looked at")
        ACCEPTED = "accepted", _("In order")
        REFUSED = "refused", _("To be given again")
        WAIVED = "waived", _("Not asked of this group")

    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="checklist")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="entries")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.GIVEN)
    number = models.CharField(max_length=60, blank=True)
    last_day = models.DateField(null=True, blank=True, db_index=True)
    reason = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reminded_for = models.DateField(null=True, blank=True, help_text=_("the last day of which the group was reminded"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("answer to the checklist")
        verbose_name_plural = _("answers to the checklist")
        constraints = [
            models.UniqueConstraint(fields=["group", "item"], name="checklist_once_a_group"),
            models.CheckConstraint(
                condition=Q(status="given") | Q(decided_by__isnull=False, decided_at__isnull=False), name="checklist_decided_by"
            ),
            models.CheckConstraint(condition=~Q(status__in=["refused", "waived"]) | ~Q(reason=""), name="checklist_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.item_id} {self.status}"


class GroupPaper(models.Model):
    """A paper that a group gave. It has no public address (``producers.papers``); older ones stay."""

    entry = models.ForeignKey(ChecklistEntry, on_delete=models.PROTECT, related_name="papers")
    file = models.FileField(upload_to="group_papers")
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    by_user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("paper of a group")
        verbose_name_plural = _("papers of groups")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["entry", "sha256"], name="group_paper_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.sha256[:8]}"


class Invitation(models.Model):
    """A link that makes whoever was sent it a member, once, within seven days."""

    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=10)
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=8, default="en")
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(email="") | ~Q(mobile=""), name="invitation_goes_somewhere"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_ends"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
                name="invitation_accepted_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.role} {self.pk}"


class AccessRecovery(models.Model):
    """A member who lost the phone gets in again: one person asks, another one agrees. Neither is the member."""

    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="recoveries")
    member = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="recoveries")
    new_mobile = models.CharField(max_length=16, blank=True)
    new_email = models.EmailField(blank=True)
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    begun_as = models.CharField(max_length=12)
    begun_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_as = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lost phone")
        verbose_name_plural = _("lost phones")
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(ended_at__isnull=True), name="recovery_one_open"),
            models.CheckConstraint(condition=~Q(new_mobile="") | ~Q(new_email=""), name="recovery_goes_somewhere"),
            models.CheckConstraint(condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("begun_by")), name="recovery_by_two_people"),
            models.CheckConstraint(condition=~Q(begun_by=F("member")), name="recovery_not_by_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id}"
