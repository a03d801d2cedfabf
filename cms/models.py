"""Wagtail pages: home, policies."""

from http import HTTPMethod
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms import home
from cms.reserved import reserved_slugs

FRESH_S = 60
STALE_S = 300

# Wagtail's tree: the root, below it the home page, below that the pages whose slug is the first part of an address.
FIRST_SEGMENT_DEPTH = 3


class ShopPage(Page):
    """What every page type of ours begins with: a slug that a view already answers to is refused, and pages are only read."""

    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The page for a reader: it carries nothing about the visitor, so it may be kept for a short while by everybody."""
        response: HttpResponse = super().serve(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=FRESH_S, stale_while_revalidate=STALE_S)
        return response

    def clean(self) -> None:
        super().clean()
        if self._is_first_segment() and self.slug in reserved_slugs():
            raise ValidationError({"slug": _("The shop already uses this address. Choose another one.")})

    def _is_first_segment(self) -> bool:
        """Whether the page stands right below a home page, or, while it has no place yet, may come to stand there."""
        if self.depth:
            return bool(self.depth == FIRST_SEGMENT_DEPTH)
        return HomePage in self.allowed_parent_page_models()


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
        return super().get_context(request, *args, **kwargs) | home.context(self.hero)

    def clean(self) -> None:
        super().clean()
        if not self.action_path.startswith("/") or self.action_path.startswith("//"):
            raise ValidationError({"action_path": _("Write an address of this site, beginning with one slash.")})


class PolicyIndexPage(ShopPage):
    """The list of policies, at ``/policies/``."""

    intro = models.CharField(_("introduction"), max_length=240, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.PolicyPage"]
    max_count_per_parent = 1
    template = "cms/policy_index.html"

    class Meta:
        verbose_name = _("list of policies")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"policies": self.get_children().live().order_by("path")}


class PolicyPage(ShopPage):
    """One policy with its owner and the day it was last read through."""

    body = RichTextField(_("text"))
    responsible = models.CharField(_("responsible officer"), max_length=120)
    reviewed_on = models.DateField(_("reviewed on"))
    content_panels = [*Page.content_panels, FieldPanel("body"), FieldPanel("responsible"), FieldPanel("reviewed_on")]
    parent_page_types = ["cms.PolicyIndexPage"]
    subpage_types: list[str] = []
    template = "cms/policy.html"

    class Meta:
        verbose_name = _("policy")
