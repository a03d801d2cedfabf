"""Staff's page of payments: find the money in the bank, type its reference, and the order goes to its groups."""

from dataclasses import dataclass
from typing import cast

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.models import User
from orders import checkout
from payments import providers, queries
from payments.errors import PaidAlready, ReferenceUsed
from payments.models import Payment
from payments.providers import offline

MAY_CONFIRM = "payments.change_payment"
PER_PAGE = 50
PROVIDER = offline.OfflineProvider.code


class ConfirmForm(forms.Form):
    """One field. The amount is not asked: a payment is recorded whole, or not at all."""

    reference = forms.CharField(
        max_length=64, error_messages={"required": gettext_lazy("Type the reference that the bank statement shows.")}
    )


@dataclass(frozen=True)
class Row:
    """One payment, how it was to be paid, and what was wrong with what staff typed for it."""

    payment: Payment
    method: str | Promise
    note: str
    typed: str = ""
    problem: str = ""


@permission_required(MAY_CONFIRM)
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """The payments that wait, or with ``?late=1`` those that were given up and may still come."""
    return _page(request)


@permission_required(MAY_CONFIRM)
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The money of one payment is in the bank."""
    payment = get_object_or_404(Payment, number=number, provider=PROVIDER)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, payment, str(form.errors["reference"][0]))
    staff = cast(User, request.user)  # the permission was asked for: nobody is anonymous here
    try:
        order = checkout.complete(payment, reference=form.cleaned_data["reference"], source="staff", acting_user=staff)
    except ReferenceUsed:
        return _page(request, payment, _("This reference was already used for another payment. Please look at the statement again."))
    except PaidAlready:
        return _page(request, payment, _("This payment was already confirmed, with another reference. Nothing was changed."))
    messages.success(request, _("The payment for order %(order)s is confirmed.") % {"order": order.number})
    return redirect(_address(is_late="late" in request.POST))


def _address(*, is_late: bool) -> str:
    return reverse("payments_awaiting") + ("?late=1" if is_late else "")


def _page(request: HttpRequest, wrong: Payment | None = None, problem: str = "") -> HttpResponse:
    """One page of the list. ``wrong`` is the payment whose form has to be corrected; it is shown even if it waits no more."""
    is_late = "late" in (request.POST if wrong else request.GET)
    found = queries.not_paid_in_time(PROVIDER) if is_late else queries.waiting(PROVIDER)
    page = _pages(found).get_page(request.GET.get("p"))
    context = {
        "header_title": _("Payments"),
        "header_icon": "check",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Payments")},
        ],
        "is_late": is_late,
        "wrong": _row(wrong, request.POST.get("reference", "")[:64], problem) if wrong else None,
        "rows": [_row(payment) for payment in page if payment != wrong],
        "page": page,
    }
    return render(request, "orders/staff/payments.html", context, status=422 if wrong else 200)


def _pages(found: QuerySet[Payment]) -> "Paginator[Payment]":
    return Paginator(found, PER_PAGE)


def _row(payment: Payment, typed: str = "", problem: str = "") -> Row:
    labels = {method.code: method.label for method in providers.get(PROVIDER).methods}
    return Row(
        payment=payment,
        method=labels.get(payment.method, payment.method),
        note=offline.transfer_note(payment),
        typed=typed,
        problem=problem,
    )
