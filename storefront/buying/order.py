"""The order's own page, behind a link that nobody can guess. Who holds the link may pay, correct the address and close the link."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.secret_pages import opened_by
from orders import address, checkout, choosing, links
from orders.errors import AddressRefused, BadContact, NotDelivered, NotPossible, UnknownPin
from orders.oscar.order.models import Order
from orders.queries import OrderPage, order_page
from orders.stand_ins.shown import open_stand_ins
from payments import providers
from payments.models import Payment
from payments.providers import offline
from storefront.buying import each_group, pincode
from storefront.buying.forms import AddressForm, ReferenceForm
from storefront.buying.windows import part_cards

by_link = opened_by(links.order_for)


@by_link
@require_safe
def page(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """How the order stands, and what its shopper can do now."""
    return _page(request, order_page(order), token, ReferenceForm())


@by_link
@require_POST
def paid(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """The shopper types the reference of the payment that was sent."""
    number = request.POST.get("payment", "")[:24]
    form = ReferenceForm(request.POST)
    if not form.is_valid():
        return _page(request, order_page(order), token, form, number, status=422)
    try:
        checkout.shopper_paid(order, reference=form.cleaned_data["reference"], payment_number=number)
    except Payment.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Thank you. The payment is looked for, and you are told when it is there."))
    return HttpResponseRedirect(reverse("order", args=[token]), status=303)


@by_link
@require_POST
def relink(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Close every link of the order and go on with a fresh one, for example after a link was sent to a wrong person."""
    fresh = links.replace(order, reason="asked for by the holder of the link")
    messages.success(request, _("The old links are closed. The address of this page is new; please keep it."))
    return HttpResponseRedirect(reverse("order", args=[fresh]), status=303)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Another address, name or number, until the first part is packed."""
    shown = order_page(order)
    if not shown.can_change_address:
        messages.error(request, _("A part of the order is packed or closed, so the address stays as it is. Please call us."))
        return redirect("order", token)
    form = AddressForm(request.POST or None, initial=_known(shown), has_account=order.user_id is not None or not shown.email)
    if request.method == "POST" and form.is_valid() and _change(request, order, form):
        messages.success(request, _("The address is changed."))
        return HttpResponseRedirect(reverse("order", args=[token]), status=303)
    context = {"form": form, "order": shown, "token": token, "version": request.POST.get("version", shown.version)}
    return render(request, "storefront/buying/order_address.html", context, status=422 if form.errors else 200)


def _change(request: HttpRequest, order: Order, form: AddressForm) -> bool:
    """Write the change, or put beside the field why it can not be made."""
    asked = pincode.read(request)
    if asked.info is None:
        form.add_error("pin", str(asked.error))
        return False
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    try:
        address.change_address(order, contact=form.contact(), address=form.address(asked.info), version=version)
    except (BadContact, UnknownPin) as refusal:
        form.take_refusal(refusal)
    except NotDelivered as refusal:
        form.add_error("pin", str(refusal.reason))
    except AddressRefused as refusal:
        form.add_error("pin" if refusal.code == "costs_more" else None, str(refusal.reason))
    except NotPossible:
        form.add_error(None, _("The address can no longer be changed. Please call us."))
    return form.is_valid()


def _known(shown: OrderPage) -> dict[str, object]:
    return {**vars(shown.ship_to), "mobile": shown.ship_to.phone, "email": shown.email, "firm": shown.firm, "gstin": shown.gstin}


def _page(request: HttpRequest, shown: OrderPage, token: str, form: ReferenceForm, wrong: str = "", *, status: int = 200) -> HttpResponse:
    """``form`` is bound where something has to be corrected; ``wrong`` is then the payment it was sent for, if it named one."""
    is_each = shown.pays_each_group
    context = {
        "order": shown,
        "cards": part_cards(shown),
        "choices": choosing.open_choices(shown.number) if any(event.kind == "choice_asked" for event in shown.events) else [],
        "stand_ins": open_stand_ins(shown.number) if any(event.kind == "stand_in_asked" for event in shown.events) else [],
        "token": token,
        "reference_form": form,
        "pay": _pay_facts(shown.payment, shown.received_paise) if shown.payment and not is_each and _waits(shown.payment) else None,
        "pays": each_group.pays(shown, form, wrong) if is_each else [],
        "can_call_off": any(_waits(payment) for payment in (shown.payment, *(part.payment for part in shown.parts)) if payment),
    }
    return render(request, "storefront/buying/order.html", context, status=status)


def _waits(payment: Payment) -> bool:
    return payment.status == Payment.Status.AWAITING


def _pay_facts(payment: Payment, received_paise: int) -> dict[str, object]:
    """What the shopper needs to send the money that is missing, for the chosen way first."""
    if providers.get(payment.provider).has_pay_page:
        return {"is_card": True}
    missing = payment.amount_paise - received_paise
    return {
        "missing_paise": missing,
        "is_too_much": missing < 0,
        "is_upi": payment.method == offline.UPI,
        "upi_link": offline.upi_link(payment, missing),
        "qr": offline.upi_qr_svg(payment, missing),
        "note": offline.transfer_note(payment),
        "upi_id": settings.SHOP_UPI_ID,
        "bank_account": settings.SHOP_BANK_ACCOUNT,
    }
