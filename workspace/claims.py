"""The claim sheet of a parcel that the carrier has not delivered, to read, to print and to take to its office."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders import claims
from orders.models import Parcel
from producers.access import may
from workspace.parts import reach


@never_cache
@login_required
@require_safe
def claim(request: HttpRequest, number: str, parcel: str) -> HttpResponse:
    """What the carrier asks for, and the last day to ask."""
    part = reach(request, number, "see_orders")
    held = Parcel.objects.filter(producer_order=part, number=parcel).select_related("producer_order__ship_to").first()
    found = claims.claim_of(held) if held else None
    if found is None:
        raise Http404
    context = {
        "claim": found,
        "group": part.group,
        "may_see_money": may(request.user, part.group, "see_money"),
        "back": reverse("workspace-order", args=[number]),
    }
    return render(request, "papers/claim.html", context)
