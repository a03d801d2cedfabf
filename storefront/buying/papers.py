"""Tax papers of an order, for who holds its link: as a page to print, and as a PDF where the machine can make one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.secret_pages import opened_by
from orders import links, papers
from orders.oscar.order.models import Order
from payments.models import TaxPaper
from payments.papers import download, pdf
from payments.papers.page import PaperPage, shopper_papers

by_link = opened_by(links.order_for)


@by_link
@require_safe
def paper(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """The invoice, bill or credit note, to read and to print."""
    context = {
        "paper": _page(order, number),
        "back": reverse("order", args=[token]),
        "back_words": _("Back to the order"),
        "pdf": reverse("order-paper-pdf", args=[token, number]) if pdf.is_available() else "",
    }
    return render(request, "papers/page.html", context)


@by_link
@require_safe
def as_pdf(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """The same as a file."""
    return download.as_pdf(request, _page(order, number))


def _page(order: Order, number: str) -> PaperPage:
    """A paper of this very order. A foreign number and a missing one look the same."""
    try:
        return papers.to_read(shopper_papers(order.number).select_related("corrects").get(number=number))
    except TaxPaper.DoesNotExist:
        raise Http404 from None
