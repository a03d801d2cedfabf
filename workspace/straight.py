"""Money that shoppers pay straight to the group: what to look for on its account, what to send back, what it owes the shop."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from money.fields import RupeesField
from money.words import rupees
from orders import direct as desk
from orders.errors import NotPossible
from payments import access, direct
from payments.errors import AmountMissing, NotThatMuch, PaidAlready, ReferenceMissing, ReferenceUsed, SentAlready
from payments.models import Payment, Refund
from producers.models import ProducerGroup
from workspace import reach

_REFUSALS = (ReferenceUsed, ReferenceMissing, PaidAlready, AmountMissing, NotThatMuch, SentAlready, NotPossible)


def _reference() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reference on your bank statement or in your UPI app"),
        max_length=64,
        error_messages={"required": gettext_lazy("Type the reference (UTR). It stands beside the payment in your app.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CameForm(forms.Form):
    """Money that came. Without an amount it is exactly what was asked."""

    reference = _reference()
    amount = RupeesField(label=gettext_lazy("Another amount, in rupees"), required=False)


class BackForm(forms.Form):
    """Money that was too much, or not needed, and went back."""

    amount = RupeesField(label=gettext_lazy("Amount sent back, in rupees"))
    reference = _reference()


class RefundForm(forms.Form):
    """A refund that was sent."""

    reference = _reference()


FORMS: dict[str, type[forms.Form]] = {"came": CameForm, "back": BackForm, "refund": RefundForm}


@dataclass(frozen=True)
class Row:
    """A payment or a refund with its form; ``problem`` is what was refused."""

    thing: Payment | Refund
    act: str
    form: forms.Form
    problem: str = ""
    is_overdue: bool = False


@dataclass(frozen=True)
class _Wrong:
    """The form that has to be corrected."""

    act: str
    number: str
    form: forms.Form
    problem: str


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def money(request: HttpRequest, slug: str) -> HttpResponse:
    """The lists; a POST writes down one line of the group's bank statement."""
    try:
        group = access.group_for(request.user, slug)
    except ProducerGroup.DoesNotExist:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, group)
    act, number = request.POST.get("act", ""), request.POST.get("number", "")[:24]
    if act not in FORMS:
        raise Http404
    form = FORMS[act](request.POST, auto_id=f"{number}-%s")
    if not form.is_valid():
        return _page(request, group, _Wrong(act, number, form, ""))
    try:
        said = _write(request, group, act, number, form)
    except (Payment.DoesNotExist, Refund.DoesNotExist):
        raise Http404 from None
    except _REFUSALS as refusal:
        return _page(request, group, _Wrong(act, number, form, refusal_words(refusal)))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("workspace-straight", args=[group.slug]), status=303)


def _write(request: HttpRequest, group: ProducerGroup, act: str, number: str, form: forms.Form) -> str:
    """One act, and what is said of it."""
    values, person = form.cleaned_data, signed_in(request)
    if act == "refund":
        refund = direct.refund_for(group, number)
        desk.refund_sent(refund, reference=values["reference"], sent_at=timezone.now(), acting_user=person)
        return _("%(amount)s are written down as sent back. The shopper is told.") % {"amount": rupees(refund.amount_paise)}
    payment = direct.payment_for(group, number)
    if act == "back":
        desk.money_sent_back(payment, amount_paise=values["amount"], reference=values["reference"], acting_user=person)
        return _("%(amount)s are written down as sent back. The shopper is told.") % {"amount": rupees(values["amount"])}
    came = desk.money_came(payment, reference=values["reference"], amount_paise=values["amount"], acting_user=person)
    if came.is_confirmed:
        return _("Written down. The shopper is told, and the order is among yours now.")
    if came.missing_paise > 0:
        return _("Written down. %(amount)s are missing; the shopper is told.") % {"amount": rupees(came.missing_paise)}
    return _("Written down. %(amount)s too much came: please send them back.") % {"amount": rupees(-came.missing_paise)}


def refusal_words(refusal: Exception) -> str:
    """Why something was not written down, in words for who typed it."""
    words = {
        ReferenceUsed: _("This reference was used before. Please look at your statement again."),
        ReferenceMissing: _("Type the reference (UTR). It stands beside the payment in your app."),
        PaidAlready: _("This payment was written down before, with another reference. Nothing was changed."),
        SentAlready: _("This was written down before, with another reference. Nothing was changed."),
        AmountMissing: _("Type the amount in rupees, for example 1,250 or 1250.50."),
        NotThatMuch: _("So much did not come without being needed. Nothing was changed."),
        NotPossible: _("This is not waited for any more. Nothing was changed."),
    }
    return words[type(refusal)]


def _page(request: HttpRequest, group: ProducerGroup, wrong: _Wrong | None = None) -> HttpResponse:
    found = direct.page(group)
    context = {
        "money": found,
        "waiting": [_row(payment, "came", wrong) for payment in found.waiting],
        "back": [_row(payment, "back", wrong) for payment in found.to_send_back],
        "late": [_row(payment, "came", wrong) for payment in found.late],
        "refunds": [_row(refund, "refund", wrong) for refund in found.refunds],
        "wrong": wrong,
    }
    return reach.page(request, "workspace/straight.html", group, context, status=422 if wrong else 200)


def _row(thing: Payment | Refund, act: str, wrong: _Wrong | None) -> Row:
    overdue = isinstance(thing, Refund) and desk.is_overdue(thing)
    if wrong and (wrong.act, wrong.number) == (act, thing.number):
        return Row(thing, act, wrong.form, wrong.problem, overdue)
    return Row(thing, act, FORMS[act](auto_id=f"{thing.number}-%s"), is_overdue=overdue)
