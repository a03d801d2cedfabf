"""Tax papers of a group's own parts, for those of the group who see money."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders import papers
from orders.queries import group_may_read
from payments.models import TaxPaper
from payments.papers import download, pdf
from payments.papers.page import PaperPage
from workspace.parts import reach


@never_cache
@login_required
@require_safe
def paper(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """A paper of one part, to read and to print."""
    context = {
        "paper": _page(request, number, paper),
        "back": reverse("workspace-order", args=[number]),
        "back_words": _("Back to the order"),
        "pdf": reverse("workspace-paper-pdf", args=[number, paper]) if pdf.is_available() else "",
    }
    return render(request, "papers/page.html", context)


@never_cache
@login_required
@require_safe
def as_pdf(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """The same as a file."""
    return download.as_pdf(request, _page(request, number, paper))


def _page(request: HttpRequest, number: str, paper: str) -> PaperPage:
    """A paper of a part of this person's group. What is foreign, missing or not for the group any more looks the same."""
    part = reach(request, number, "see_money")
    try:
        return papers.for_group(group_may_read(part).select_related("corrects").get(number=paper))
    except TaxPaper.DoesNotExist:
        raise Http404 from None
