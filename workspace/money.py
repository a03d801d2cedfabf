"""A group's money: what it has earned, when it comes, what was paid with every sale in it, and where it is paid to."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from payments import access, bank_accounts, direct, transfers
from payments.bank_accounts import BankDetails, BankDetailsRefused
from payments.cash import pages as cash_pages
from payments.models import Payout
from payments.papers import pdf
from payments.payouts import paper, queries, reasons, statement
from producers.access import ACTS
from producers.models import ProducerGroup
from workspace import reach

PER_PAGE = 30  # sales on one page of a statement: small enough for a slow phone


@never_cache
@login_required
@require_safe
def money(request: HttpRequest, slug: str) -> HttpResponse:
    """The balance, what keeps it, what comes next and on which day, and all payouts. Fifteen queries, however many orders."""
    group, role = _group_and_role(request, slug)
    found = queries.money_page(group, request.GET.get("page", "1"))
    context = {
        "group": group,
        "role": role,
        "money": found,
        "rows": [{"payout": payout, "reason": reasons.words(payout.reason)} for payout in found.payouts],
        "page": found.payouts,
        "is_paid_straight": direct.is_in_use(group),
        "cash": cash_pages.of_group(group),
        "transfers": transfers.of_group(group),
        "may_change_bank": access.CHANGE_BANK in ACTS[role],
    }
    return reach.page(request, "workspace/money.html", group, context)


@never_cache
@login_required
@require_safe
def payout(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The itemised statement of one payout, a page of it at a time."""
    found = _payout(request, slug, number)
    page = Paginator(statement.lines_of(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "payout": found,
        "reason": reasons.words(found.reason),
        "totals": statement.totals_of(found),
        "rows": [statement.row_of(line) for line in page],
        "page": page,
        "has_pdf": pdf.is_available() and page.paginator.count <= paper.AT_MOST,
    }
    return reach.page(request, "workspace/payout_statement.html", found.group, context)


@never_cache
@login_required
@require_safe
def payout_sheet(request: HttpRequest, slug: str, number: str) -> HttpResponseBase:
    """The whole statement as a sheet for a spreadsheet."""
    found = _payout(request, slug, number)
    answer = StreamingHttpResponse(statement.sheet_of(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.csv"'
    return answer


class BankForm(forms.Form):
    """The details as the passbook shows them; the number twice, since nobody can take a transfer back."""

    holder = forms.CharField(
        label=gettext_lazy("Name of the account's holder"), help_text=gettext_lazy("As it stands in the passbook."), max_length=100
    )
    number = forms.CharField(label=gettext_lazy("Account number"), max_length=30)
    again = forms.CharField(label=gettext_lazy("Account number once more"), max_length=30)
    ifsc = forms.CharField(label=gettext_lazy("IFSC"), help_text=gettext_lazy("11 signs, for example SBIN0001234."), max_length=20)
    upi_id = forms.CharField(label=gettext_lazy("UPI id"), max_length=100, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it came
        for name, field in self.fields.items():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
            if name in ("number", "again"):
                field.widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, str]:
        """Everything that is wrong at once, so that nobody has to send the form for each field."""
        said: dict[str, str] = super().clean() or {}
        tidied = BankDetails(*(said.get(name, "") for name in ("holder", "number", "ifsc", "upi_id")))
        try:
            bank_accounts.tidied(tidied)
        except BankDetailsRefused as refusal:
            for name in refusal.problems.keys() & said.keys():
                self.add_error(name, str(refusal.problems[name]))
        if said.get("again", "") != said.get("number", "") and "number" in said and "again" in said:
            self.add_error("again", str(_("The two numbers are not the same.")))
        return said

    def details(self) -> BankDetails:
        said = self.cleaned_data
        return BankDetails(said["holder"], said["number"], said["ifsc"], said["upi_id"])


@sensitive_post_parameters("number", "again")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HttpRequest, slug: str) -> HttpResponse:
    """Owners give the account to which the group is paid."""
    group = _group(request, slug, access.CHANGE_BANK)
    form = BankForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        bank_accounts.change_account(group=group, details=form.details(), acting_user=signed_in(request))
        messages.success(request, _("Saved. All owners are told now; for safety the account is used after 72 hours."))
        return HttpResponseRedirect(reverse("workspace-money", args=[group.slug]), status=303)
    context = {"form": form, "account": bank_accounts.current_account(group)}
    return reach.page(request, "workspace/bank.html", group, context, status=422 if form.errors else 200)


def _group(request: HttpRequest, slug: str, act: str = access.SEE_MONEY) -> ProducerGroup:
    return _group_and_role(request, slug, act)[0]


def _group_and_role(request: HttpRequest, slug: str, act: str = access.SEE_MONEY) -> tuple[ProducerGroup, str]:
    try:
        return access.group_and_role(request.user, slug, act)
    except ProducerGroup.DoesNotExist:
        raise Http404 from None


def _payout(request: HttpRequest, slug: str, number: str) -> Payout:
    try:
        return access.payout_for(request.user, slug, number)
    except (ProducerGroup.DoesNotExist, Payout.DoesNotExist):
        raise Http404 from None
