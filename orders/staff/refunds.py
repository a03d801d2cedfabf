"""Staff's page of refunds: what is owed back, the oldest first, and what was sent under which reference."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from money.words import rupees
from orders import reasons, refunding
from orders.staff.forms import SentForm
from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_REFUND, staff_member
from payments import providers, queries
from payments.disputes import holding
from payments.errors import ReferenceMissing, ReferenceUsed, SentAlready
from payments.models import Refund
from payments.refund_files import files
from payments.refunds import is_sent_by_hand


@dataclass(frozen=True)
class Row:
    """One refund. Who paid by a gateway is refunded by it: such a row is shown and has no form."""

    refund: Refund
    reason: str | Promise
    form: SentForm | None
    file_number: str = ""
    problem: str = ""
    waits_for_dispute: bool = False

    @property
    def paid_by(self) -> str | Promise:
        """How its payment was paid, in words."""
        payment = self.refund.allocation.payment
        return providers.paid_by(payment.provider, payment.method)


@permission_required(MAY_REFUND)
@require_safe
def refunds(request: HttpRequest) -> HttpResponse:
    """What is owed, the oldest first; with ``?sent=1`` what was sent, the newest first."""
    return _page(request)


@permission_required(MAY_REFUND)
@require_POST
def sent(request: HttpRequest, number: str) -> HttpResponse:
    """A refund of a payment without gateway was sent from the bank."""
    refund = get_object_or_404(Refund.objects.select_related("allocation__payment"), number=number)
    if refund.status != Refund.Status.SENT and (not is_sent_by_hand(refund) or files.file_of(refund)):
        raise Http404
    form = SentForm(request.POST, owed_at=refund.created_at, auto_id=f"{number}-%s")
    if not form.is_valid():
        return _page(request, refund, form)
    try:
        refunding.refund_sent(refund, reference=form.cleaned_data["reference"], sent_at=form.sent_at(), acting_user=staff_member(request))
    except ReferenceUsed:
        return _page(request, refund, form, _("This reference was already used. Please look at the statement again."))
    except ReferenceMissing:
        return _page(request, refund, form, _("Type the reference of the transfer."))
    except SentAlready:
        return _page(request, refund, form, _("This refund was already recorded, with another reference. Nothing was changed."))
    words = _("The refund of %(amount)s for order %(order)s is recorded as sent. The shopper is told.")
    messages.success(request, words % {"amount": rupees(refund.amount_paise), "order": refund.allocation.payment.order_number})
    return redirect("refunds_due")


def _page(request: HttpRequest, wrong: Refund | None = None, form: SentForm | None = None, problem: str = "") -> HttpResponse:
    is_sent = "sent" in request.GET
    page = page_of(request, queries.refunds_sent() if is_sent else queries.refunds_due())
    context = {
        **frame(_("Refunds"), "rotate"),
        "chosen": "sent" if is_sent else "",
        "wrong": Row(wrong, reasons.words_for_others(wrong.reason), form, problem=problem) if wrong else None,
        "rows": [_row(refund) for refund in page if refund != wrong],
        "page": page,
    }
    return render(request, "orders/staff/refunds.html", context, status=422 if wrong else 200)


def _row(refund: Refund) -> Row:
    file_number = files.file_of(refund)
    is_open = is_sent_by_hand(refund) and not file_number
    form = SentForm(owed_at=refund.created_at, auto_id=f"{refund.number}-%s") if is_open else None
    waits = form is None and not file_number and refund.status != Refund.Status.SENT and holding.is_taken(refund.allocation.payment)
    return Row(refund, reasons.words_for_others(refund.reason) or refund.reason, form, file_number, waits_for_dispute=waits)
