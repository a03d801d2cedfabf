"""Parts that nobody answers, although their group and who helps it were reminded: somebody of the shop calls, or asks the shopper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from orders import reminders
from orders.staff.frame import frame
from orders.staff.rights import MAY_ACT, MAY_LOOK, staff_member


@permission_required(MAY_LOOK)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The longest wait first, with the telephone number of the group."""
    context = {**frame(_("Nobody answers"), "time", (reverse("staff_orders"), _("Orders"))), "rows": reminders.nobody_answers()}
    context["may_act"] = staff_member(request).has_perm(MAY_ACT)
    return render(request, "orders/staff/unanswered.html", context)
