"""Statements to print and to keep: of a household for a month, and of a payout with every sale in it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import access
from payments.households.statement import Statement, statement_of
from payments.models import Payout
from payments.papers import download, months, pdf
from payments.payouts import paper
from producers.models import ProducerGroup
from workspace.households import household_or_404


@never_cache
@login_required
@require_safe
def household(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A household's month, to read and to print."""
    statement = _statement(request, slug, code)
    context = {
        "statement": statement,
        "has_next": statement.month.after.first <= timezone.localdate(),
        "back": reverse("workspace-household", args=[slug, code]),
        "pdf": reverse("workspace-household-pdf", args=[slug, code]) if pdf.is_available() else "",
    }
    return render(request, "papers/household_page.html", context)


@never_cache
@login_required
@require_safe
def household_pdf(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The same as a file."""
    statement = _statement(request, slug, code)
    return download.drawn(request, "papers/household_pdf.html", {"statement": statement}, statement.file_name)


@never_cache
@login_required
@require_safe
def payout_pdf(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A payout with every sale, refund and advance in it, as a file."""
    try:
        found = paper.paper_of(access.payout_for(request.user, slug, number))
    except (ProducerGroup.DoesNotExist, Payout.DoesNotExist, paper.TooLong):
        raise Http404 from None
    return download.drawn(request, "papers/payout_pdf.html", {"paper": found}, found.file_name)


def _statement(request: HttpRequest, slug: str, code: str) -> Statement:
    """The month that the address names, or this one. What is no month looks as if it did not exist."""
    found = household_or_404(request, slug, code, access.SEE_MONEY)
    text = request.GET.get("month", "")
    try:
        month = months.read(text) if text else months.of(timezone.localdate())
    except months.NoMonth:
        raise Http404 from None
    return statement_of(found, month)
