"""Staff's search: one box for every number of ours, a mobile number, an e-mail address or a bank reference."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from orders import lookup, status
from orders.oscar.order.models import Order
from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_LOOK


@dataclass(frozen=True)
class Row:
    """One order found. Nothing of its shopper: that is on the order's own page, whose opening is journalled."""

    order: Order
    headline: str | Promise
    groups: str
    total_paise: int


@permission_required(MAY_LOOK)
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The orders that were asked for, the newest first; without a question all of them."""
    asked = request.GET.get("q", "").strip()
    found = lookup.find_orders(asked).select_related("record").prefetch_related("producer_orders__group", "producer_orders__parcels")
    page = page_of(request, found)
    context = {
        **frame(_("Orders"), "search"),
        "q": asked,
        "rows": [_row(order) for order in page],
        "page": page,
        "asked": "&" + urlencode({"q": asked}) if asked else "",
    }
    return render(request, "orders/staff/orders.html", context)


def _row(order: Order) -> Row:
    groups = ", ".join(part.group.name for part in order.producer_orders.all())
    return Row(order, status.staff_headline(status.order_state(order)), groups, order.record.total_paise)
