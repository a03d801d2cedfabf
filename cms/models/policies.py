"""Policies: what the shop promises, each with an owner who reads it through."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.models.reviewed import Reviewed, ShopPage


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


class PolicyPage(Reviewed, ShopPage):  # type: ignore[django-manager-missing]  # Wagtail is not typed
    """One policy with its owner and the day it was last read through."""

    body = RichTextField(_("text"))
    content_panels = [*Page.content_panels, FieldPanel("body"), *Reviewed.review_panels]
    parent_page_types = ["cms.PolicyIndexPage"]
    subpage_types: list[str] = []
    template = "cms/policy.html"

    class Meta:
        verbose_name = _("policy")
