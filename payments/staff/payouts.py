"""Staff's pages of payouts: what is due, proposed, approved, with the bank and finished; one payout with every sale in it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import any_permission_required, permission_denied

from accounts.admin_frame import frame, page_of
from accounts.models import User
from payments.errors import ReferenceMissing, ReferenceUsed
from payments.models import Payout
from payments.payouts import deciding, held, outcomes, queries, reasons, statement
from payments.payouts.errors import NotAsSeen, OwnGroup, ReasonMissing, SamePerson
from payments.staff.forms import BounceForm, RefuseForm, SettleForm
from payments.staff.rights import ALL, MAY_APPROVE, MAY_PROPOSE, staff_member

Status = Payout.Status


@dataclass(frozen=True)
class Tab:
    """One list: the states in it, and what may be done with several payouts of it at once."""

    label: str | Promise
    statuses: tuple[str, ...]
    act: str = ""


TABS: dict[str, Tab] = {
    "": Tab(gettext_lazy("To propose"), (Status.DUE,), "propose"),
    "approve": Tab(gettext_lazy("To approve"), (Status.PROPOSED,), "approve"),
    "approved": Tab(gettext_lazy("Approved"), (Status.APPROVED,)),
    "bank": Tab(gettext_lazy("With the bank"), (Status.SENT,)),
    "held": Tab(gettext_lazy("Held"), ()),
    "paid": Tab(gettext_lazy("Paid"), (Status.SETTLED,)),
    "ended": Tab(gettext_lazy("Sent back or withdrawn"), (Status.BOUNCED, Status.WITHDRAWN)),
}
RIGHTS = {"propose": MAY_PROPOSE, "settle": MAY_PROPOSE, "bounce": MAY_PROPOSE, "approve": MAY_APPROVE, "refuse": MAY_APPROVE}
# Several at once: one press of a person who has looked at the list.
DECISIONS: dict[str, Callable[..., Payout]] = {"propose": deciding.propose, "approve": deciding.approve}


@any_permission_required(*ALL)
@require_safe
def payouts(request: HttpRequest) -> HttpResponse:
    """One list, by ``?approve=1`` and so on; without it what waits to be proposed."""
    return _list(request, next((name for name in TABS if name and name in request.GET), ""))


@any_permission_required(*ALL)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Propose or approve the chosen payouts, each by itself. What was refused is shown with its reason, and nothing of it is done."""
    name = request.POST.get("act", "")
    if name not in DECISIONS:
        raise Http404
    if not request.user.has_perm(RIGHTS[name]):
        return permission_denied(request)
    chosen = [_seen(text) for text in request.POST.getlist("payout")]
    tab = next(code for code, entry in TABS.items() if entry.act == name)
    if not chosen:
        return _list(request, tab, problems=[_("Choose at least one payout.")])
    problems = [words for words in (_decide(name, number, version, staff_member(request)) for number, version in chosen) if words]
    if done := len(chosen) - len(problems):
        words = {
            "propose": ngettext("%(number)d payout is proposed.", "%(number)d payouts are proposed.", done),
            "approve": ngettext("%(number)d payout is approved.", "%(number)d payouts are approved.", done),
        }[name]
        messages.success(request, words % {"number": done})
    return _list(request, tab, problems=problems) if problems else redirect(reverse("payouts") + (f"?{tab}=1" if tab else ""))


def _seen(text: str) -> tuple[str, int]:
    """``PT-XXXXXXXX.3``: the number of a payout and the version that was on the page."""
    number, _dot, version = text.partition(".")
    return number, int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0


def _decide(name: str, number: str, version: int, person: User) -> str:
    """What was wrong, in words; nothing when it was done."""
    payout = Payout.objects.filter(number=number).first()
    if payout is None:
        return _("%(number)s: there is no such payout.") % {"number": number}
    try:
        DECISIONS[name](payout, version=version, acting_user=person)
    except (NotAsSeen, SamePerson, OwnGroup) as refusal:
        return f"{number}: {refusal_words(refusal)}"
    return ""


def refusal_words(refusal: Exception) -> str:
    """Why the domain refused, for the person who pressed."""
    return {
        NotAsSeen: _("It has changed since you looked at it. Nothing was done; please look again."),
        SamePerson: _("You have proposed it. Another person has to approve it."),
        OwnGroup: _("You belong to this group. Other people have to decide about its money."),
        ReasonMissing: _("Choose a reason."),
        ReferenceUsed: _("This reference was already used. Please look at the statement again."),
        ReferenceMissing: _("Type the reference that the bank's statement shows."),
    }[type(refusal)]


