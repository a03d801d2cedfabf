"""Staff's page of cash at the door: counted by one person, by another one again, paid into the bank."""

from collections.abc import Callable
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
from payments.cash import counting, pages
from payments.cash.errors import CashRefused
from payments.cash.errors import NotAsSeen as CashNotAsSeen
from payments.errors import ReferenceMissing, ReferenceUsed
from payments.models import CashHandIn
from payments.payouts.errors import OwnGroup, ReasonMissing, SamePerson
from payments.staff.payouts import refusal_words
from payments.staff.rights import ALL, MAY_APPROVE, MAY_PROPOSE, staff_member
from producers.models import ProducerGroup

RIGHTS = {"check": MAY_APPROVE, "drop": MAY_APPROVE, "bank": MAY_PROPOSE}
REFUSALS = (CashRefused, CashNotAsSeen, OwnGroup, ReasonMissing, ReferenceMissing, ReferenceUsed, SamePerson)
Status = CashHandIn.Status


class AmountForm(forms.Form):
    """What was counted, in rupees."""

    amount = RupeesField(label=gettext_lazy("Counted, in rupees"), error_messages={"required": gettext_lazy("Type what you have counted.")})


@any_permission_required(*ALL)
@require_safe
def cash(request: HttpRequest) -> HttpResponse:
    """Groups with cash, counts that wait, and with ``?done=1`` those that are done."""
    return _page(request)


@any_permission_required(*ALL)
@require_POST
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """The first count of what a group brought: its ticked receipts, and the sum."""
    if not request.user.has_perm(MAY_PROPOSE):
        return permission_denied(request)
    group = get_object_or_404(ProducerGroup, slug=slug)
    form, ticked = AmountForm(request.POST, auto_id=f"{slug}-%s"), request.POST.getlist("receipt")
    problem = "" if form.is_valid() else str(form.errors["amount"][0])
    if not problem:
        try:
            made = counting.count(group=group, receipts=ticked, amount_paise=form.cleaned_data["amount"], acting_user=staff_member(request))
        except REFUSALS as refusal:
            problem = words_of(refusal)
        else:
            messages.success(request, _("%(number)s is counted. Another person counts it again.") % {"number": made.number})
            return redirect("cash_staff")
    return _page(request, wrong=slug, problem=problem, typed=form, ticked=ticked)


@any_permission_required(*ALL)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """One step: counted again, given back, or in the bank."""
    found = get_object_or_404(CashHandIn.objects.select_related("group"), number=number)
    name = request.POST.get("act", "")
    if name not in RIGHTS:
        raise Http404
    if not request.user.has_perm(RIGHTS[name]):
        return permission_denied(request)
    form = AmountForm(request.POST, auto_id=f"{number}-%s")
    if name == "check" and not form.is_valid():
        return _page(request, wrong=number, problem=str(form.errors["amount"][0]), typed=form)
    try:
        said = _STEPS[name](found, request.POST.get("words", ""), form, staff_member(request))
    except REFUSALS as refusal:
        return _page(request, wrong=number, problem=words_of(refusal), typed=form if name == "check" else None)
    messages.success(request, said)
    return redirect("cash_staff")


def _check(found: CashHandIn, _words: str, form: AmountForm, person: Any) -> str:
    counting.check(found, amount_paise=form.cleaned_data["amount"], acting_user=person)
    return _("%(amount)s are counted by two. The group is paid on its day.") % {"amount": rupees(found.amount_paise)}


def _drop(found: CashHandIn, words: str, _form: AmountForm, person: Any) -> str:
    counting.drop(found, note=words, acting_user=person)
    return _("The count is dropped: the group has its cash again.")


def _bank(found: CashHandIn, words: str, _form: AmountForm, person: Any) -> str:
    counting.bank(found, reference=words, acting_user=person)
    return _("%(amount)s are recorded as in the bank.") % {"amount": rupees(found.amount_paise)}


_STEPS: dict[str, Callable[[CashHandIn, str, AmountForm, Any], str]] = {"check": _check, "drop": _drop, "bank": _bank}


def words_of(refusal: Exception) -> str:
    """Why the domain refused, for the person who counted."""
    if isinstance(refusal, CashRefused):
        return _("That is another sum than the receipts say. Count again; what is short of a receipt stays with the group.")
    if isinstance(refusal, CashNotAsSeen):
        return _("Tick receipts that nobody has counted. The list below is as it is now.")
    if isinstance(refusal, ReasonMissing):
        return _("Write why.")
    return refusal_words(refusal)


def _page(
    request: HttpRequest, *, wrong: str = "", problem: str = "", typed: AmountForm | None = None, ticked: list[str] | None = None
) -> HttpResponse:
    """``wrong`` is the group or count whose form was refused; what was typed there is kept."""
    person, chosen = staff_member(request), "done" if "done" in request.GET else ""
    kept = {wrong: typed} if typed else {}
    context = {
        **frame(_("Cash"), "download"),
        "chosen": chosen,
        "groups": [{"row": row, "form": kept.get(row.group.slug) or _form(row.group.slug)} for row in ([] if chosen else pages.to_count())],
        "hand_ins": [_row(row, person, kept.get(row.number)) for row in pages.hand_ins(is_done=bool(chosen))],
        "may_count": person.has_perm(MAY_PROPOSE),
        "wrong": wrong,
        "problem": problem,
        "ticked": ticked,
    }
    return render(request, "payments/staff/cash.html", context, status=422 if problem else 200)


def _form(key: str) -> AmountForm:
    return AmountForm(auto_id=f"{key}-%s")


def _row(row: CashHandIn, person: Any, typed: AmountForm | None) -> dict[str, Any]:
    """A count with the steps that this person can take with it."""
    names = {Status.COUNTED: ("check", "drop"), Status.CHECKED: ("bank",)}.get(Status(row.status), ())
    is_own = row.counted_by_id == person.pk
    acts = [name for name in names if person.has_perm(RIGHTS[name]) and not (is_own and name == "check")]
    return {"hand_in": row, "acts": acts, "form": typed or _form(row.number)}
