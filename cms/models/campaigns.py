"""Campaigns: pages with a beginning and an end, made of at most ten kinds of blocks."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms import campaigns
from cms.blocks import CampaignBody
from cms.models.reviewed import ShopPage


class CampaignIndexPage(ShopPage):
    """What runs now, what comes and what has been, at ``/campaigns/``."""

    intro = models.CharField(_("introduction"), max_length=240, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CampaignPage"]
    max_count_per_parent = 1
    template = "cms/campaign_index.html"

    class Meta:
        verbose_name = _("list of campaigns")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | campaigns.index_context(CampaignPage.objects.child_of(self).live())


class CampaignPage(ShopPage):
    """One campaign. Both its days belong to it; after the last one the page stays, says so and leads to what runs now."""

    lead = models.CharField(_("lead"), max_length=200)
    picture = models.ForeignKey(
        "media.Picture", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    body = StreamField(CampaignBody(), verbose_name=_("blocks"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("body"),
    ]
    parent_page_types = ["cms.CampaignIndexPage"]
    subpage_types: list[str] = []
    template = "cms/campaign.html"

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="campaign_dates")]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | campaigns.context(self, CampaignPage.objects.sibling_of(self).live())

    def state(self, on: date | None = None) -> str:
        """``coming``, ``running`` or ``over``."""
        day = on or timezone.localdate()
        if day < self.starts_on:
            return "coming"
        return "over" if day > self.ends_on else "running"

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day lies before the first.")})
