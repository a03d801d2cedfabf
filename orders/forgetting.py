"""An account is deleted: what orders need it for, and what they forget (``accounts.forgetting``).

Name, address and mobile number stay on the order for as long as its invoice is kept; the e-mail address, the links and our letters go.
"""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import UserAddress

from accounts import forgetting
from accounts.models import User
from notices.models import Notice, TextMessage
from orders import links
from orders.models import Enquiry, OrderRecord, ProducerOrder, ReturnRequest
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order
from payments.models import Refund

Status = ProducerOrder.Status
_OVER = (Status.CLOSED, Status.DECLINED, Status.CANCELLED)
_OVER_RETURNS = (ReturnRequest.Status.REFUSED, ReturnRequest.Status.SETTLED)


def hinders(user: User) -> Sequence[str | Promise]:
    """Goods, returns and money that are under way. Three queries."""
    found: list[str | Promise] = []
    if ProducerOrder.objects.filter(order__user=user).exclude(status__in=_OVER).exists():
        found.append(_("An order is under way, or came so lately that it can still be given back."))
    if ReturnRequest.objects.filter(producer_order__order__user=user).exclude(status__in=_OVER_RETURNS).exists():
        found.append(_("A return is not settled yet."))
    numbers = Order.objects.filter(user=user).values("number")
    if Refund.objects.filter(allocation__payment__order_number__in=numbers).exclude(status=Refund.Status.SENT).exists():
        found.append(_("We still owe you money for an order."))
    return found


def forget(user: User) -> None:
    """In the caller's transaction."""
    OrderRecord.objects.filter(order__user=user).update(contact_email="")
    for order in Order.objects.filter(user=user).order_by("pk"):
        links.revoke(order, acting_user=user, reason="the account was deleted")
    Enquiry.objects.filter(user=user).update(name="", email="", user=None)
    Basket.objects.filter(owner=user).update(owner=None)
    UserAddress.objects.filter(user=user).delete()
    TextMessage.objects.filter(notice__user=user).delete()
    Notice.objects.filter(user=user).update(to="", mobile="", title="", body="", user=None)


def register() -> None:
    """Join those that are asked."""
    forgetting.register("orders", hinders=hinders, forget=forget)
