"""Staff's page of cash that groups never hand in: one person proposes to write it off, another one agrees or refuses. What turns up after
that is counted here for the first time.
"""

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
from money.words import rupees
from payments.cash import pages, turning_up, writing_off
from payments.cash.errors import CashRefused
from payments.cash.errors import NotAsSeen as CashNotAsSeen
from payments.models import CashReceipt, CashWriteOff
from payments.payouts.errors import OwnGroup, ReasonMissing, SamePerson
from payments.staff.cash import AmountForm
from payments.staff.payouts import refusal_words
from payments.staff.rights import ALL, MAY_APPROVE, MAY_PROPOSE, staff_member

REFUSALS = (CashRefused, CashNotAsSeen, OwnGroup, ReasonMissing, SamePerson)
RIGHTS = {"approve": MAY_APPROVE, "refuse": MAY_APPROVE}
Status = CashWriteOff.Status


class LossForm(forms.Form):
    """What became of the cash of one receipt, and what is known."""

    bearer = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=CashWriteOff.Bearer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what became of it.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What is known, and from whom"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write what is known.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@any_permission_required(*ALL)
@require_safe
def losses(request: HttpRequest) -> HttpResponse:
    """Cash that should have been brought, proposals that wait, and what was decided."""
    return _page(request)


@any_permission_required(*ALL)
@require_POST
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """One person does not wait for the cash of this receipt any more."""
    if not request.user.has_perm(MAY_PROPOSE):
        return permission_denied(request)
    receipt = get_object_or_404(CashReceipt.objects.select_related("group"), number=number)
    form = _form(number, request.POST)
    if form.is_valid():
        try:
            writing_off.propose(receipt, acting_user=staff_member(request), **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("It is proposed. Another person decides."))
            return redirect("cash_losses")
    return _page(request, wrong=number, typed=form)


@any_permission_required(*ALL)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """Another person agrees, or the shop goes on waiting."""
    found = get_object_or_404(CashWriteOff.objects.select_related("receipt__group", "advance"), number=number)
    name = request.POST.get("act", "")
    if name not in RIGHTS:
        raise Http404
    if not request.user.has_perm(RIGHTS[name]):
        return permission_denied(request)
    try:
        if name == "approve":
            writing_off.approve(found, acting_user=staff_member(request))
            said = _("%(amount)s are written off. The group is told.") % {"amount": rupees(found.receipt.amount_paise)}
        else:
            writing_off.refuse(found, note=request.POST.get("words", ""), acting_user=staff_member(request))
            said = _("It is refused: the cash is waited for.")
    except REFUSALS as refusal:
        return _page(request, wrong=number, problem=words_of(refusal))
    messages.success(request, said)
    return redirect("cash_losses")


@any_permission_required(*ALL)
@require_POST
def found(request: HttpRequest, number: str) -> HttpResponse:
    """The first count of cash that turned up after it was written off."""
    if not request.user.has_perm(MAY_PROPOSE):
        return permission_denied(request)
    gone = get_object_or_404(CashWriteOff.objects.select_related("receipt__group"), number=number)
    form = _found_form(number, request.POST)
    if form.is_valid():
        try:
            made = turning_up.count(gone, amount_paise=form.cleaned_data["amount"], acting_user=staff_member(request))
        except CashRefused:
            form.add_error("amount", _("That is more than is still missing of it, or nothing. Payouts may have given some of it back."))
        except REFUSALS as refusal:
            form.add_error("amount", words_of(refusal))
        else:
            messages.success(request, _("%(number)s is counted. Another person counts it again.") % {"number": made.number})
            return redirect("cash_staff")
    return _page(request, wrong=number, counted=form)


def words_of(refusal: Exception) -> str:
    """Why the domain refused, for the person who decides."""
    if isinstance(refusal, CashRefused):
        return _("The group has days left to bring it, or no bank account, without which there is no advance. Nothing was done.")
    if isinstance(refusal, CashNotAsSeen):
        return _("Somebody has counted it or decided about it meanwhile. The page is as it is now.")
    return _("Write why.") if isinstance(refusal, ReasonMissing) else refusal_words(refusal)


def _form(number: str, data: Any = None) -> LossForm:
    return LossForm(data, auto_id=f"{number}-%s")


def _found_form(number: str, data: Any = None) -> AmountForm:
    return AmountForm(data, auto_id=f"{number}-%s")


def _page(
    request: HttpRequest, *, wrong: str = "", problem: str = "", typed: LossForm | None = None, counted: AmountForm | None = None
) -> HttpResponse:
    """``wrong`` is the receipt or proposal whose form was refused; what was typed there is kept."""
    person = staff_member(request)
    context = {
        **frame(_("Cash that never came"), "download"),
        "late": [{"receipt": row, "form": typed if typed and row.number == wrong else _form(row.number)} for row in pages.late()],
        "rows": [
            {
                "found": row,
                "acts": _possible(row, person),
                "form": counted if counted and row.number == wrong else _found_form(row.number),
                "may_turn_up": person.has_perm(MAY_PROPOSE) and row.status == Status.APPROVED and _is_missing(row),
            }
            for row in pages.write_offs()
        ],
        "may_propose": person.has_perm(MAY_PROPOSE),
        "wrong": wrong,
        "problem": problem,
    }
    return render(request, "payments/staff/cash_losses.html", context, status=422 if problem or typed or counted else 200)


def _is_missing(row: CashWriteOff) -> bool:
    """Whether some of it has not turned up yet; ``found_paise`` comes with the page."""
    return bool(row.found_paise < row.receipt.amount_paise)  # type: ignore[attr-defined]  # an annotation


def _possible(row: CashWriteOff, person: Any) -> list[str]:
    """The steps that this person can take with a proposal."""
    if row.status != Status.PROPOSED:
        return []
    is_own = row.proposed_by_id == person.pk
    return [name for name in RIGHTS if person.has_perm(RIGHTS[name]) and not (is_own and name == "approve")]
