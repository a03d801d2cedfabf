"""Staff's page of what the shop pays to others: what gateways settled and kept, and taxes at source paid to the government."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import any_permission_required, permission_denied

from accounts.admin_frame import frame
from money.fields import RupeesField
from money.words import rupees
from payments import providers
from payments.dues import deposits, settlements
from payments.dues.errors import DueRefused
from payments.errors import ReferenceMissing, ReferenceUsed
from payments.models import GatewaySettlement, TaxDeposit
from payments.papers import months
from payments.papers.months import NoMonth
from payments.payouts.errors import NotAsSeen, ReasonMissing, SamePerson
from payments.staff.payouts import refusal_words
from payments.staff.rights import ALL, MAY_APPROVE, MAY_PROPOSE, staff_member

SHOWN = 50
REFUSALS = (DueRefused, NotAsSeen, ReasonMissing, ReferenceMissing, ReferenceUsed, SamePerson)
_DAY = {"required": gettext_lazy("Say on which day."), "invalid": gettext_lazy("Write the day as 2026-12-31.")}


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=_DAY)


class SettledForm(forms.Form):
    """One line of a gateway's report of settlements, or one invoice for its fees."""

    provider = forms.ChoiceField(label=gettext_lazy("Gateway"), error_messages={"required": gettext_lazy("Choose the gateway.")})
    paid = RupeesField(label=gettext_lazy("Paid into our bank, in rupees (empty: nothing)"), required=False)
    fee = RupeesField(label=gettext_lazy("Its fee with tax, in rupees (empty: none)"), required=False)
    reference = forms.CharField(
        label=gettext_lazy("UTR, or number of its invoice"),
        max_length=64,
        error_messages={"required": gettext_lazy("Type the UTR or the number of the invoice.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    settled_on = _day_field(gettext_lazy("Day of its report"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["provider"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - tells the type checker what is declared above
        choice.choices = [(code, providers.get(code).label) for code in settlements.GATEWAYS]


class DepositForm(forms.Form):
    """A challan of tax that was paid to the government."""

    kind = forms.ChoiceField(label=gettext_lazy("Tax"), choices=TaxDeposit.Kind.choices)
    month = forms.CharField(
        label=gettext_lazy("Month it is for"),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "month"}),
        error_messages={"required": gettext_lazy("Write a month such as 2026-11.")},
    )
    amount = RupeesField(label=gettext_lazy("Amount, in rupees"), error_messages={"required": gettext_lazy("Type the amount.")})
    challan = forms.CharField(
        label=gettext_lazy("Number of the challan"),
        max_length=40,
        error_messages={"required": gettext_lazy("Type the number of the challan.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    paid_on = _day_field(gettext_lazy("Paid on"))

    def clean_month(self) -> date:
        """The first day of the month."""
        try:
            return months.read(self.cleaned_data["month"]).first
        except NoMonth:
            raise forms.ValidationError(_("Write a month such as 2026-11.")) from None


@any_permission_required(*ALL)
@require_safe
def dues(request: HttpRequest) -> HttpResponse:
    """What stands with gateways, what is owed to the government, and what was written down, the newest first."""
    return _page(request)


@any_permission_required(*ALL)
@require_POST
def settled(request: HttpRequest) -> HttpResponse:
    """A gateway has settled, or sent an invoice for its fees."""
    if not request.user.has_perm(MAY_PROPOSE):
        return permission_denied(request)
    form = SettledForm(request.POST, auto_id="settled-%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = settlements.record(
                provider=said["provider"],
                paid_paise=said["paid"] or 0,
                fee_paise=said["fee"] or 0,
                reference=said["reference"],
                settled_on=said["settled_on"],
                acting_user=staff_member(request),
            )
        except REFUSALS as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("%(number)s is written down.") % {"number": made.number})
            return redirect("dues")
    return _page(request, settled_form=form)


@any_permission_required(*ALL)
@require_POST
def deposit(request: HttpRequest) -> HttpResponse:
    """A challan is written down; another person compares it."""
    if not request.user.has_perm(MAY_PROPOSE):
        return permission_denied(request)
    form = DepositForm(request.POST, auto_id="deposit-%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            deposits.propose(
                kind=said["kind"],
                month=said["month"],
                amount_paise=said["amount"],
                challan=said["challan"],
                paid_on=said["paid_on"],
                acting_user=staff_member(request),
            )
        except REFUSALS as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("The challan is written down. Another person compares it."))
            return redirect("dues")
    return _page(request, deposit_form=form)


@any_permission_required(*ALL)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """The second person has compared the challan, or it is another one."""
    found = get_object_or_404(TaxDeposit, number=number)
    name = request.POST.get("act", "")
    if name not in ("approve", "refuse"):
        raise Http404
    if not request.user.has_perm(MAY_APPROVE):
        return permission_denied(request)
    try:
        if name == "approve":
            deposits.approve(found, acting_user=staff_member(request))
            said = _("%(amount)s are off the books: they are with the government.") % {"amount": rupees(found.amount_paise)}
        else:
            deposits.refuse(found, note=request.POST.get("words", ""), acting_user=staff_member(request))
            said = _("The challan is refused.")
    except REFUSALS as refusal:
        return _page(request, wrong=number, problem=words_of(refusal))
    messages.success(request, said)
    return redirect("dues")


def words_of(refusal: Exception) -> str:
    """Why the domain refused, for the person who typed."""
    if isinstance(refusal, DueRefused):
        return {
            "nothing": _("Type an amount."),
            "too_much": _("That is more than there is. Nothing was changed."),
            "month": _("The month is still to come, or the day does not fit it."),
            "challan": _("This challan was written down before, with other facts. Nothing was changed."),
        }[refusal.code]
    return _("Write why.") if isinstance(refusal, ReasonMissing) else refusal_words(refusal)


def _page(
    request: HttpRequest,
    *,
    settled_form: SettledForm | None = None,
    deposit_form: DepositForm | None = None,
    wrong: str = "",
    problem: str = "",
) -> HttpResponse:
    person = staff_member(request)
    rows = list(TaxDeposit.objects.select_related("proposed_by", "approved_by")[:SHOWN])
    may_approve = person.has_perm(MAY_APPROVE)
    context = {
        **frame(_("Fees and taxes paid"), "download"),
        "standing": [(providers.get(code).label, paise) for code, paise in settlements.standing().items()],
        "settlements": [
            (row, providers.get(row.provider).label) for row in GatewaySettlement.objects.select_related("recorded_by")[:SHOWN]
        ],
        "to_pay": [(label, deposits.left_to_pay(kind)) for kind, label in TaxDeposit.Kind.choices],
        "deposits": [{"deposit": row, "acts": _possible(row, person, may_approve)} for row in rows],
        "settled_form": settled_form or SettledForm(auto_id="settled-%s"),
        "deposit_form": deposit_form or DepositForm(auto_id="deposit-%s"),
        "may_propose": person.has_perm(MAY_PROPOSE),
        "wrong": wrong,
        "problem": problem,
    }
    return render(request, "payments/staff/dues.html", context, status=422 if problem or settled_form or deposit_form else 200)


def _possible(row: TaxDeposit, person: Any, may_approve: bool) -> list[str]:
    if row.status != TaxDeposit.Status.PROPOSED or not may_approve:
        return []
    return ["refuse"] if row.proposed_by_id == person.pk else ["approve", "refuse"]
