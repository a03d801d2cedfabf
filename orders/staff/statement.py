"""The bank's statement: staff upload it, the worker finds whose money each credit is, and what it can not say waits here."""

import re
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from orders import statement_matching
from orders.errors import NotPossible
from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_CONFIRM, staff_member
from orders.statement_matching import AmountsDiffer, NotWaiting
from payments import queries, statement_file, statements
from payments.errors import AmountMissing, PaidAlready, ReferenceUsed
from payments.models import Payment, StatementCredit, StatementFile
from payments.providers.offline import OfflineProvider
from payments.statement_file import LineError, StatementRefused

Status = StatementCredit.Status
LISTS: dict[str, tuple[str, ...]] = {"": (Status.WAITING, Status.NEW), "done": (Status.MATCHED, Status.ASSIGNED, Status.SET_ASIDE)}
MOST_AT_ONCE = 8


class StatementForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("Statement as CSV"),
        error_messages={"required": gettext_lazy("Choose the file of the bank."), "empty": gettext_lazy("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


@dataclass
class Row:
    """One credit with the payments that it may be for, what each lacks, and what was typed when that was refused."""

    credit: StatementCredit
    likely: list[Payment]
    chosen: list[str] = field(default_factory=list)
    other: str = ""
    note: str = ""
    problem: str = ""


@permission_required(MAY_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest) -> HttpResponse:
    """The credits that wait for a person, with ``?done=1`` those that found their payment; and the form for a file."""
    if request.method != "POST":
        return _page(request, StatementForm())
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data["file"]
    try:
        done = statements.import_statement(given.read(statement_file.MAX_BYTES + 1), name=given.name, acting_user=staff_member(request))
    except StatementRefused as refusal:
        return _page(request, form, refusal.errors)
    if done.is_new:
        words = _("%(credits)d credits were read, %(known)d of them were known. They are being matched; look again in a minute.")
        messages.success(request, words % {"credits": done.file.credits, "known": done.file.known})
    else:
        messages.warning(request, _("This very file was imported before. Nothing was changed."))
    return redirect("payments_statement")


@permission_required(MAY_CONFIRM)
@require_POST
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Staff say whose money a credit is, or that it is for no order."""
    credit = get_object_or_404(StatementCredit, pk=key)
    row = Row(credit, [], request.POST.getlist("payment"), request.POST.get("other", ""), request.POST.get("note", ""))
    user = staff_member(request)
    try:
        if request.POST.get("act") == "aside":
            statement_matching.set_aside(credit, note=row.note, acting_user=user)
            said = _("%(reference)s is set aside.")
        else:
            statement_matching.assign(credit, _meant(row), acting_user=user)
            said = _("%(reference)s is recorded.")
    except NotWaiting:
        messages.warning(request, _("Somebody else has decided this credit. Nothing was changed."))
        return redirect("payments_statement")
    except (AmountsDiffer, ReferenceUsed, PaidAlready, AmountMissing, NotPossible, ValueError) as refusal:
        row.problem = _words(refusal)
        return _page(request, StatementForm(), wrong=row)
    messages.success(request, said % {"reference": credit.reference})
    return redirect("payments_statement")


def _meant(row: Row) -> list[Payment]:
    """The payments that were ticked or typed, by their own number or the order's. Raises ``ValueError`` in words."""
    typed = [part.upper() for part in re.split(r"[\s,;]+", row.other) if part]
    wanted = [*row.chosen, *typed]
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise ValueError(_("Tick a payment, or type the number of an order."))
    ours = Payment.objects.filter(provider=OfflineProvider.code)
    found: dict[int, Payment] = {}
    for number in wanted:
        payment = ours.filter(number=number).first() or ours.filter(order_number=number).order_by("pk").last()
        if payment is None:
            raise ValueError(_("There is no order or payment %(number)s that is paid by transfer.") % {"number": number[:30]})
        found[payment.pk] = payment
    return list(found.values())


def _words(refusal: Exception) -> str:
    if isinstance(refusal, AmountsDiffer):
        return _("Together these payments do not lack exactly this amount. Nothing was changed.")
    if isinstance(refusal, ReferenceUsed):
        return _("This reference was already used for another payment or refund. Nothing was changed.")
    if isinstance(refusal, ValueError):
        return str(refusal) if str(refusal) != "Say what the money is." else _("Say what the money is.")
    return _("This payment can not take money any more. Nothing was changed.")


def _page(request: HttpRequest, form: StatementForm, errors: list[LineError] | None = None, wrong: Row | None = None) -> HttpResponse:
    chosen = "done" if "done" in request.GET else ""
    found = StatementCredit.objects.filter(status__in=LISTS[chosen]).select_related("file", "decided_by").prefetch_related("payments")
    page = page_of(request, found.order_by("-pk" if chosen else "pk"))
    context: dict[str, Any] = {
        **frame(_("Bank statement"), "doc-full"),
        "form": form,
        "errors": errors or [],
        "chosen": chosen,
        "page": page,
        "rows": _rows(page, wrong),
        "files": StatementFile.objects.select_related("uploaded_by")[:5],
    }
    return render(request, "orders/staff/statement.html", context, status=422 if errors or form.errors or wrong else 200)


def _rows(page: Any, wrong: Row | None) -> list[Row]:
    """The credits of a page with the payments they may be for. Two queries."""
    credits = list(page)
    keys = {payment.pk for credit in credits for payment in credit.payments.all()}
    received = queries.with_received(Payment.objects.filter(pk__in=keys)).in_bulk()
    rows = [Row(credit, [received[payment.pk] for payment in credit.payments.all()]) for credit in credits]
    if wrong is None:
        return rows
    own = next((row for row in rows if row.credit.pk == wrong.credit.pk), None)
    if own is None:
        return [wrong, *rows]
    own.chosen, own.other, own.note, own.problem = wrong.chosen, wrong.other, wrong.note, wrong.problem
    return [own, *(row for row in rows if row is not own)]
