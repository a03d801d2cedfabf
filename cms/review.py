"""Which pages are fresh, due or overdue: the report of the administration."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.models import PolicyPage, Reviewed, StoryPage

REVIEWED_TYPES = (PolicyPage, StoryPage)


@dataclass(frozen=True)
class Row:
    """A published page with its state of review."""

    page: PolicyPage | StoryPage
    freshness: str
    label: str
    due_on: date


def rows() -> list[Row]:
    """Every published page that somebody answers for, the one most overdue first. A query for each type."""
    pages = [page for kind in REVIEWED_TYPES for page in kind.objects.live().select_related("officer", "deputy")]
    pages.sort(key=lambda page: (page.review_due_on, page.title))
    return [Row(page, page.freshness(), str(Reviewed.Freshness(page.freshness()).label), page.review_due_on) for page in pages]


def overdue() -> int:
    """How many pages should have been read through by now."""
    return sum(row.freshness == Reviewed.Freshness.OVERDUE for row in rows())


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The report. Whoever may enter the administration may read it."""
    found = rows()
    counts = [(state.label, sum(row.freshness == state for row in found)) for state in Reviewed.Freshness]
    return render(request, "cms/staff/review.html", {"rows": found, "counts": counts, "page_title": _("Review of pages")})
