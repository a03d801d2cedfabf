"""The households of a group: the list, one household with its account, and what is written down about it."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from payments import access
from payments.household_models import Household
from payments.households import bank_details, people, queries
from payments.households.errors import DatesRefused, LeftAlready, NotAsSeen
from producers.models import ProducerGroup
from workspace import reach
from workspace.households_forms import AddForm, CashForm, ComeBackForm, DetailsForm, LeaveForm, NomineeForm, WordsForm

PER_PAGE = 30
ATTEMPT_LENGTH = 40


@never_cache
@login_required
@require_safe
def households(request: HttpRequest, slug: str) -> HttpResponse:
    """All households with what each is owed, and the form to pay several in cash."""
    return list_page(request, group_or_404(request, slug, access.SEE_MONEY))


def list_page(request: HttpRequest, group: ProducerGroup, form: CashForm | None = None) -> HttpResponse:
    """The list; 422 with what was wrong in the form."""
    rows = queries.households_of(group)
    form = form or CashForm(None, codes=[row.household.code for row in rows])
    context = {
        "rows": rows,
        "form": form,
        "owed": sum(row.balance.payable_paise for row in rows if row.balance.payable_paise > 0),
        "may_keep": access.may_keep(request.user, group),
        "attempt": attempt_of(request),
    }
    return reach.page(request, "workspace/households.html", group, context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A household that is new."""
    group = group_or_404(request, slug)
    form = AddForm(request.POST if request.method == "POST" else None, initial={"village": group.village})
    if request.method == "POST" and form.is_valid():
        made = people.add(group=group, acting_user=signed_in(request), **form.cleaned_data)
        messages.success(request, _("%(name)s is added. Write %(code)s on the card.") % {"name": made.name, "code": made.code})
        return _to_household(made)
    return form_page(request, group, form, title=_("Add a household"), button=_("Add"))


@never_cache
@login_required
@require_safe
def household(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What it is owed, what it had in advance, what comes, who stands in for it, and every line of its account."""
    found = household_or_404(request, slug, code, access.SEE_MONEY)
    stays, nominee, account = queries.details_of(found)
    page = Paginator(queries.entries_of(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "household": found,
        "balance": queries.balance_of(found),
        "stays": stays,
        "is_member": any(stay.left_on is None for stay in stays),
        "nominee": nominee,
        "account": account,
        "page": page,
        "may_keep": access.may_keep(request.user, found.group),
    }
    return reach.page(request, "workspace/household.html", found.group, context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Another name, village or telephone number."""
    found = household_or_404(request, slug, code)
    initial = {"name": found.name, "village": found.village, "phone": found.phone}

    def act(form: Form) -> str:
        version = request.POST.get("version", "")
        seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
        people.change(found, version=seen, acting_user=signed_in(request), **form.cleaned_data)
        return _("Saved.")

    return _change(request, found, WordsForm, act, initial=initial, title=_("Change"), button=_("Save"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """It has left. Pressed twice it has left once: coming back is a page of its own."""
    found = household_or_404(request, slug, code)

    def act(form: Form) -> str:
        said = form.cleaned_data
        people.leave(found, left_on=said["day"], reason=said["reason"], acting_user=signed_in(request))
        return _("It is written down. What the household is owed stays its own.")

    return _change(request, found, LeaveForm, act, title=_("The household has left"), button=_("Save"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """It had left, and is back."""
    found = household_or_404(request, slug, code)

    def act(form: Form) -> str:
        people.come_back(found, joined_on=form.cleaned_data["day"], acting_user=signed_in(request))
        return _("The household belongs to the group again.")

    return _change(request, found, ComeBackForm, act, title=_("The household is back"), button=_("Save"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nominee(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who gets its money when it can not take it."""
    found = household_or_404(request, slug, code)

    def act(form: Form) -> str:
        people.name_nominee(found, acting_user=signed_in(request), **form.cleaned_data)
        return _("Saved.")

    held = people.nominee_of(found)
    initial = {"name": held.name, "relation": held.relation, "phone": held.phone} if held else {}
    return _change(request, found, NomineeForm, act, initial=initial, title=_("Nominee"), button=_("Save"))


@sensitive_post_parameters("number", "again", "upi_id")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Where it can be paid by bank or UPI."""
    found = household_or_404(request, slug, code)

    def act(form: Form) -> str:
        assert isinstance(form, DetailsForm)  # noqa: S101 - for the reader and mypy: the class is named below
        bank_details.change_account(household=found, details=form.details(), acting_user=signed_in(request))
        return _("Saved. The owners are told now; for safety the details are used after 72 hours.")

    return _change(request, found, DetailsForm, act, title=_("Bank details"), button=_("Save"))


def _change(
    request: HttpRequest,
    found: Household,
    kind: type[Form],
    act: Callable[[Any], str],
    *,
    title: str,
    button: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form about one household: looked at, refused with words, or done."""
    form = kind(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = act(form)
        except NotAsSeen:
            form.add_error(None, _("Somebody else has changed it meanwhile. Nothing was done; please look again."))
        except LeftAlready:
            form.add_error(None, _("This is written down already."))
        except DatesRefused:
            form.add_error("day", _("The day can not be right: it lies before the household joined, or left."))
        else:
            messages.success(request, said)
            return _to_household(found)
    return form_page(request, found.group, form, title=title, button=button, household=found)


def form_page(
    request: HttpRequest, group: ProducerGroup, form: Form, *, title: str, button: str, household: Household | None = None, **more: object
) -> HttpResponse:
    """The one page of all small forms about households."""
    context = {"form": form, "title": title, "button": button, "household": household, "attempt": attempt_of(request), **more}
    return reach.page(request, "workspace/household_form.html", group, context, status=422 if form.errors else 200)


def attempt_of(request: HttpRequest) -> str:
    """The key of the page: kept while something in it is wrong, fresh on every page that is opened."""
    return request.POST.get("attempt", "")[:ATTEMPT_LENGTH] or secrets.token_urlsafe(12)


def _to_household(found: Household) -> HttpResponse:
    return HttpResponseRedirect(reverse("workspace-household", args=[found.group.slug, found.code]), status=303)


def group_or_404(request: HttpRequest, slug: str, act: str = access.KEEP_HOUSEHOLDS) -> ProducerGroup:
    """The group, if this person may do the act with the money of its households."""
    try:
        return access.group_for(request.user, slug, act)
    except ProducerGroup.DoesNotExist:
        raise Http404 from None


def household_or_404(request: HttpRequest, slug: str, code: str, act: str = access.KEEP_HOUSEHOLDS) -> Household:
    """A household of such a group. A foreign one and a missing one look the same."""
    try:
        return queries.household_for(group_or_404(request, slug, act), code)
    except Household.DoesNotExist:
        raise Http404 from None
