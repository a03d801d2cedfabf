"""A tax paper as a file to keep: safe name, never cached, not more often than a person would."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.throttles import Throttle, visitor
from payments.papers import pdf
from payments.papers.page import PaperPage

# Drawing one takes half a second of processor time; a family's whole year of orders is fewer than this.
PAPER_PDF = Throttle("paper_pdf", limit=30, per=timedelta(hours=1))


def as_pdf(request: HttpRequest, page: PaperPage) -> HttpResponse:
    """The paper as a PDF; 404 where this machine can not make one, 429 for who asks for very many."""
    return drawn(request, "papers/pdf.html", {"paper": page}, page.file_name)


def drawn(request: HttpRequest, template: str, context: Mapping[str, object], file_name: str) -> HttpResponse:
    """A whole page of ours as a PDF of a safe name; 404 and 429 as above."""
    if not pdf.is_available():
        raise Http404
    if not PAPER_PDF.hit(visitor(request)):
        return HttpResponse(_("Too many papers at once. Please wait an hour, or print the page."), status=429, content_type="text/plain")
    answer = HttpResponse(pdf.make(render_to_string(template, dict(context))), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
