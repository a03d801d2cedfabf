"""What the shopper says of a parcel on the order's page: it has arrived, or it has not."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orders import deliveries
from orders.errors import DeliveryRefused, NotPossible
from orders.models import Parcel
from orders.oscar.order.models import Order
from storefront.buying.order import by_link


@by_link
@require_POST
def arrived(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """The parcel is there."""
    try:
        deliveries.arrived(_parcel(order, number), source=Parcel.Source.SHOPPER)
    except (NotPossible, DeliveryRefused):
        messages.error(request, _("This parcel is not on its way yet."))
    else:
        messages.success(request, _("Thank you. We are glad that it has arrived."))
    return HttpResponseRedirect(reverse("order", args=[token]), status=303)


@by_link
@require_POST
def not_arrived(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """The parcel is missed."""
    try:
        deliveries.not_arrived(_parcel(order, number))
    except DeliveryRefused as refusal:
        messages.error(request, str(refusal.reason))
    except NotPossible:
        messages.error(request, _("This parcel is not on its way."))
    else:
        messages.success(request, _("We have told the group. It asks the carrier, and nothing counts as delivered until then."))
    return HttpResponseRedirect(reverse("order", args=[token]), status=303)


def _parcel(order: Order, number: str) -> Parcel:
    """A parcel of this very order; any other number looks as if there were none."""
    found = Parcel.objects.select_related("producer_order").filter(number=number, producer_order__order=order).first()
    if found is None:
        raise Http404
    return found
