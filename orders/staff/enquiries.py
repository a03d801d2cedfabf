"""Staff's page of enquiries to the shop, and the quotes for goods of several groups."""

from datetime import timedelta

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from orders import attempts
from orders.enquiries import asking, proposing, shown
from orders.enquiries.errors import EnquiryRefused, NotOpen
from orders.enquiries.forms import ProposalForm
from orders.models import Enquiry, Proposal
from orders.staff.frame import frame
from orders.staff.rights import MAY_QUOTE, staff_member


@permission_required(MAY_QUOTE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiries(request: HttpRequest) -> HttpResponse:
    """What is asked of the shop, and the quotes it made. POST says no to an enquiry, with words."""
    problem = ""
    if request.method == "POST":
        found = get_object_or_404(Enquiry, number=request.POST.get("number", "")[:24], group=None)
        try:
            asking.decline(found, words=request.POST.get("words", ""), acting_user=staff_member(request))
        except EnquiryRefused as refusal:
            problem = str(refusal.reason)
        except NotOpen:
            messages.error(request, _("That was done before. Nothing was changed."))
            return redirect("staff_enquiries")
        else:
            messages.success(request, _("Answered. The asker gets your words by mail."))
            return redirect("staff_enquiries")
    typed = request.POST if problem else {}
    context = {**frame(_("Enquiries"), "mail"), "shown": shown.of_maker(None), "problem": problem, "typed": typed}
    return render(request, "orders/staff/enquiries.html", context, status=422 if problem else 200)


@permission_required(MAY_QUOTE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """A new quote, for an enquiry or for somebody who called."""
    number = request.GET.get("enquiry", "")[:24]
    enquiry = get_object_or_404(Enquiry, number=number, group=None) if number else None
    form = ProposalForm(request.POST, group=None) if request.method == "POST" else ProposalForm(group=None, initial=_initial())
    if request.method == "POST" and form.is_valid():
        try:
            made = proposing.propose(
                form.offer(), key=form.cleaned_data["key"], group=None, enquiry=enquiry, acting_user=staff_member(request)
            )
        except EnquiryRefused as refusal:
            form.take_refusal(refusal)
        except NotOpen:
            form.add_error(None, _("This enquiry was answered with a no before."))
        else:
            messages.success(request, _("The quote is made. Whoever has its link can pay it."))
            return redirect("staff_quote", made.number)
    crumb = (reverse("staff_enquiries"), _("Enquiries"))
    context = {**frame(_("Make a quote"), "mail", crumb), "form": form, "enquiry": enquiry, "here": request.get_full_path()}
    return render(request, "orders/staff/quote_form.html", context, status=422 if form.errors else 200)


@permission_required(MAY_QUOTE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One quote of the shop with its text and link. POST takes it back."""
    proposal = get_object_or_404(Proposal.objects.select_related("enquiry", "order__record"), number=number, group=None)
    if request.method == "POST":
        try:
            proposing.withdraw(proposal, acting_user=staff_member(request))
        except NotOpen:
            messages.error(request, _("It is ordered or taken back already. Nothing was changed."))
        else:
            messages.success(request, _("Taken back. Nobody can pay it any more."))
        return redirect("staff_quote", number)
    crumb = (reverse("staff_enquiries"), _("Enquiries"))
    context = {**frame(proposal.number, "mail", crumb), "quote": shown.for_maker(proposal)}
    return render(request, "orders/staff/quote.html", context)


def _initial() -> dict[str, object]:
    today = timezone.localdate()
    return {"key": attempts.new_key(), "lapses_on": today + timedelta(days=7), "packed_by": today + timedelta(days=21)}
