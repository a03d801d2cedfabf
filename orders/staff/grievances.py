"""The grievance desk: complaints by the time that is left, one ticket's page, and how many were in time each month."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from orders import grievance_queries as queries
from orders import grievances
from orders.errors import NotPossible
from orders.grievance_clocks import Clock, clock
from orders.models import Grievance
from orders.oscar.order.models import Order
from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_ANSWER, MAY_LOOK, staff_member

ACTS: dict[str, Callable[..., Any]] = {
    "answer": grievances.answer,
    "ask": grievances.ask_back,
    "resolve": grievances.resolve,
    "escalate": grievances.escalate,
}


class WordsForm(forms.Form):
    """What the officer writes; the button that was pressed says what it is."""

    words = forms.CharField(
        label=gettext_lazy("Your words; the shopper reads them"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write something for the shopper.")},
    )


@dataclass(frozen=True)
class Row:
    """One complaint in the list. Nothing of its writer: that is on its own page, whose opening is journalled."""

    grievance: Grievance
    clock: Clock


@permission_required(MAY_ANSWER)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Complaints under way, the least time left first; with ``?done=1`` those that are settled."""
    is_done = "done" in request.GET
    page = page_of(request, queries.done() if is_done else queries.by_time_left())
    context = {
        **frame(_("Complaints"), "warning"),
        "chosen": "done" if is_done else "",
        "rows": [Row(grievance, clock(grievance)) for grievance in page],
        "page": page,
    }
    return render(request, "orders/staff/grievances.html", context)


@permission_required(MAY_ANSWER)
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """How many complaints of each month were answered and resolved in time."""
    context = {**frame(_("Complaints each month"), "calendar", _list()), "months": queries.months()}
    return render(request, "orders/staff/grievance_report.html", context)


@permission_required(MAY_ANSWER)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One complaint. Who opened it is written to the journal."""
    return _page(request, get_object_or_404(Grievance, number=number), WordsForm())


@permission_required(MAY_ANSWER)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """Answer, ask back, resolve or pass on."""
    grievance = get_object_or_404(Grievance, number=number)
    write = ACTS.get(request.POST.get("act", ""))
    if write is None:
        raise Http404
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, grievance, form, status=422)
    try:
        write(grievance, words=form.cleaned_data["words"], acting_user=staff_member(request))
    except NotPossible:
        form.add_error(None, _("This complaint is settled already. Nothing was changed."))
        return _page(request, grievance, form, status=422)
    messages.success(request, _("Written to complaint %(number)s.") % {"number": grievance.number})
    return redirect("grievance_page", number)


def _page(request: HttpRequest, grievance: Grievance, form: WordsForm, status: int = 200) -> HttpResponse:
    staff = staff_member(request)
    grievances.opened(grievance, acting_user=staff)
    may_look = staff.has_perm(MAY_LOOK) and bool(grievance.order_number)
    context = {
        **frame(grievance.number, "warning", _list()),
        "shown": queries.ticket_page(grievance),
        "form": form,
        "order": Order.objects.filter(number=grievance.order_number).first() if may_look else None,
    }
    return render(request, "orders/staff/grievance.html", context, status=status)


def _list() -> tuple[str, str]:
    return reverse("grievances"), _("Complaints")
