"""A group has not got a piece any more: on the order's page the shopper chooses between the money and waiting."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orders import choosing
from orders.errors import NotPossible
from orders.models import ShopperChoice
from orders.oscar.order.models import Order
from storefront.buying.order import by_link


@by_link
@require_POST
def choose(request: HttpRequest, order: Order, token: str, key: int) -> HttpResponse:
    """The shopper's answer; pressed twice, the first one counts."""
    said = request.POST.get("answer", "")
    try:
        choice = choosing.choice_of(order, key)
    except ShopperChoice.DoesNotExist:
        raise Http404 from None
    if said not in (ShopperChoice.Answer.MONEY, ShopperChoice.Answer.WAIT):
        messages.error(request, _("Choose whether you wait or get your money back."))
    else:
        try:
            choice = choosing.choose(choice, said)
        except NotPossible:
            messages.error(request, _("This can not be chosen any more. How it stands is shown below."))
        else:
            is_wait = choice.answer == ShopperChoice.Answer.WAIT
            messages.success(request, _("Thank you. The group knows that you wait.") if is_wait else _("The money goes back to you."))
    return HttpResponseRedirect(reverse("order", args=[token]), status=303)
