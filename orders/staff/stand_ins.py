"""Staff propose another group for a part that its own group does not answer; the shopper decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from orders.errors import NotPossible
from orders.models import ProducerOrder
from orders.staff.acts import REASON_LENGTH
from orders.staff.frame import frame
from orders.staff.rights import MAY_ACT, staff_member
from orders.stand_ins import asking, finding
from orders.stand_ins.errors import StandInRefused


@permission_required(MAY_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, number: str, part: str) -> HttpResponse:
    """The groups that could send the part. POST asks the shopper about one of them, or takes the question back."""
    rows = ProducerOrder.objects.select_related("order", "group", "ship_to").prefetch_related("lines")
    found = get_object_or_404(rows, number=part, order__number=number)
    if request.method != "POST":
        return _show(request, found)
    reason = request.POST.get("reason", "").strip()
    if not reason or len(reason) > REASON_LENGTH:
        return _show(request, found, _("Write the reason, in at most 300 signs: who said what, and how."))
    try:
        if request.POST.get("act") == "withdraw":
            _withdraw(request, found, reason)
        else:
            asking.ask(found, group_slug=request.POST.get("group", ""), reason=reason, acting_user=staff_member(request))
            messages.success(request, _("The shopper is asked by mail and on the order's page."))
    except StandInRefused as refusal:
        return _show(request, found, str(refusal.reason))
    except NotPossible:
        return _show(request, found, _("The shopper has answered meanwhile. Nothing was changed."))
    return redirect("staff_stand_in", number, part)


def _withdraw(request: HttpRequest, part: ProducerOrder, reason: str) -> None:
    held = asking.open_for(part)
    if held is None:
        raise NotPossible(part.status)
    asking.withdraw(held, reason=reason, acting_user=staff_member(request))
    messages.success(request, _("The question is taken back. The part stays with its group."))


def _show(request: HttpRequest, part: ProducerOrder, problem: str = "") -> HttpResponse:
    held, found, why_not = asking.open_for(part), [], ""
    if held is None:
        try:
            found = finding.options(part)
        except StandInRefused as refusal:
            why_not = str(refusal.reason)
    number = part.order.number
    crumbs = ((reverse("staff_orders"), _("Orders")), (reverse("staff_order", args=[number]), number))
    context = {
        **frame(_("Another group"), "group", *crumbs),
        "part": part,
        "asked": held,
        "options": found,
        "why_not": why_not,
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(request, "orders/staff/stand_ins.html", context, status=422 if problem else 200)
