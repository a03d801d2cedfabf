"""Whether a sales certificate is real: anyone who was shown its code can look."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments.models import SalesCertificate
from payments.papers import certificates, months


@never_cache
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The frozen figures, month by month; 404 for a code that was never given out."""
    try:
        held = certificates.find(code)
    except SalesCertificate.DoesNotExist:
        raise Http404 from None
    rows = [{**row, "day": months.read(row["month"]).first} for row in held.rows]
    context = {"certificate": held, "rows": rows, "issued_on": timezone.localdate(held.issued_at)}
    answer = render(request, "storefront/certificate.html", context)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
