"""The list of a shopper who is logged in, and one mail for anybody when a listing is back."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.people import signed_in
from accounts.secret_pages import opened_by
from accounts.throttles import visitor
from catalogue import wishes
from catalogue.models import Listing
from catalogue.voice_models import BackNotice
from catalogue.voices.errors import VoiceRefused
from storefront.account.limits import TELL_ME, TELL_ME_MAIL
from storefront.looking.lists import CARD_SIZES
from storefront.looking.product_reading import find


class TellMeForm(forms.Form):
    """Where the one mail goes."""

    email = forms.CharField(
        label=gettext_lazy("Email"),
        max_length=254,
        help_text=gettext_lazy("For this one mail only. The address is forgotten a month after it."),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Write the email address that the mail goes to.")},
    )


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the shopper keeps in mind."""
    return render(request, "storefront/account/wishes.html", {"rows": wishes.listings_of(signed_in(request)), "sizes": CARD_SIZES})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a listing on the list, or take it off. The page of a product is the same for everybody, so the button is here."""
    listing, person = _listing(slug), signed_in(request)
    if request.method != "POST":
        is_kept = wishes.listings_of(person).filter(pk=listing.pk).exists()
        return render(request, "storefront/account/wish.html", {"listing": listing, "is_kept": is_kept})
    if request.POST.get("act") == "drop":
        wishes.drop(user=person, listing=listing)
        messages.success(request, _("Taken off your list."))
    else:
        wishes.keep(user=person, listing=listing)
        messages.success(request, _("On your list."))
    return HttpResponseRedirect(reverse("account-wishes"), status=303)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell_me(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for one mail when a listing can be had again. The answer is the same whether or not the address asked before."""
    listing = _listing(slug)
    person = request.user if isinstance(request.user, User) else None
    if request.method != "POST":
        form = TellMeForm(initial={"email": (person.email or "") if person else ""})
        return _tell_me(request, listing, form, is_sent="sent" in request.GET)
    form = TellMeForm(request.POST)
    if not form.is_valid():
        return _tell_me(request, listing, form, status=422)
    if not TELL_ME.hit(visitor(request)) or not TELL_ME_MAIL.hit(form.cleaned_data["email"].strip().lower()):
        return _tell_me(request, listing, form, is_throttled=True, status=429)
    try:
        wishes.ask(listing=listing, email=form.cleaned_data["email"], language=get_language() or "en", user=person)
    except VoiceRefused as refusal:
        form.add_error(refusal.field, str(refusal.reason))
        return _tell_me(request, listing, form, status=422)
    return HttpResponseRedirect(reverse("product-tell-me", args=[listing.slug]) + "?sent", status=303)


@opened_by(wishes.wanted_for)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, wanted: BackNotice, token: str) -> HttpResponse:
    """Behind the link in the mail: say yes, or have the address forgotten."""
    if request.method != "POST":
        return render(request, "storefront/account/tell_me_confirm.html", {"wanted": wanted, "listing": wanted.listing, "token": token})
    if request.POST.get("act") == "stop":
        wishes.stop(wanted)
        return render(request, "storefront/account/tell_me_confirm.html", {"listing": wanted.listing, "is_gone": True})
    wishes.confirm(wanted)
    return HttpResponseRedirect(reverse("tell-me", args=[token]), status=303)


def _listing(slug: str) -> Listing:
    try:
        return find(slug)
    except Listing.DoesNotExist:
        raise Http404 from None


def _tell_me(request: HttpRequest, listing: Listing, form: TellMeForm, *, status: int = 200, **more: bool) -> HttpResponse:
    return render(request, "storefront/account/tell_me.html", {"listing": listing, "form": form, **more}, status=status)
