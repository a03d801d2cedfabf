"""Staff's page of what people looked for in vain: words to give another name to, or goods to ask a group for."""

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from catalogue.models import ProductType
from search import sought

MAY_NAME = "search.change_synonym"
PERIODS = (7, 30, 90, 365)
MOST = 100


@permission_required(MAY_NAME)
@require_safe
def wanted(request: HttpRequest) -> HttpResponse:
    """All words that found nothing, the most asked first, with the kinds of goods they speak of. Two queries."""
    typed = request.GET.get("days", "")
    days = int(typed) if typed in {str(period) for period in PERIODS} else 30
    rows = sought.wanted(since=timezone.localdate() - timedelta(days=days), fewest=1, most=MOST)
    names = _names({code for row in rows for code in row.types})
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": _("Wanted")}]
    context = {
        "rows": [(row, ", ".join(_(names[code]) for code in dict.fromkeys(row.types) if code in names)) for row in rows],
        "days": days,
        "periods": PERIODS,
        "header_title": _("Wanted"),
        "header_icon": "search",
        "breadcrumbs_items": crumbs,
    }
    return render(request, "search/staff/wanted.html", context)


def _names(codes: set[str]) -> dict[str, str]:
    types: QuerySet[ProductType] = ProductType.objects.filter(code__in=codes)
    return dict(types.values_list("code", "name"))
