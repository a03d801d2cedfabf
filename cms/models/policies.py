"""Policies: what the shop promises, each with an owner who reads it through."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.models.reviewed import Reviewed, ShopPage


def languages() -> list[tuple[str, Any]]:
    """Asked for when a form is made: a language that is added changes no table."""
    return list(settings.LANGUAGES)


class PolicyIndexPage(ShopPage):
    """The list of policies, at ``/policies/``."""

    intro = models.CharField(_("introduction"), max_length=240, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.PolicyPage", "cms.ContractPage"]
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


class ContractPage(Reviewed, ShopPage):  # type: ignore[django-manager-missing]  # Wagtail is not typed
    """The contract between the shop and its groups, in one language. What is published is kept as it was (``cms.contracts``).

    Another first day makes a new version, to which groups are asked to agree anew; words that are put right keep the day.
    """

    counts_from = models.DateField(
        _("counts from"),
        default=timezone.localdate,
        help_text=_("Another day makes a new version: from it on groups are asked to agree anew."),
    )
    language = models.CharField(_("language"), max_length=8, default="en", choices=languages)
    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "ol", "ul"])
    content_panels = [
        *Page.content_panels,
        FieldPanel("counts_from"),
        FieldPanel("language"),
        FieldPanel("body"),
        *Reviewed.review_panels,
    ]
    parent_page_types = ["cms.PolicyIndexPage"]
    subpage_types: list[str] = []
    template = "cms/contract.html"

    class Meta:
        verbose_name = _("contract with groups")
