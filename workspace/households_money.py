"""Money that a group gave to its households, written down: a share, an advance, several shares in cash, and what was recorded wrongly."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.people import signed_in
from money.paise import to_rupees
from money.words import rupees
from payments.household_models import Household
from payments.households import paying, queries
from payments.households.errors import PaymentRefused
from payments.models import MemberPayment
from workspace.households import attempt_of, form_page, group_or_404, household_or_404, list_page
from workspace.households_forms import AdvanceForm, CashForm, PayForm, TakeBackForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A household got what it is owed, or a part of it."""
    found = household_or_404(request, slug, code)
    owed = queries.balance_of(found).payable_paise
    form = PayForm(request.POST if request.method == "POST" else None, initial={"amount": to_rupees(owed) if owed > 0 else None})
    if request.method == "POST" and form.is_valid():
        try:
            made = paying.pay(
                found, amount_paise=form.amount_paise, given=form.given, key=_key(request, found), acting_user=signed_in(request)
            )
        except PaymentRefused as refusal:
            _say(form, refusal)
        else:
            return _done(request, found, _("%(amount)s to %(name)s are written down.") % _facts(made))
    return form_page(
        request, found.group, form, title=_("Pay %(name)s") % {"name": found.name}, button=_("It was given"), household=found, owed=owed
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advance(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A household got money before its share."""
    found = household_or_404(request, slug, code)
    form = AdvanceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key, person = _key(request, found), signed_in(request)
        try:
            made = paying.advance(found, amount_paise=form.amount_paise, given=form.given, key=key, acting_user=person)
        except PaymentRefused as refusal:
            _say(form, refusal)
        else:
            return _done(request, found, _("An advance of %(amount)s to %(name)s is written down.") % _facts(made))
    title = _("Advance for %(name)s") % {"name": found.name}
    words = _("It is taken off the next shares, at most half of each.")
    return form_page(request, found.group, form, title=title, button=_("It was given"), household=found, words=words)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, slug: str, code: str, number: str) -> HttpResponse:
    """A payment was recorded wrongly: its opposite is written down beside it."""
    found = household_or_404(request, slug, code)
    payment = MemberPayment.objects.filter(household=found, number=number, undoes__isnull=True).first()
    if payment is None:
        raise Http404
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            paying.take_back(payment, reason=form.cleaned_data["reason"], acting_user=signed_in(request))
        except PaymentRefused as refusal:
            _say(form, refusal)
        else:
            return _done(request, found, _("%(amount)s to %(name)s are taken back in the books.") % _facts(payment))
    title = _("%(amount)s were not given") % _facts(payment)
    return form_page(request, found.group, form, title=title, button=_("Take back"), household=found)


@never_cache
@login_required
@require_POST
def pay_several(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that the chosen households are owed was given in cash."""
    group = group_or_404(request, slug)
    known = {household.code: household for household in Household.objects.filter(group=group)}
    form = CashForm(request.POST, codes=list(known))
    if not form.is_valid():
        return list_page(request, group, form)
    chosen = [known[code] for code in form.cleaned_data["household"]]
    key = f"cash:{group.pk}:{signed_in(request).pk}:{attempt_of(request)}"
    made = paying.pay_all(group, chosen, given=form.given, key=key, acting_user=signed_in(request))
    total = {"number": len(made), "amount": rupees(sum(payment.amount_paise for payment in made))}
    said = ngettext(
        "%(amount)s to %(number)d household are written down.", "%(amount)s to %(number)d households are written down.", len(made)
    )
    messages.success(request, said % total)
    return HttpResponseRedirect(reverse("workspace-households", args=[group.slug]), status=303)


def _key(request: HttpRequest, household: Household) -> str:
    return f"page:{household.pk}:{signed_in(request).pk}:{attempt_of(request)}"


def _say(form: Any, refusal: PaymentRefused) -> None:
    """Why it was refused, beside the field that it is about."""
    field, words = {
        "too_much": ("amount", _("%(owed)s are owed, and not more.") % {"owed": rupees(refusal.paise)}),
        "not_usable": ("way", _("There are no bank details, or they are not 72 hours old. Give them first, or pay in cash.")),
        "no_nominee": ("to_nominee", _("No nominee is named.")),
        "no_proof": ("note", _("Write what proves it.")),
        "used": ("reference", _("This reference is written down for another payment.")),
        "taken_back": ("reason", _("This was taken back before.")),
        "recovered": ("reason", _("A part of this advance was taken off a share already. It can not be taken back any more.")),
    }[refusal.code]
    form.add_error(field if field in form.fields else None, words)


def _facts(payment: MemberPayment) -> dict[str, str]:
    return {"amount": rupees(payment.amount_paise), "name": payment.household.name}


def _done(request: HttpRequest, found: Household, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("workspace-household", args=[found.group.slug, found.code]), status=303)
