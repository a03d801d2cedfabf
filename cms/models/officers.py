"""Named officers: who answers to the public for the shop and for its pages."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from cms.pictures import refuse_bad_pictures


class EditedSnippet(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """A snippet that is written as a draft, looked at, submitted and published, as pages are."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        refuse_bad_pictures(self)


class Officer(EditedSnippet):
    """A person with an office. The footer names the grievance officer; policies and stories name their owners."""

    class Role(models.TextChoices):
        GRIEVANCE = "grievance", _("Grievance officer")
        NODAL = "nodal", _("Nodal officer")
        OWNER = "owner", _("Owner of pages")

    role = models.CharField(_("office"), max_length=10, choices=Role.choices)
    name = models.CharField(_("name"), max_length=120)
    designation = models.CharField(_("designation"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20)
    email = models.EmailField(_("e-mail"))
    is_demo = models.BooleanField(_("demo"), default=False, help_text=_("an invented person, said in words beside the name"))
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="officer")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="officer",
        for_concrete_model=False,
    )

    panels = [
        FieldPanel("role"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("designation")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldPanel("is_demo"),
    ]

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ["role", "name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"

    @property
    def revisions(self) -> models.Manager:
        return self._revisions

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "cms/previews/officer.html"
