"""Staff's page of one order: everything that is known of it, and what can be done for its shopper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from orders import for_shopper
from orders.oscar.order.models import Order
from orders.staff.frame import frame
from orders.staff.rights import MAY_ACT, MAY_LOOK, staff_member
from orders.staff_page import staff_page


@permission_required(MAY_LOOK)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One order. Who opened it is written to the journal before it is shown."""
    order = order_of(number)
    return show(request, order)


def order_of(number: str) -> Order:
    """The order of this number, or 404."""
    return get_object_or_404(Order.objects.filter(record__isnull=False), number=number)


def show(request: HttpRequest, order: Order, problem: str = "", status: int = 200) -> HttpResponse:
    """The page, with what was wrong about an act; what was typed as its reason is kept."""
    staff = staff_member(request)
    for_shopper.opened(order, acting_user=staff)
    context = {
        **frame(order.number, "search", (reverse("staff_orders"), _("Orders"))),
        "shown": staff_page(order),
        "order": order,
        "may_act": staff.has_perm(MAY_ACT),
        "problem": problem,
        "typed_reason": request.POST.get("reason", "") if problem else "",
    }
    return render(request, "orders/staff/order.html", context, status=status)
