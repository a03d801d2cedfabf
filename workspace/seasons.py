"""A harvest sold ahead: begun, said to come later, or ended when it is in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from catalogue import seasons
from catalogue.models import Listing, Season
from catalogue.seasons import SeasonRefused, Window
from orders.seasons import slip
from workspace import reach


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Choose a day.")),
    )


def _number(label: Any, hint: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=1,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), gettext_lazy("Write a whole number, 1 or more.")),
    )


class SentForm(forms.Form):
    """Between which days it is sent, and why that changed."""

    ships_from = _day(gettext_lazy("Sent from"))
    ships_to = _day(gettext_lazy("Sent by"))
    reason = forms.CharField(
        label=gettext_lazy("Why (shoppers read it)"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write why: shoppers read it.")},
    )


class SeasonForm(forms.Form):
    """How much is sold, from when to when, and when it is sent."""

    pieces = _number(gettext_lazy("How many pieces will there be"), gettext_lazy("Or the kilograms below"), seasons.MOST_PIECES)
    kilograms = _number(gettext_lazy("Or how many kilograms"), gettext_lazy("For goods that are sold by weight"), 1_000_000)
    opens_on = _day(gettext_lazy("Orders from"))
    closes_on = _day(gettext_lazy("Orders to"))
    ships_from = _day(gettext_lazy("Sent from"))
    ships_to = _day(gettext_lazy("Sent by"))

    def window(self) -> Window:
        said = self.cleaned_data
        return Window(said["opens_on"], said["closes_on"], said["ships_from"], said["ships_to"])


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def season(request: HttpRequest, slug: str) -> HttpResponse:
    """The running season with what can be done about it, or the form to begin one."""
    listing = reach.listing_or_404(request, slug)
    running = seasons.open_seasons([listing.pk]).get(listing.pk)
    if request.method != "POST":
        return _page(request, listing, running, _form(running))
    if running and request.POST.get("act") == "end":
        seasons.end(running, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, listing.group))
        messages.success(request, _("Nothing is sold ahead any more. Write down what you have, and pack the orders."))
        return _back(listing)
    form: SentForm | SeasonForm = SentForm(request.POST) if running else SeasonForm(request.POST)
    if form.is_valid():
        try:
            messages.success(request, _act(request, listing, running, form))
        except SeasonRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.words))
        else:
            return _back(listing)
    return _page(request, listing, running, form)


def _act(request: HttpRequest, listing: Listing, running: Season | None, form: SentForm | SeasonForm) -> str:
    """Begin a season, or move the running one; what to say of it. Raises ``SeasonRefused``."""
    by: dict[str, Any] = {"acting_user": signed_in(request), "on_behalf_of": reach.stamp(request, listing.group)}
    if running:
        told = slip(running, **form.cleaned_data, **by)
        words = ngettext("%(count)d order waits for it, and is told.", "%(count)d orders wait for it, and are told.", told)
        return _("Changed.") + " " + words % {"count": told}
    if isinstance(form, SeasonForm):
        said = form.cleaned_data
        seasons.begin(listing=listing, window=form.window(), pieces=said["pieces"], kilograms=said["kilograms"], **by)
    return _("It is sold ahead.")


def _form(running: Season | None) -> SentForm | SeasonForm:
    if running:
        return SentForm(initial={"ships_from": running.ships_from, "ships_to": running.ships_to})
    return SeasonForm(initial={"opens_on": timezone.localdate()})


def _back(listing: Listing) -> HttpResponse:
    return HttpResponseRedirect(reverse("workspace-season", args=[listing.slug]), status=303)


def _page(request: HttpRequest, listing: Listing, running: Season | None, form: forms.Form) -> HttpResponse:
    context = {"listing": listing, "season": running, "form": form}
    return reach.page(request, "workspace/season.html", listing.group, context, status=422 if form.errors else 200)
