"""The shopper says to which UPI id a refund of the order goes."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.secret_pages import opened_by
from orders import links, refund_files
from orders.oscar.order.models import Order
from payments.refund_files import destinations
from payments.refund_files.errors import UpiIdRefused

NOT_ONE = gettext_lazy("A UPI id looks like name@bank.")


class UpiForm(forms.Form):
    """One line."""

    upi_id = forms.CharField(
        label=gettext_lazy("UPI id"),
        max_length=100,
        error_messages={"required": NOT_ONE},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "email", "autocapitalize": "none"}),
    )


@opened_by(links.order_for)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Ask where refunds go, and keep the answer sealed."""
    form = UpiForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            refund_files.send_refunds_to(order, upi_id=form.cleaned_data["upi_id"])
        except UpiIdRefused:
            form.add_error("upi_id", str(NOT_ONE))
        else:
            messages.success(request, _("Thank you. Refunds of this order go there."))
            return HttpResponseRedirect(reverse("order", args=[token]), status=303)
    held = destinations.current(order.number)
    context = {"form": form, "token": token, "number": order.number, "held": held}
    return render(request, "storefront/buying/refund_to.html", context, status=422 if form.errors else 200)