def _list(request: HttpRequest, chosen: str, problems: list[str] | None = None) -> HttpResponse:
    tab = TABS[chosen]
    rows = queries.with_status(*tab.statuses)
    page = page_of(request, rows if chosen not in ("paid", "ended") else rows.order_by("-pk"))
    counts = queries.counts()
    context = {
        **frame(_("Payouts"), "download"),
        "tabs": [
            {"code": code, "label": entry.label, "count": sum(counts.get(status, 0) for status in entry.statuses)}
            for code, entry in TABS.items()
        ],
        "chosen": chosen,
        "tab": tab,
        "may_act": bool(tab.act) and request.user.has_perm(RIGHTS[tab.act]),
        "may_send": request.user.has_perm(MAY_PROPOSE),
        "held": held.held_groups() if chosen == "held" else [],
        "page": page,
        "total_paise": queries.total_paise(*tab.statuses) if tab.statuses else 0,
        "problems": problems or [],
        "reason_words": reasons.words,
    }
    return render(request, "payments/staff/payouts.html", context, status=422 if problems else 200)


@any_permission_required(*ALL)
@require_safe
def payout(request: HttpRequest, number: str) -> HttpResponse:
    """One payout: what it consists of, who decided what, and what can be done next."""
    return _page(request, _payout(number))


@any_permission_required(*ALL)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """One step: propose, approve, refuse, settle or bounce."""
    found, name = _payout(number), request.POST.get("act", "")
    if name not in RIGHTS:
        raise Http404
    if not request.user.has_perm(RIGHTS[name]):
        return permission_denied(request)
    form = FORMS[name](request.POST) if name in FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, found, wrong=form)
    try:
        said = _do(name, found, form, request)
    except (NotAsSeen, SamePerson, OwnGroup, ReasonMissing, ReferenceUsed, ReferenceMissing) as refusal:
        return _page(request, _payout(number), wrong=form, problem=refusal_words(refusal))
    messages.success(request, said)
    return redirect("payout_staff", number)


FORMS: dict[str, type[Form]] = {"refuse": RefuseForm, "settle": SettleForm, "bounce": BounceForm}


def _do(name: str, found: Payout, form: Form | None, request: HttpRequest) -> str:
    """Make the one call that the name stands for; what to say of it."""
    person, values = staff_member(request), form.cleaned_data if form else {}
    if name in DECISIONS:
        version = _seen(f".{request.POST.get('version', '')}")[1]
        DECISIONS[name](found, version=version, acting_user=person)
        return _("The payout is proposed. Another person has to approve it.") if name == "propose" else _("The payout is approved.")
    if name == "refuse":
        deciding.refuse(found, reason=values["reason"], note=values["note"], acting_user=person)
        return _("The payout is withdrawn. What it held is due again.")
    if name == "settle":
        outcomes.settle(found, reference=values["reference"], acting_user=person)
        return _("The payout is recorded as paid. The group is told.")
    outcomes.bounce(found, reason=values["reason"], note=values["note"], acting_user=person)
    return _("The payout is recorded as sent back. The money is the group's as before, and the group is told.")


def _payout(number: str) -> Payout:
    return get_object_or_404(queries.with_status(*Status.values), number=number)


def _page(request: HttpRequest, found: Payout, wrong: Form | None = None, problem: str = "") -> HttpResponse:
    page = page_of(request, statement.lines_of(found))
    person = staff_member(request)
    is_own = found.status == Status.PROPOSED and found.proposed_by_id == person.pk
    possible = [name for name in _possible(found) if person.has_perm(RIGHTS[name]) and not (is_own and name == "approve")]
    forms = {name: wrong if wrong.__class__ is kind else kind(auto_id=f"{name}-%s") for name, kind in FORMS.items()}
    context = {
        **frame(found.number, "download", (reverse("payouts"), _("Payouts"))),
        "payout": found,
        "reason": reasons.words(found.reason) if found.reason else "",
        "rows": [statement.row_of(line) for line in page],
        "page": page,
        "totals": statement.totals_of(found),
        "possible": possible,
        "is_own": is_own,
        "forms": forms,
        "problem": problem,
        "debt_paise": held.debt_since(found),
        "history": queries.history(found),
    }
    return render(request, "payments/staff/payout.html", context, status=422 if wrong or problem else 200)


def _possible(found: Payout) -> tuple[str, ...]:
    """The steps that a payout in this state can take."""
    if found.status == Status.APPROVED:
        return () if found.batch_id else ("refuse",)
    return {
        Status.DUE: ("propose",),
        Status.PROPOSED: ("approve", "refuse"),
        Status.SENT: ("settle", "bounce"),
        Status.SETTLED: ("bounce",),
    }.get(Status(found.status), ())
