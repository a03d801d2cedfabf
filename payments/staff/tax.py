"""Staff's page of tax lists: a month's sheet of each seller, its list of tax collected at source, and sales certificates of groups."""

import csv
import io
from collections.abc import Iterable, Sequence

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.admin_frame import frame
from money.cells import safe
from payments import tax
from payments.models import SalesCertificate
from payments.papers import certificates, gstr1, months, operator_fees, sellers_of_month, tcs, tds
from payments.papers.months import Month, NoMonth
from payments.sellers import OPERATOR_KEY
from payments.staff.rights import MAY_READ_TAX, staff_member
from producers.models import ProducerGroup

SHOWN_CERTIFICATES = 20
# How sure the shop is of a rate.
CONFIDENCE = {"sure": gettext_lazy("sure"), "likely": gettext_lazy("likely"), "verify": gettext_lazy("to be verified")}


class MonthForm(forms.Form):
    """The month of the lists."""

    month = forms.CharField(label=gettext_lazy("Month"), max_length=7, widget=forms.TextInput(attrs={"type": "month"}))


class CertificateForm(forms.Form):
    """Which group, and over how many months."""

    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"),
        queryset=ProducerGroup.objects.exclude(status=ProducerGroup.Status.APPLIED),
        error_messages={"required": gettext_lazy("Choose a group."), "invalid_choice": gettext_lazy("Choose a group of the list.")},
    )
    months = forms.TypedChoiceField(
        label=gettext_lazy("Months"),
        choices=[(length, str(length)) for length in certificates.LENGTHS],
        coerce=int,
        error_messages={"required": gettext_lazy("Choose 12, 24 or 36."), "invalid_choice": gettext_lazy("Choose 12, 24 or 36.")},
    )


@permission_required(MAY_READ_TAX)
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """What there is of a month, and the form for a certificate."""
    if request.method != "POST":
        return _page(request, CertificateForm())
    form = CertificateForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    values = form.cleaned_data
    certificate = certificates.issue(group=values["group"], months=values["months"], acting_user=staff_member(request))
    words = _("The certificate of %(group)s is at %(address)s.")
    address = f"{settings.BASE_URL}/certificate/{certificate.code}/"
    messages.success(request, words % {"group": certificate.group_name, "address": address})
    return redirect("tax_lists")


@permission_required(MAY_READ_TAX)
@require_safe
def sheet(request: HttpRequest, month: str, seller: str) -> HttpResponse:
    """One seller's month in the shape of GSTR-1."""
    read = _month_or_404(month)
    if seller not in sellers_of_month.keys_of(read):
        raise Http404
    return _csv(f"gstr1-{seller}-{read}.csv", gstr1.HEADINGS, (row.cells() for row in _sheet(seller, read)))


def _sheet(seller: str, month: Month) -> list[gstr1.Row]:
    """The seller's goods; beside those of the operator its fees, which are services to groups."""
    fees = operator_fees.rows(month) if seller == OPERATOR_KEY else []
    return [*gstr1.rows(seller, month), *fees]


@permission_required(MAY_READ_TAX)
@require_safe
def collected(request: HttpRequest, month: str) -> HttpResponse:
    """The list of tax collected at source."""
    read = _month_or_404(month)
    return _csv(f"tcs-{read}.csv", tcs.HEADINGS, (row.cells() for row in tcs.rows(read)))


@permission_required(MAY_READ_TAX)
@require_safe
def deducted(request: HttpRequest, month: str) -> HttpResponse:
    """The list of tax deducted at source."""
    read = _month_or_404(month)
    return _csv(f"tds-{read}.csv", tds.HEADINGS, (row.cells() for row in tds.rows(read)))


def _page(request: HttpRequest, form: CertificateForm) -> HttpResponse:
    try:
        month = months.read(request.GET.get("month", "")) if "month" in request.GET else months.of(timezone.localdate()).before
        problem = ""
    except NoMonth:
        month, problem = months.of(timezone.localdate()).before, _("Write a month such as 2026-11.")
    context = {
        **frame(_("Tax lists"), "doc-full"),
        "month": month,
        "month_form": MonthForm(initial={"month": str(month)}),
        "problem": problem,
        "sellers": sellers_of_month.of(month),
        "fee_papers": operator_fees.issued_in(month),
        "collected": tcs.rows(month),
        "deducted": tds.rows(month),
        "form": form,
        "rates": [(rate, f"{rate.rate_bp / 100:g} %", CONFIDENCE.get(rate.confidence, rate.confidence)) for rate in tax.in_force()],
        "certificates": SalesCertificate.objects.all()[:SHOWN_CERTIFICATES],
        "collected_address": reverse("tax_collected", args=[str(month)]),
    }
    return render(request, "payments/staff/tax.html", context, status=422 if form.errors or problem else 200)


def _month_or_404(text: str) -> Month:
    try:
        return months.read(text)
    except NoMonth:
        raise Http404 from None


def _csv(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A file to download: a safe name, and no cell that a spreadsheet would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _harmless(cell: str) -> str:
    """A number stays one; words that begin like a formula get an apostrophe before them."""
    is_number = cell.removeprefix("-").replace(".", "", 1).isdigit()
    return cell if is_number else safe(cell)
