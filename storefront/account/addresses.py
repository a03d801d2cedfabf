"""Addresses in the account: add, edit, remove, and which one the checkout fills in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from orders import own_addresses
from orders.errors import AddressUnknown, BadContact, TooManyAddresses, UnknownPin
from orders.own_addresses import OwnAddress
from storefront.buying import pincode
from storefront.buying.forms import PlaceForm


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All of them, the default first."""
    kept = own_addresses.addresses_of(signed_in(request))
    return render(request, "storefront/account/addresses.html", {"kept": kept, "has_room": len(kept) < own_addresses.MOST})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new one."""
    person = signed_in(request)
    known = {"name": person.get_full_name(), "mobile": person.mobile or ""}
    form = PlaceForm(request.POST or None, initial=known)
    if request.method == "POST" and _keep(request, form, None):
        return _back(request, _("The address is kept."))
    return _form(request, form, None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: int) -> HttpResponse:
    """Write it anew, make it the default, or remove it. Another person's looks as if it did not exist."""
    person = signed_in(request)
    try:
        own = own_addresses.find(person, key)
        if request.POST.get("act") == "remove":
            own_addresses.remove(user=person, key=key)
            return _back(request, _("The address is removed."))
        if request.POST.get("act") == "default":
            own_addresses.make_default(user=person, key=key)
            return _back(request, _("The checkout fills in this address from now on."))
    except AddressUnknown:
        raise Http404 from None
    known = {**vars(own.address), "name": own.contact.name, "mobile": own.contact.mobile}
    form = PlaceForm(request.POST or None, initial=known)
    if request.method == "POST" and _keep(request, form, own):
        return _back(request, _("The address is kept."))
    return _form(request, form, own)


def _keep(request: HttpRequest, form: PlaceForm, own: OwnAddress | None) -> bool:
    """Write what was typed, or say beside the field why it can not be an address."""
    asked = pincode.read(request)
    if asked.error:
        form.add_error("pin", str(asked.error))
    if not form.is_valid() or asked.info is None:
        return False
    try:
        own_addresses.keep(user=signed_in(request), contact=form.contact(), address=form.address(asked.info), key=own.key if own else None)
    except (BadContact, UnknownPin) as refusal:
        form.take_refusal(refusal)
    except TooManyAddresses:
        words = _("Your account keeps %(most)d addresses, and no more. Remove one that you no longer need.")
        form.add_error(None, words % {"most": own_addresses.MOST})
    except AddressUnknown:  # removed in another tab
        raise Http404 from None
    return form.is_valid()


def _back(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("account-addresses"), status=303)


def _form(request: HttpRequest, form: PlaceForm, own: OwnAddress | None) -> HttpResponse:
    return render(request, "storefront/account/address.html", {"form": form, "own": own}, status=422 if form.errors else 200)
