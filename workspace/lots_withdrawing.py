"""A group calls one of its lots back: why, and what a buyer should do."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from catalogue.models import Listing
from orders.recalls import parts_with
from provenance.errors import LotWithdrawn
from provenance.models import Lot
from provenance.withdrawing import withdraw
from workspace import reach


class WithdrawForm(forms.Form):
    """What buyers read on the page of the lot and in the mail."""

    reason = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        help_text=gettext_lazy("For example: mould in two bags."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what is wrong.")},
    )
    what_to_do = forms.CharField(
        label=gettext_lazy("What should a buyer do?"),
        help_text=gettext_lazy("For example: do not eat it. Throw it away and write to us; you get your money back."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what a buyer should do.")},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_lot(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Ask why and what to do, say what will happen, then withdraw."""
    listing = reach.listing_or_404(request, slug)
    lot = _lot_or_404(listing, code)
    form = WithdrawForm(request.POST or None)
    if lot.status == Lot.Status.WITHDRAWN:
        return _back(request, listing, lot)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(lot, **form.cleaned_data, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, listing.group))
        except LotWithdrawn:  # by somebody else, since the page was opened
            lot.refresh_from_db()
        return _back(request, listing, lot)
    context = {"listing": listing, "lot": lot, "form": form, "sent": parts_with(lot).count()}
    return reach.page(request, "workspace/lot_withdraw.html", listing.group, context, status=422 if form.errors else 200)


def _lot_or_404(listing: Listing, code: str) -> Lot:
    """A lot of the listing's group; that of another group looks as if it did not exist."""
    try:
        return Lot.objects.select_related("place").get(group=listing.group, code=code)
    except Lot.DoesNotExist:
        raise Http404 from None


def _back(request: HttpRequest, listing: Listing, lot: Lot) -> HttpResponse:
    words = _("Lot %(code)s is withdrawn. Nothing of it is for sale, and whoever was sent some of it is told.")
    messages.success(request, words % {"code": lot.code})
    return HttpResponseRedirect(reverse("workspace-lots", args=[listing.slug]), status=303)
