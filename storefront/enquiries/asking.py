"""Asking a group, or the shop, for a price: hotels, weddings, made to order, a parcel abroad. Four fields."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.throttles import visitor
from catalogue.models import Listing
from orders import attempts
from orders.enquiries import asking
from orders.enquiries.asking import MOST_SIGNS, NAME_SIGNS, PLACE_SIGNS, Wanted
from orders.enquiries.errors import EnquiryRefused
from orders.quote_lines import read_lines
from producers.models import ProducerGroup
from storefront.buying import abroad
from storefront.buying.own_basket import own_basket
from storefront.enquiries.limits import ENQUIRY, ENQUIRY_MAIL

ABROAD = "abroad"


class EnquiryForm(forms.Form):
    """What, where to, who, and where the answer goes."""

    words = forms.CharField(
        label=gettext_lazy("What do you need, how many, and by when?"),
        max_length=MOST_SIGNS,
        help_text=gettext_lazy("Telephone numbers, links and addresses are taken out: the group never sees yours."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say what you need, how many and by when, in at most 1,000 letters.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Pincode it goes to, or the country"),
        max_length=PLACE_SIGNS,
        error_messages={"required": gettext_lazy("Write the pincode it goes to, or the country.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=NAME_SIGNS,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your name.")},
    )
    email = forms.CharField(
        label=gettext_lazy("Email"),
        max_length=254,
        help_text=gettext_lazy("The answer goes there, with a link to pay if it can be made."),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Write the email address that the answer goes to.")},
    )
    key = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)

    def wanted(self) -> Wanted:
        got = self.cleaned_data
        return Wanted(got["words"], got["place"], got["name"], got["email"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_group(request: HttpRequest, slug: str) -> HttpResponse:
    """To one group; ``?listing=`` names the goods that were looked at."""
    group = get_object_or_404(ProducerGroup, slug=slug, status=ProducerGroup.Status.APPROVED)
    listing = _listing(request, group)
    return _answer(request, group, listing, reverse("group-enquire", args=[slug]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_shop(request: HttpRequest) -> HttpResponse:
    """To the shop, for goods of several groups; ``?for=abroad`` holds what is in the basket."""
    return _answer(request, None, None, reverse("enquire"))


def _answer(request: HttpRequest, group: ProducerGroup | None, listing: Listing | None, here: str) -> HttpResponse:
    person = request.user if isinstance(request.user, User) else None
    page = {"group": group, "listing": listing, "here": here, "is_abroad": request.GET.get("for") == ABROAD}
    if request.method != "POST":
        form = EnquiryForm(initial=_known(request, person, listing))
        return _page(request, {**page, "form": form, "is_sent": "sent" in request.GET})
    form = EnquiryForm(request.POST)
    if not form.is_valid():
        return _page(request, {**page, "form": form}, status=422)
    if not ENQUIRY.hit(visitor(request)) or not ENQUIRY_MAIL.hit(form.cleaned_data["email"].strip().lower()):
        return _page(request, {**page, "form": form, "is_throttled": True}, status=429)
    given = {"key": form.cleaned_data["key"], "language": get_language() or "en", "group": group, "listing": listing, "user": person}
    try:
        asking.ask(form.wanted(), **given)
    except EnquiryRefused as refusal:
        form.add_error(refusal.field, str(refusal.reason))
        return _page(request, {**page, "form": form}, status=422)
    abroad.drop(request)
    return HttpResponseRedirect(f"{here}?sent", status=303)


def _known(request: HttpRequest, person: User | None, listing: Listing | None) -> dict[str, str]:
    """What the form holds already: who is logged in, what was looked at, or what is in the basket of somebody abroad."""
    known = {"key": attempts.new_key()}
    if person:
        known |= {"email": person.email or "", "name": person.get_full_name()}
    if listing:
        known["words"] = f"{listing.title}: "
    if request.GET.get("for") == ABROAD:
        typed = abroad.known(request)
        lines = read_lines(own_basket(request), timezone.localdate())
        wanted = [f"{line.quantity} × {line.title}{f', {line.variant}' if line.variant else ''}" for line in lines]
        if "address" in typed:
            wanted.append(_("To be sent to: %(address)s") % {"address": typed.pop("address")})
        known |= {**typed, "words": "\n".join(wanted), "place": typed.get("place", "")[:PLACE_SIGNS]}
    return known


def _listing(request: HttpRequest, group: ProducerGroup) -> Listing | None:
    slug = request.GET.get("listing", "") or request.POST.get("listing", "")
    if not slug:
        return None
    found = Listing.objects.filter(slug=slug[:120], group=group, status=Listing.Status.LIVE).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    title = _("Ask for a price")
    return render(request, "storefront/enquiries/ask.html", {"title": title, **context}, status=status)
