"""Papers about the shop's fee, for those of a group who see its money: to read, to print, to keep."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import access
from payments.fee_papers.page import FeePage, page_of
from payments.models import FeePaper
from payments.papers import download, pdf
from workspace import reach
from workspace.households import group_or_404

PER_PAGE = 24


@never_cache
@login_required
@require_safe
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """Invoices and credit notes, the newest first."""
    group = group_or_404(request, slug, access.SEE_MONEY)
    page = Paginator(FeePaper.objects.filter(group=group).order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return reach.page(request, "workspace/fee_papers.html", group, {"page": page})


@never_cache
@login_required
@require_safe
def paper(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One of them."""
    context = {
        "paper": _page(request, slug, number),
        "back": reverse("workspace-fee-papers", args=[slug]),
        "pdf": reverse("workspace-fee-paper-pdf", args=[slug, number]) if pdf.is_available() else "",
    }
    return render(request, "papers/fee_page.html", context)


@never_cache
@login_required
@require_safe
def as_pdf(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The same as a file."""
    page = _page(request, slug, number)
    return download.drawn(request, "papers/fee_pdf.html", {"paper": page}, f"{page.paper.number}.pdf")


def _page(request: HttpRequest, slug: str, number: str) -> FeePage:
    group = group_or_404(request, slug, access.SEE_MONEY)
    found = FeePaper.objects.filter(group=group, number=number).first()
    if found is None:
        raise Http404
    return page_of(found)
