"""What every page type of ours begins with, and what pages that somebody answers for have in common."""

from datetime import date, timedelta
from http import HTTPMethod
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from cms.pictures import refuse_bad_pictures
from cms.reserved import reserved_slugs
from cms.scheduling import ZonePublishingPanel

FRESH_S = 60
STALE_S = 300

# Wagtail's tree: the root, below it the home page, below that the pages whose slug is the first part of an address.
FIRST_SEGMENT_DEPTH = 3

# A page is due so many days before its review, or half its interval where that is shorter.
DUE_DAYS = 14
# From then on readers are told that nobody has read the page through in time.
TELL_READERS_AFTER_DAYS = 60


class ShopPage(Page):
    """What every page type of ours begins with: a slug that a view already answers to is refused, and pages are only read."""

    settings_panels = [ZonePublishingPanel()]
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
        refuse_bad_pictures(self)
        if self._is_first_segment() and self.slug in reserved_slugs():
            raise ValidationError({"slug": _("The shop already uses this address. Choose another one.")})

    def _is_first_segment(self) -> bool:
        """Whether the page stands right below a home page, or, while it has no place yet, may come to stand there."""
        if self.depth:
            return bool(self.depth == FIRST_SEGMENT_DEPTH)
        return any(parent._meta.label == "cms.HomePage" for parent in self.allowed_parent_page_models())


class Reviewed(models.Model):
    """A page that an officer answers for and reads through every so often."""

    class Interval(models.IntegerChoices):
        WEEK = 7, _("every week: notices")
        MONTH = 30, _("every 30 days: prices, stock, delivery")
        QUARTER = 90, _("every 90 days: schemes, rules")
        YEAR = 365, _("once a year: stories")

    class Freshness(models.TextChoices):
        FRESH = "fresh", _("Fresh")
        DUE = "due", _("Due")
        OVERDUE = "overdue", _("Overdue")

    officer = models.ForeignKey("cms.Officer", verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey("cms.Officer", verbose_name=_("deputy"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_on = models.DateField(_("read through on"), default=timezone.localdate)
    review_days = models.PositiveSmallIntegerField(_("to be read through"), choices=Interval.choices, default=Interval.QUARTER)

    review_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("officer"), FieldPanel("deputy")]),
                FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_days")]),
            ],
            heading=_("Who answers for this page"),
        )
    ]

    class Meta:
        abstract = True

    @property
    def review_due_on(self) -> date:
        """The day by which the page has to be read through again."""
        return self.reviewed_on + timedelta(days=self.review_days)

    def freshness(self, on: date | None = None) -> str:
        """``fresh``, ``due`` or ``overdue`` on a day; on the due day itself a page is not overdue yet."""
        left = (self.review_due_on - (on or timezone.localdate())).days
        if left < 0:
            return self.Freshness.OVERDUE
        return self.Freshness.DUE if left <= min(DUE_DAYS, self.review_days // 2) else self.Freshness.FRESH

    @property
    def is_long_overdue(self) -> bool:
        """Whether readers are to be told."""
        return timezone.localdate() > self.review_due_on + timedelta(days=TELL_READERS_AFTER_DAYS)

    def clean(self) -> None:
        super().clean()
        problems: dict[str, Any] = {}
        if self.officer_id and self.officer_id == self.deputy_id:
            problems["deputy"] = _("Choose somebody other than the owner.")
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            problems["reviewed_on"] = _("This day has not come yet.")
        if problems:
            raise ValidationError(problems)
