"""Another group could send a part in place of the first: on the order's page the shopper says yes, or gets the money back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orders.errors import NotPossible
from orders.models import StandIn
from orders.oscar.order.models import Order
from orders.stand_ins import answering
from orders.stand_ins.errors import StandInChanged
from storefront.buying.order import by_link


@by_link
@require_POST
def answer(request: HttpRequest, order: Order, token: str, key: int) -> HttpResponse:
    """The shopper's answer; pressed twice, the first one counts."""
    said = request.POST.get("answer", "")
    try:
        asked = answering.stand_in_of(order, key)
    except StandIn.DoesNotExist:
        raise Http404 from None
    if said not in (StandIn.Answer.YES, StandIn.Answer.NO):
        messages.error(request, _("Choose whether the other group sends it or you get your money back."))
    else:
        try:
            asked = answering.answer(asked, said, seen=request.POST.get("seen", ""))
        except StandInChanged:
            messages.error(request, _("It has changed since you opened the page. Please look again at what is shown below."))
        except NotPossible:
            messages.error(request, _("This can not be chosen any more. How it stands is shown below."))
        else:
            _thank(request, asked)
    return HttpResponseRedirect(reverse("order", args=[token]), status=303)


def _thank(request: HttpRequest, asked: StandIn) -> None:
    if asked.answer == StandIn.Answer.YES:
        messages.success(request, _("Thank you. %(group)s has your order now.") % {"group": asked.group.name})
    elif asked.answer == StandIn.Answer.NO:
        messages.success(request, _("The money goes back to you."))
    else:
        messages.success(request, _("This question is not needed any more. How it stands is shown below."))
