"""Cash at the door: what the group says there of a part, and the cash that it has and hands in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.people import signed_in
from money.words import rupees
from orders import at_door
from orders.errors import NotPossible
from payments import access
from payments.cash import pages
from producers.access import on_behalf_of
from producers.models import ProducerGroup
from workspace import reach
from workspace.parts import reach as reach_part


@never_cache
@login_required
@require_POST
def say(request: HttpRequest, number: str) -> HttpResponse:
    """The shopper paid at the door, or nobody took it."""
    part, act = reach_part(request, number, "accept_orders"), request.POST.get("act", "")
    if act not in ("taken", "refused"):
        raise Http404
    person = signed_in(request)
    try:
        if act == "taken":
            receipt = at_door.taken(part, acting_user=person, on_behalf_of=on_behalf_of(request.user, part.group))
            messages.success(
                request, _("Written down: you have %(amount)s of the shop in cash.") % {"amount": rupees(receipt.amount_paise)}
            )
        else:
            at_door.refused(part, can_be_sold=bool(request.POST.get("whole")), acting_user=person)
            messages.success(request, _("Written down. The shopper owes nothing for it."))
    except NotPossible:
        messages.error(request, _("This can not be written down now. The state is shown below."))
    return HttpResponseRedirect(reverse("workspace-order", args=[number]), status=303)


@never_cache
@login_required
@require_safe
def cash(request: HttpRequest, slug: str) -> HttpResponse:
    """The cash that the group has of the shop, what waits to be counted, and what was counted."""
    try:
        group = access.group_for(request.user, slug)
    except ProducerGroup.DoesNotExist:
        raise Http404 from None
    return reach.page(request, "workspace/cash.html", group, {"cash": pages.of_group(group)})
