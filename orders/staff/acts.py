"""What staff do on an order for its shopper. Every act needs a reason, and is journalled as done on the shopper's behalf."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from delivery import pins
from orders import for_shopper
from orders.contacts import Address, Contact
from orders.errors import AddressRefused, BadContact, DeliveryRefused, NoMail, NotDelivered, NotPossible, UnknownPin
from orders.models import OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Order
from orders.staff.frame import frame
from orders.staff.order import order_of, show
from orders.staff.rights import MAY_ACT, staff_member

REASON_LENGTH = 300


@permission_required(MAY_ACT)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """One act: ``act`` names it, ``of`` the part or parcel it is about, ``reason`` says why."""
    order = order_of(number)
    name, reason = request.POST.get("act", ""), request.POST.get("reason", "").strip()
    if not reason or len(reason) > REASON_LENGTH:
        return show(request, order, _("Write the reason, in at most 300 signs: who asked for it, and how."), status=422)
    try:
        _do(order, name, request.POST.get("of", ""), reason=reason, acting_user=staff_member(request))
    except NoMail:
        return show(request, order, _("There is no email address on this order: a link can not be sent."), status=422)
    except DeliveryRefused as refusal:
        return show(request, order, str(refusal.reason), status=422)
    except NotPossible:
        return show(request, order, _("The order is not in a state that allows this any more. Nothing was changed."), status=422)
    messages.success(request, _("Done for the shopper, and written to the journal."))
    return redirect("staff_order", order.number)


def _do(order: Order, name: str, of: str, **said: Any) -> None:
    """Make the one call that the name stands for. Raises ``Http404`` for a name, part or parcel that is not of this order."""
    if name in for_shopper.ON_ORDER:
        for_shopper.ON_ORDER[name](order, **said)
        return
    try:
        if name in for_shopper.ON_PART:
            for_shopper.ON_PART[name](ProducerOrder.objects.select_related("order", "group").get(order=order, number=of), **said)
            return
        if name in for_shopper.ON_PARCEL:
            parcels = Parcel.objects.select_related("producer_order__order")
            for_shopper.ON_PARCEL[name](parcels.get(producer_order__order=order, number=of), **said)
            return
    except (ProducerOrder.DoesNotExist, Parcel.DoesNotExist):
        raise Http404 from None
    raise Http404


class AddressForm(forms.Form):
    """The whole contact and address, as the shopper told it, and why staff write it."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=120)
    mobile = forms.CharField(label=gettext_lazy("Mobile number"), max_length=20)
    email = forms.CharField(label=gettext_lazy("Email"), max_length=254, required=False)
    firm = forms.CharField(label=gettext_lazy("Firm that buys"), max_length=120, required=False)
    gstin = forms.CharField(label=gettext_lazy("Its GSTIN"), max_length=20, required=False)
    line1 = forms.CharField(label=gettext_lazy("House, flat and street"), max_length=200)
    line2 = forms.CharField(label=gettext_lazy("Area or landmark"), max_length=200, required=False)
    city = forms.CharField(label=gettext_lazy("City, town or village"), max_length=200)
    pin = forms.CharField(label=gettext_lazy("Pincode"), max_length=12)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON_LENGTH)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@permission_required(MAY_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest, number: str) -> HttpResponse:
    """Another address, name or number, until the first part is packed."""
    order = order_of(number)
    staff = staff_member(request)
    form = AddressForm(request.POST if request.method == "POST" else None, initial=_known(order))
    if request.method == "POST" and form.is_valid() and _change(order, form, staff):
        messages.success(request, _("The address is changed. The shopper is told."))
        return redirect("staff_order", order.number)
    for_shopper.opened(order, acting_user=staff)
    home, page = (reverse("staff_orders"), _("Orders")), (reverse("staff_order", args=[number]), number)
    context = {**frame(_("Change address or phone"), "edit", home, page), "form": form, "order": order}
    return render(request, "orders/staff/address.html", context, status=422 if form.errors else 200)


def _known(order: Order) -> dict[str, Any]:
    record = OrderRecord.objects.select_related("order__shipping_address").get(order=order)
    held = record.order.shipping_address
    return {
        "name": record.contact_name,
        "mobile": record.contact_mobile,
        "email": record.contact_email,
        "firm": record.buyer_firm,
        "gstin": record.buyer_gstin,
        "line1": held.line1,
        "line2": held.line2,
        "city": held.line4,
        "pin": held.postcode,
        "version": record.version,
    }


def _change(order: Order, form: AddressForm, staff: Any) -> bool:
    """Make the change, or put beside its field why it can not be made."""
    said = form.cleaned_data
    try:
        place = pins.lookup(said["pin"])
        for_shopper.change_address(
            order,
            contact=Contact(said["name"], said["mobile"], said["email"], said["firm"], said["gstin"]),
            to=Address(said["line1"], said["line2"], said["city"], place.pin, place.state),
            reason=said["reason"],
            acting_user=staff,
            version=said["version"],
        )
    except BadContact as refusal:
        form.add_error(refusal.field, str(refusal.reason))
    except (UnknownPin, NotDelivered) as refusal:
        form.add_error("pin", str(refusal.reason))
    except AddressRefused as refusal:
        form.add_error("pin" if refusal.code == "costs_more" else None, str(refusal.reason))
    return form.is_valid()
