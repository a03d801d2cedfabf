"""Handing parcels over: with whom, under which number, on which day; all at once or one after the other."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from media.uploads import PictureRefused
from orders import carriers, claims, handover, photos
from orders.errors import HandOverRefused, NotPossible
from orders.models import Parcel, ProducerOrder
from orders.queries import producer_order_page
from producers.access import on_behalf_of, role_in
from workspace.listings_forms import number_field
from workspace.parts import reach


class HandOverForm(forms.Form):
    """Carrier and day for all, a tick and a number for each parcel."""

    carrier = forms.ChoiceField(label=gettext_lazy("Who carries it?"), error_messages={"required": gettext_lazy("Choose who carries it")})
    carrier_name = forms.CharField(label=gettext_lazy("Name of another carrier"), max_length=60, required=False)
    on = forms.DateField(
        label=gettext_lazy("Handed over on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Say on which day"), "invalid": gettext_lazy("Write the day as 2026-12-31")},
    )

    def __init__(self, parcels: list[Parcel], data: Any = None) -> None:
        last = next((parcel.carrier for parcel in parcels if parcel.carrier in carriers.BY_CODE), "")
        super().__init__(data, initial={"on": timezone.localdate(), "carrier": last})
        choice = self.fields["carrier"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - tells the type checker what is declared above
        choice.choices = [("", _("Choose")), *((carrier.code, carrier.label) for carrier in carriers.CARRIERS)]
        self.parcels = parcels
        for parcel in parcels:
            self.fields[f"go-{parcel.number}"] = forms.BooleanField(initial=True, required=False)
            self.fields[f"tracking-{parcel.number}"] = forms.CharField(
                label=_("Number on the slip"),
                help_text=_("Every carrier gives one. Leave it empty only where you bring it yourselves."),
                max_length=60,
                required=False,
                initial=parcel.tracking_number,
            )
            self.fields[f"weight-{parcel.number}"] = number_field(
                _("Weight on the slip, grams"),
                _("We reckoned with %(weight)d g.") % {"weight": parcel.weight_g},
                least=1,
                most=handover.MOST_GRAMS,
            )
            if claims.worth(parcel) > claims.insure_above_paise():
                self.fields[f"insured-{parcel.number}"] = forms.ChoiceField(
                    label=_("Does the post insure it?"),
                    help_text=_("It is worth more than the post pays for when it is lost."),
                    choices=[("", _("Choose")), ("yes", _("Yes, insured")), ("no", _("No"))],
                    required=False,
                )

    @property
    def rows(self) -> list[dict[str, object]]:
        """Each parcel with its two fields."""
        return [
            {
                "parcel": parcel,
                "go": self[f"go-{parcel.number}"],
                "tracking": self[f"tracking-{parcel.number}"],
                "weight": self[f"weight-{parcel.number}"],
                "insured": self[f"insured-{parcel.number}"] if f"insured-{parcel.number}" in self.fields else None,
            }
            for parcel in self.parcels
        ]

    def weights(self) -> dict[str, int]:
        """The grams that were typed, by parcel."""
        typed = {parcel.number: self.cleaned_data[f"weight-{parcel.number}"] for parcel in self.parcels}
        return {number: grams for number, grams in typed.items() if grams}

    def insured(self) -> dict[str, bool]:
        """Whether a parcel goes insured, where it was said."""
        said = {parcel.number: self.cleaned_data.get(f"insured-{parcel.number}", "") for parcel in self.parcels}
        return {number: word == "yes" for number, word in said.items() if word}

    def chosen(self) -> dict[str, str]:
        """The numbers of the slips by parcel."""
        going = [parcel.number for parcel in self.parcels if self.cleaned_data[f"go-{parcel.number}"]]
        return {number: self.cleaned_data[f"tracking-{number}"] for number in going}

    def take_refusal(self, refusal: HandOverRefused) -> None:
        """Put the refusal beside its field."""
        name = f"{refusal.field}-{refusal.parcel}" if refusal.parcel else refusal.field
        self.add_error(name if name in self.fields else None, str(refusal.reason))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """The form, and its answer."""
    reached = reach(request, number, "accept_orders")
    parcels = list(Parcel.objects.filter(producer_order=reached, status=Parcel.Status.PACKED).order_by("pk"))
    form = HandOverForm(parcels, request.POST if request.method == "POST" and parcels else None)
    if request.method == "POST" and not parcels:
        messages.error(request, _("There is nothing to hand over now. The state is shown below."))
    elif not (form.is_valid() and _send(request, reached, form)):
        return _page(request, reached, form)
    return HttpResponseRedirect(reverse("workspace-order", args=[number]), status=303)


def _send(request: HttpRequest, reached: ProducerOrder, form: HandOverForm) -> bool:
    """Write it, or put what is wrong beside its field."""
    on: date = form.cleaned_data["on"]
    try:
        handover.hand_over(
            reached,
            parcels=form.chosen(),
            carrier=form.cleaned_data["carrier"],
            carrier_name=form.cleaned_data["carrier_name"],
            on=on,
            weights=form.weights(),
            insured=form.insured(),
            receipt=photos.take_in(request.FILES.getlist("receipt")),
            acting_user=signed_in(request),
            on_behalf_of=on_behalf_of(request.user, reached.group),
        )
    except HandOverRefused as refusal:
        form.take_refusal(refusal)
        return False
    except PictureRefused as refusal:
        form.add_error(None, refusal.reason)
        return False
    except NotPossible:
        messages.error(request, _("This can not be handed over now. Its state is shown below."))
        return True
    messages.success(request, _("Handed over. The shopper is told in ten minutes; until then you can take it back."))
    return True


def _page(request: HttpRequest, reached: ProducerOrder, form: HandOverForm) -> HttpResponse:
    context = {
        "group": reached.group,
        "role": role_in(request.user, reached.group),
        "may_accept": True,
        "part": producer_order_page(reached),
        "form": form,
    }
    return render(request, "workspace/hand_over.html", context, status=422 if form.errors else 200)
