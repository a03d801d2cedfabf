"""The front page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms import campaigns, home
from cms.models.campaigns import CampaignPage
from cms.models.reviewed import ShopPage


class HomePage(ShopPage):
    """The front page: one campaign at its head; everything under it is fetched from the catalogue by rule."""

    headline = models.CharField(_("headline"), max_length=80)
    lead = models.CharField(_("lead"), max_length=200)
    hero = models.ForeignKey("media.Picture", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    action_label = models.CharField(_("button"), max_length=40)
    action_path = models.CharField(_("where the button leads"), max_length=200, default="/products/")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("lead"), FieldPanel("hero"), FieldPanel("action_label"), FieldPanel("action_path")],
            heading=_("Head of the page"),
        ),
    ]
    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        campaign = campaigns.of_the_day(CampaignPage.objects.live(), led_to=self.action_path)
        return super().get_context(request, *args, **kwargs) | home.context(self.hero_id, campaign)

    def clean(self) -> None:
        super().clean()
        if not self.action_path.startswith("/") or self.action_path.startswith("//"):
            raise ValidationError({"action_path": _("Write an address of this site, beginning with one slash.")})
