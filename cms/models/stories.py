"""Stories of places, goods and people, and the story of each producer group."""

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, TranslatableMixin

from cms import group_stories, stories
from cms.models.officers import EditedSnippet
from cms.models.reviewed import Reviewed, ShopPage


class StoryIndexPage(ShopPage):
    """All stories, the newest first, at ``/stories/``."""

    intro = models.CharField(_("introduction"), max_length=240, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StoryPage"]
    max_count_per_parent = 1
    template = "cms/story_index.html"

    class Meta:
        verbose_name = _("list of stories")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | stories.index_context(
            StoryPage.objects.child_of(self).live(), request.GET.get("page", "")
        )


class StoryPage(Reviewed, ShopPage):  # type: ignore[django-manager-missing]  # Wagtail is not typed
    """One story: a picture, a lead, words, perhaps somebody's own sentence, and the group it is about."""

    told_on = models.DateField(_("date"), help_text=_("printed under the title"))
    told_by = models.CharField(_("written by"), max_length=120, blank=True)
    lead = models.CharField(_("lead"), max_length=280)
    picture = models.ForeignKey(
        "media.Picture", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = RichTextField(_("text"))
    quote = models.CharField(_("in their own words"), max_length=280, blank=True)
    quote_by = models.CharField(_("who said it"), max_length=120, blank=True, help_text=_("with what they agreed to be called"))
    group = models.ForeignKey(
        "producers.ProducerGroup", verbose_name=_("group"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("told_on"), FieldPanel("told_by")]),
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("quote"), FieldPanel("quote_by")], heading=_("Somebody's own words")),
        FieldPanel("group"),
        *Reviewed.review_panels,
    ]
    parent_page_types = ["cms.StoryIndexPage"]
    subpage_types: list[str] = []
    template = "cms/story.html"

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | stories.context(self, StoryPage.objects.sibling_of(self).live())


class GroupStory(EditedSnippet, TranslatableMixin):
    """What editors write of a producer group: shown on the group's own page, one story a group and language."""

    group = models.ForeignKey("producers.ProducerGroup", verbose_name=_("group"), on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    lead = models.CharField(_("lead"), max_length=280, blank=True)
    picture = models.ForeignKey(
        "media.Picture", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = RichTextField(_("text"))
    quote = models.CharField(_("in their own words"), max_length=280, blank=True)
    quote_by = models.CharField(_("who said it"), max_length=120, blank=True, help_text=_("with what they agreed to be called"))
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="group_story")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="group_story",
        for_concrete_model=False,
    )

    panels = [
        FieldPanel("group"),
        FieldPanel("title"),
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("quote"), FieldPanel("quote_by")], heading=_("Somebody's own words")),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("story of a group")
        verbose_name_plural = _("stories of groups")
        constraints = [models.UniqueConstraint(fields=["group", "locale"], name="group_story_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> models.Manager:
        return self._revisions

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "cms/previews/group_story.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return super().get_preview_context(request, mode_name) | {"story": group_stories.as_told(self)}
