"""Staff's page of payments: find the money on the bank statement, or say that it is not there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from money.words import rupees
from orders import offline as desk
from orders.errors import NotPossible
from orders.staff.forms import BackForm, ConfirmForm, RejectForm
from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_CONFIRM, staff_member
from payments import providers, queries
from payments.errors import AmountMissing, NotThatMuch, PaidAlready, ReferenceMissing, ReferenceUsed
from payments.models import Payment
from payments.providers import offline

PROVIDER = offline.OfflineProvider.code
LISTS: dict[str, Callable[[str], Any]] = {"": queries.waiting, "late": queries.not_paid_in_time, "back": queries.to_send_back}


@dataclass
class Row:
    """One payment, how it was to be paid, what came, and the forms for it. ``problem`` is what the domain refused."""

    payment: Payment
    method: str | Promise
    note: str
    received_paise: int
    confirm: Form
    reject: Form
    back: Form
    problem: str = ""
    missing_paise: int = field(init=False)
    may_send_back: bool = field(init=False)

    def __post_init__(self) -> None:
        self.missing_paise = self.payment.amount_paise - self.received_paise
        is_given_up = self.payment.status in (Payment.Status.EXPIRED, Payment.Status.FAILED)
        self.may_send_back = self.missing_paise < 0 or (is_given_up and self.received_paise > 0)

    @property
    def too_much_paise(self) -> int:
        return -self.missing_paise


@permission_required(MAY_CONFIRM)
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """The payments that wait; with ``?late=1`` those that were given up and may still come; with ``?back=1`` money to send back."""
    return _page(request)


@permission_required(MAY_CONFIRM)
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """A line of the bank statement belongs to this payment."""
    payment = _payment(number)
    form = ConfirmForm(request.POST, auto_id=f"{number}-%s")
    if not form.is_valid():
        return _page(request, payment, confirm=form)
    values = form.cleaned_data
    try:
        came = desk.money_came(payment, reference=values["reference"], amount_paise=values["amount"], acting_user=staff_member(request))
    except (ReferenceUsed, PaidAlready, ReferenceMissing, AmountMissing) as refusal:
        return _page(request, payment, confirm=form, problem=_words(refusal))
    if came.is_confirmed:
        messages.success(request, _("The payment for order %(order)s is confirmed.") % {"order": payment.order_number})
    else:
        messages.warning(request, _differs(payment, came.missing_paise))
    return redirect(_address(_chosen(request)))


@permission_required(MAY_CONFIRM)
@require_POST
def reject(request: HttpRequest, number: str) -> HttpResponse:
    """The money that the shopper told of is not there."""
    payment = _payment(number)
    form = RejectForm(request.POST, auto_id=f"{number}-%s")
    if not form.is_valid():
        return _page(request, payment, reject=form)
    values = form.cleaned_data
    try:
        is_prolonged = desk.reject(
            payment,
            reason=values["reason"],
            note=values["note"].strip(),
            is_prolonged=values["hold"] == "prolong",
            acting_user=staff_member(request),
        )
    except NotPossible:
        return _page(request, payment, reject=form, problem=_("This payment waits no more. Nothing was changed."))
    said = _("The goods of order %(order)s are kept longer. The shopper is told.")
    ended = _("Order %(order)s is given up and its goods are on sale again. The shopper is told.")
    messages.success(request, (said if is_prolonged else ended) % {"order": payment.order_number})
    return redirect(_address(_chosen(request)))


@permission_required(MAY_CONFIRM)
@require_POST
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Money that was too much, or that no order needs, went back to the shopper."""
    payment = _payment(number)
    form = BackForm(request.POST, auto_id=f"{number}-%s")
    if not form.is_valid():
        return _page(request, payment, back=form)
    values = form.cleaned_data
    try:
        sent = desk.money_sent_back(
            payment, amount_paise=values["back_amount"], reference=values["back_reference"], acting_user=staff_member(request)
        )
    except (NotThatMuch, ReferenceUsed, ReferenceMissing) as refusal:
        return _page(request, payment, back=form, problem=_words(refusal))
    words = _("%(amount)s for order %(order)s are recorded as sent back.")
    messages.success(request, words % {"amount": rupees(values["back_amount"]), "order": payment.order_number})
    if sent.is_confirmed:
        messages.success(request, _("The payment for order %(order)s is confirmed.") % {"order": payment.order_number})
    return redirect(_address(_chosen(request)))


def _payment(number: str) -> Payment:
    return get_object_or_404(Payment, number=number, provider=PROVIDER)


def _chosen(request: HttpRequest) -> str:
    """Which list the reader came from."""
    asked = request.POST if request.method == "POST" else request.GET
    return next((name for name in LISTS if name and name in asked), "")


def _address(chosen: str) -> str:
    return reverse("payments_awaiting") + (f"?{chosen}=1" if chosen else "")


def _differs(payment: Payment, missing_paise: int) -> str:
    if missing_paise > 0:
        words = _("Recorded, but not confirmed: %(amount)s are missing for order %(order)s. The shopper is told.")
    else:
        words = _("Recorded, but not confirmed: %(amount)s too much came for order %(order)s. Send them back and record it here.")
    return words % {"amount": rupees(abs(missing_paise)), "order": payment.order_number}


def _words(refusal: Exception) -> str:
    words = {
        ReferenceUsed: _("This reference was already used for another payment. Please look at the statement again."),
        PaidAlready: _("This payment was already confirmed, with another reference. Nothing was changed."),
        ReferenceMissing: _("Type the reference that the bank statement shows."),
        AmountMissing: _("Type the amount in rupees, for example 1,250 or 1250.50."),
        NotThatMuch: _("So much was not received without being needed. Nothing was changed."),
    }
    return words[type(refusal)]


def _page(request: HttpRequest, wrong: Payment | None = None, problem: str = "", **bound: Form) -> HttpResponse:
    """One page of the list. ``wrong`` is the payment whose form has to be corrected; it is shown even if it waits no more."""
    chosen = _chosen(request)
    page = page_of(request, LISTS[chosen](PROVIDER))
    held = queries.with_received(Payment.objects.filter(pk=wrong.pk)).get() if wrong else None
    context = {
        **frame(_("Payments"), "check"),
        "chosen": chosen,
        "wrong": _row(held, problem, **bound) if held else None,
        "rows": [_row(payment) for payment in page if payment != wrong],
        "page": page,
    }
    return render(request, "orders/staff/payments.html", context, status=422 if wrong else 200)


def _row(payment: Any, problem: str = "", **bound: Form) -> Row:
    """``payment`` carries ``received_paise`` (``queries.with_received``)."""
    auto_id = f"{payment.number}-%s"
    missing = payment.amount_paise - payment.received_paise
    known = {"amount": f"{missing // 100}.{missing % 100:02d}"} if missing > 0 else {}
    return Row(
        payment=payment,
        method=providers.paid_by(payment.provider, payment.method),
        note=offline.transfer_note(payment),
        received_paise=payment.received_paise,
        confirm=bound.get("confirm") or ConfirmForm(auto_id=auto_id, initial=known),
        reject=bound.get("reject") or RejectForm(auto_id=auto_id),
        back=bound.get("back") or BackForm(auto_id=auto_id),
        problem=problem,
    )
