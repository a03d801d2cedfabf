"""Checkout, page two of three: who receives the parcels and where."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from orders.own_addresses import OwnAddress
from orders.quotes import Quote, quote
from storefront.buying import abroad, drafts, pincode, saved
from storefront.buying.cards import parcel_words, sum_rows
from storefront.buying.forms import AddressForm
from storefront.buying.kept_code import kept
from storefront.buying.own_basket import own_basket
from storefront.buying.steps import STEPS, is_for_basket


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Name, number and address. Everything typed is kept when something has to be corrected."""
    if request.method == "POST" and "abroad" in request.POST:
        return abroad.leave(request)
    asked = pincode.read(request)
    kept_addresses = saved.read(request, asked)
    if kept_addresses.chosen and not asked.typed:
        asked = pincode.check(kept_addresses.chosen.address.pin)
    quoted = quote(own_basket(request), asked.pin, code=kept(request))
    if is_for_basket(quoted):
        return redirect("basket")
    form = _form(request, asked, kept_addresses.chosen)
    if request.method == "POST":
        _refuse_pin(form, asked, quoted)
        if asked.info and form.is_valid():
            form.refuse_state(asked.info)
        if form.is_valid() and asked.info:
            drafts.keep(request, drafts.of(form.contact(), form.address(asked.info)))
            if isinstance(request.user, User) and "keep_address" in request.POST:
                saved.keep(request.user, form.contact(), form.address(asked.info))
            return HttpResponseRedirect(reverse("checkout-pay"), status=303)
    context = {
        "form": form,
        "quote": quoted,
        "asked": asked,
        "sums": sum_rows(quoted),
        "parcels": parcel_words(quoted),
        "steps": STEPS,
        "saved": kept_addresses,
        "is_to_keep": "keep_address" in request.POST,
    }
    return render(request, "storefront/buying/address.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, asked: pincode.Pincode, own: OwnAddress | None) -> AddressForm:
    """The form as posted, or filled with what the shop already knows: the address that was chosen, what was typed before, the account."""
    has_account = request.user.is_authenticated
    if request.method == "POST":
        return AddressForm(request.POST, has_account=has_account)
    draft = drafts.read(request)
    known: dict[str, Any] = {"pin": asked.typed, "city": asked.info.district if asked.info else ""}
    if request.user.is_authenticated:
        known |= {"name": request.user.get_full_name(), "email": request.user.email or "", "mobile": request.user.mobile or ""}
    if draft is not None:
        known = {**vars(draft), "pin": asked.typed or draft.pin}
    if own is not None:
        known |= {**vars(own.address), "name": own.contact.name, "mobile": own.contact.mobile}
    return AddressForm(initial=known, has_account=has_account)


def _refuse_pin(form: AddressForm, asked: pincode.Pincode, quoted: Quote) -> None:
    """Say beside the pincode why it can not be used: unknown, asked too often, or a group that does not send there."""
    if "pin" in form.errors:
        return
    if asked.error:
        form.add_error("pin", str(asked.error))
    for group in quoted.groups:
        if group.refusal:
            form.add_error("pin", f"{group.group.name}: {group.refusal.reason}")
