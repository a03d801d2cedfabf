"""Staff's page of money that shoppers pay straight to groups: speak for a group, ask for overdue refunds, record fees, check accounts."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied, permission_required

from money.fields import RupeesField
from money.words import rupees
from orders import direct as desk
from orders.errors import NotPossible
from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_CHECK_ACCOUNT, MAY_CONFIRM, staff_member
from payments import direct, payees
from payments.errors import AmountMissing, NotThatMuch, PaidAlready, ReferenceMissing, ReferenceUsed, SentAlready
from payments.models import BankAccount
from producers.models import ProducerGroup

SHOWN = 50
REFUSALS = (
    ReferenceUsed, ReferenceMissing, PaidAlready, SentAlready, AmountMissing, NotThatMuch, NotPossible,
    desk.ReasonMissing, payees.SamePerson, payees.CheckRefused,
)  # fmt: skip


def _reference() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reference (UTR)"),
        max_length=64,
        error_messages={"required": gettext_lazy("Type the reference of the transfer.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ForGroupForm(forms.Form):
    """What a group said of a line on its own statement, and how staff know."""

    reference = _reference()
    reason = forms.CharField(
        label=gettext_lazy("Why you say so for the group"), max_length=160, error_messages={"required": gettext_lazy("Write why.")}
    )


class FeeForm(forms.Form):
    """Fees that a group has paid to the shop."""

    amount = RupeesField(label=gettext_lazy("Amount, in rupees"))
    reference = _reference()


class CheckForm(forms.Form):
    """How an account was compared."""

    how = forms.CharField(
        label=gettext_lazy("What you compared"),
        help_text=gettext_lazy("For example: passbook seen; one rupee sent to the UPI id, name read back."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write what you compared.")},
    )


FORMS: dict[str, type[forms.Form]] = {"came": ForGroupForm, "refund": ForGroupForm, "fee": FeeForm, "check": CheckForm}


@dataclass(frozen=True)
class Row:
    """A payment, refund, group that owes, or account, with its form; ``amount_paise`` is owed by a group."""

    thing: Any
    key: str
    act: str
    form: forms.Form
    problem: str | Promise = ""
    amount_paise: int = 0
    is_overdue: bool = False


@dataclass(frozen=True)
class _Wrong:
    act: str
    key: str
    form: forms.Form
    problem: str | Promise


@permission_required(MAY_CONFIRM)
@require_safe
def straight(request: HttpRequest) -> HttpResponse:
    """Everything that waits between shoppers and groups; with ``?done=1`` what groups have received."""
    if "done" in request.GET:
        return _done(request)
    return _page(request)


@permission_required(MAY_CONFIRM)
@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """One act on one row."""
    if name not in FORMS:
        raise Http404
    if name == "check" and not request.user.has_perm(MAY_CHECK_ACCOUNT):
        return permission_denied(request)
    key = request.POST.get("key", "")[:60]
    form = FORMS[name](request.POST, auto_id=f"{name}-{key}-%s")
    if not form.is_valid():
        return _page(request, _Wrong(name, key, form, ""))
    try:
        said = _write(request, name, key, form.cleaned_data)
    except REFUSALS as refusal:
        return _page(request, _Wrong(name, key, form, _words(refusal)))
    messages.success(request, said)
    return redirect("payments_straight")


def _write(request: HttpRequest, name: str, key: str, values: dict[str, Any]) -> str:
    person = staff_member(request)
    if name == "came":
        payment = get_object_or_404(direct.payments(), number=key)
        desk.money_came(
            payment, reference=values["reference"], amount_paise=None, acting_user=person, for_group=True, reason=values["reason"]
        )
        return _("Recorded for the group. The shopper is told.")
    if name == "refund":
        refund = get_object_or_404(direct.refunds_due(), number=key)
        desk.refund_sent(
            refund,
            reference=values["reference"],
            sent_at=timezone.now(),
            acting_user=person,
            for_group=True,
            reason=values["reason"],
        )
        return _("Recorded for the group. The shopper is told.")
    if name == "fee":
        group = get_object_or_404(ProducerGroup, slug=key)
        receipt = direct.record_fee(group=group, amount_paise=values["amount"], reference=values["reference"], acting_user=person)
        return _("%(amount)s of %(group)s are recorded.") % {"amount": rupees(receipt.amount_paise), "group": group.name}
    account = get_object_or_404(BankAccount, pk=key if key.isascii() and key.isdigit() else 0)
    payees.check(account, how=values["how"], acting_user=person)
    return _("Checked. Shoppers may pay to it once its 72 hours are over.")


def _words(refusal: Exception) -> str:
    words = {
        ReferenceUsed: _("This reference was used before. Please look at the statement again."),
        ReferenceMissing: _("Type the reference of the transfer."),
        PaidAlready: _("This payment was recorded before, with another reference. Nothing was changed."),
        SentAlready: _("This was recorded before, with another reference. Nothing was changed."),
        AmountMissing: _("Type the amount in rupees, for example 1,250 or 1250.50."),
        NotThatMuch: _("The group does not owe so much. Nothing was changed."),
        NotPossible: _("This waits no more. Nothing was changed."),
        desk.ReasonMissing: _("Write why."),
        payees.SamePerson: _("Who gave the details, or belongs to the group, can not check them."),
        payees.CheckRefused: _("These details were replaced or checked meanwhile. Nothing was changed."),
    }
    return words[type(refusal)]


def _done(request: HttpRequest) -> HttpResponse:
    page = page_of(request, direct.settled())
    context = {**frame(_("Paid straight to groups"), "check"), "page": page, "chosen": "done"}
    return render(request, "orders/staff/straight_done.html", context)


def _page(request: HttpRequest, wrong: _Wrong | None = None) -> HttpResponse:
    may_check = request.user.has_perm(MAY_CHECK_ACCOUNT)
    waiting = direct.payments().filter(status="awaiting").order_by("expires_at", "pk")[:SHOWN]
    context = {
        **frame(_("Paid straight to groups"), "check"),
        "waiting": [_row("came", payment, payment.number, wrong) for payment in waiting],
        "refunds": [_row("refund", refund, refund.number, wrong) for refund in direct.refunds_due()[:SHOWN]],
        "fees": [_row("fee", group, group.slug, wrong, paise) for group, paise in direct.owing_groups()],
        "accounts": [_row("check", account, str(account.pk), wrong) for account in payees.to_check()[:SHOWN]] if may_check else [],
        "has_problem": wrong is not None,
    }
    return render(request, "orders/staff/straight.html", context, status=422 if wrong else 200)


def _row(act: str, thing: Any, key: str, wrong: _Wrong | None, amount_paise: int = 0) -> Row:
    is_wrong = wrong is not None and (wrong.act, wrong.key) == (act, key)
    form = wrong.form if wrong and is_wrong else FORMS[act](auto_id=f"{act}-{key}-%s")
    overdue = act == "refund" and desk.is_overdue(thing)
    return Row(thing, key, act, form, wrong.problem if wrong and is_wrong else "", amount_paise, overdue)
