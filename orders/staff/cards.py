"""Staff's page of card payments that do not fit: another amount came, or money was sent back outside the shop."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_CONFIRM, staff_member
from payments import cards, queries
from payments.models import Payment


@permission_required(MAY_CONFIRM)
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """What a person has to look at, the oldest first."""
    context = {**frame(_("Cards to look at"), "warning"), "page": page_of(request, queries.with_problem())}
    return render(request, "orders/staff/cards.html", context)


@permission_required(MAY_CONFIRM)
@require_POST
def settled(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody has done what there was to do."""
    payment = get_object_or_404(Payment, number=number)
    if cards.settle_problem(payment, acting_user=staff_member(request)):
        messages.success(request, _("The card payment of order %(order)s is off the list.") % {"order": payment.order_number})
    return redirect("payments_cards")
