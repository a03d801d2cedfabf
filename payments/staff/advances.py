"""Staff's page of advances to groups: proposed by one person, approved by another, paid by the bank, taken off payouts."""

import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import any_permission_required, permission_denied

from accounts.admin_frame import frame, page_of
from money.paise import from_rupees
from payments.advance_models import Advance
from payments.advances import deciding, recovering
from payments.advances.errors import AdvanceRefused
from payments.errors import ReferenceMissing, ReferenceUsed
from payments.payouts.errors import NotAsSeen, OwnGroup, ReasonMissing, SamePerson
from payments.staff.payouts import refusal_words
from payments.staff.rights import ALL, MAY_APPROVE, MAY_PROPOSE, staff_member
from producers.access import WORKING
from producers.models import ProducerGroup

RIGHTS = {"approve": MAY_APPROVE, "refuse": MAY_APPROVE, "paid": MAY_PROPOSE, "bounced": MAY_PROPOSE}
REFUSALS = (AdvanceRefused, NotAsSeen, OwnGroup, ReasonMissing, ReferenceMissing, ReferenceUsed, SamePerson)
MOST = Decimal(10_000_000)
Status = Advance.Status


class ProposeForm(forms.Form):
    """To which group, how much, and what for."""

    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"),
        queryset=ProducerGroup.objects.none(),
        error_messages={"required": gettext_lazy("Choose the group."), "invalid_choice": gettext_lazy("Choose the group.")},
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Rupees"),
        min_value=Decimal("0.01"),
        max_value=MOST,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_decimal_places", "max_digits"),
            gettext_lazy("Write the amount in rupees, for example 5000."),
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write what the advance is for.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = ProducerGroup.objects.filter(status__in=WORKING).order_by("name", "pk")


@any_permission_required(*ALL)
@require_http_methods(["GET", "HEAD", "POST"])
def advances(request: HttpRequest) -> HttpResponse:
    """All advances, the newest first; POST proposes one."""
    if request.method != "POST":
        return _page(request, ProposeForm())
    if not request.user.has_perm(MAY_PROPOSE):
        return permission_denied(request)
    form = ProposeForm(request.POST)
    if form.is_valid():
        said, person = form.cleaned_data, staff_member(request)
        key = f"page:{person.pk}:{_attempt(request)}"
        try:
            deciding.propose(
                group=said["group"], amount_paise=from_rupees(said["amount"]), reason=said["reason"], key=key, acting_user=person
            )
        except REFUSALS as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("The advance is proposed. Another person has to approve it."))
            return redirect("advances")
    return _page(request, form)


@any_permission_required(*ALL)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """One step: approve, refuse, paid or bounced."""
    found = get_object_or_404(Advance.objects.select_related("group", "account"), number=number)
    name = request.POST.get("act", "")
    if name not in RIGHTS:
        raise Http404
    if not request.user.has_perm(RIGHTS[name]):
        return permission_denied(request)
    try:
        said = _STEPS[name](found, request.POST.get("words", ""), staff_member(request))
    except REFUSALS as refusal:
        return _page(request, ProposeForm(), f"{number}: {words_of(refusal)}")
    messages.success(request, said)
    return redirect("advances")


def _approve(found: Advance, _words: str, person: Any) -> str:
    deciding.approve(found, acting_user=person)
    return _("The advance is approved. Pay it at the bank, then record its UTR.")


def _refuse(found: Advance, words: str, person: Any) -> str:
    deciding.refuse(found, note=words, acting_user=person)
    return _("The advance is refused.")


def _paid(found: Advance, words: str, person: Any) -> str:
    deciding.paid(found, reference=words, acting_user=person)
    return _("The advance is recorded as paid. Payouts give it back from now on.")


def _bounced(found: Advance, words: str, person: Any) -> str:
    deciding.bounced(found, note=words, acting_user=person)
    return _("The advance is recorded as sent back.")


_STEPS: dict[str, Callable[[Advance, str, Any], str]] = {"approve": _approve, "refuse": _refuse, "paid": _paid, "bounced": _bounced}


def words_of(refusal: Exception) -> str:
    """Why the domain refused, for the person who pressed."""
    if isinstance(refusal, AdvanceRefused):
        return {
            "account": _("This group has no bank account that can be used now."),
            "recovered": _("A payout has given a part of it back already: the group had it."),
        }.get(str(refusal), _("An advance is more than nothing."))
    if isinstance(refusal, ReasonMissing):
        return _("Write why.")
    return refusal_words(refusal)


def _page(request: HttpRequest, form: ProposeForm, problem: str = "") -> HttpResponse:
    rows = Advance.objects.select_related("group", "account", "proposed_by", "approved_by").order_by("-pk")
    page = page_of(request, rows)
    person = staff_member(request)
    left = {key: paise for group in {row.group_id for row in page} for key, paise in _open_of(group)}
    context = {
        **frame(_("Advances"), "download"),
        "page": page,
        "rows": [{"advance": row, "left_paise": left.get(row.pk, 0), "acts": _possible(row, person)} for row in page],
        "form": form,
        "may_propose": person.has_perm(MAY_PROPOSE),
        "attempt": _attempt(request),
        "problem": problem,
    }
    return render(request, "payments/staff/advances.html", context, status=422 if problem or form.errors else 200)


def _open_of(group_id: int) -> list[tuple[int, int]]:
    return [(advance.pk, paise) for advance, paise in recovering.open_advances(group_id)]


def _possible(row: Advance, person: Any) -> list[str]:
    """The steps that this person can take with an advance in this state."""
    names = {Status.PROPOSED: ("approve", "refuse"), Status.APPROVED: ("paid", "refuse"), Status.PAID: ("bounced",)}.get(
        Status(row.status), ()
    )
    is_own = row.proposed_by_id == person.pk
    if row.is_kept_cash:  # no bank has it to send back
        return []
    return [name for name in names if person.has_perm(RIGHTS[name]) and not (is_own and name == "approve")]


def _attempt(request: HttpRequest) -> str:
    return request.POST.get("attempt", "")[:40] or secrets.token_urlsafe(12)
