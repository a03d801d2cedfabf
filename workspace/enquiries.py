"""Enquiries to a group, and the quotes it answers them with: the list, the form, the page with the text to pass on."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from orders import attempts
from orders.enquiries import asking, proposing, shown
from orders.enquiries.errors import EnquiryRefused, NotOpen
from orders.enquiries.forms import ProposalForm
from orders.models import Enquiry, Proposal
from producers.models import ProducerGroup
from workspace import reach


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enquiries(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked, and the quotes that were made. POST says no to an enquiry, with words."""
    group = reach.group_or_404(request, slug)
    if request.method != "POST":
        return _list(request, group)
    found = get_object_or_404(Enquiry.objects.select_related("group"), number=request.POST.get("number", "")[:24], group=group)
    try:
        asking.decline(found, words=request.POST.get("words", ""), acting_user=signed_in(request), on_behalf_of=reach.stamp(request, group))
    except EnquiryRefused as refusal:
        return _list(request, group, str(refusal.reason))
    except NotOpen:
        messages.error(request, _("That was done before. Nothing was changed."))
    else:
        messages.success(request, _("Answered. The asker gets your words by mail."))
    return HttpResponseRedirect(reverse("workspace-enquiries", args=[group.slug]), status=303)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """A new quote: for an enquiry, like an earlier one, or for somebody who called."""
    group = reach.group_or_404(request, slug)
    enquiry = _enquiry(request, group)
    if request.method != "POST":
        return _form(request, group, enquiry, ProposalForm(group=group, initial=_initial(request, group, enquiry)))
    form = ProposalForm(request.POST, group=group)
    if form.is_valid():
        try:
            made = proposing.propose(
                form.offer(),
                key=form.cleaned_data["key"],
                group=group,
                enquiry=enquiry,
                acting_user=signed_in(request),
                on_behalf_of=reach.stamp(request, group),
            )
        except EnquiryRefused as refusal:
            form.take_refusal(refusal)
        except NotOpen:
            form.add_error(None, _("This enquiry was answered with a no before."))
        else:
            messages.success(request, _("The quote is made. Whoever has its link can pay it."))
            return HttpResponseRedirect(reverse("workspace-quote", args=[group.slug, made.number]), status=303)
    return _form(request, group, enquiry, form)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One quote with its text and link. POST takes it back."""
    group = reach.group_or_404(request, slug)
    proposal = get_object_or_404(Proposal.objects.select_related("enquiry", "order__record"), number=number, group=group)
    if request.method == "POST":
        try:
            proposing.withdraw(proposal, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, group))
        except NotOpen:
            messages.error(request, _("It is ordered or taken back already. Nothing was changed."))
        else:
            messages.success(request, _("Taken back. Nobody can pay it any more."))
        return HttpResponseRedirect(reverse("workspace-quote", args=[group.slug, number]), status=303)
    return reach.page(request, "workspace/quote.html", group, {"quote": shown.for_maker(proposal)})


def _enquiry(request: HttpRequest, group: ProducerGroup) -> Enquiry | None:
    """The enquiry that the address names, of this very group."""
    number = request.GET.get("enquiry", "")[:24]
    if not number:
        return None
    found = Enquiry.objects.filter(number=number, group=group).first()
    if found is None:
        raise Http404
    return found


def _initial(request: HttpRequest, group: ProducerGroup, enquiry: Enquiry | None) -> dict[str, object]:
    earlier = Proposal.objects.filter(number=request.GET.get("like", "")[:24], group=group).first()
    return initial(enquiry, earlier)


def initial(enquiry: Enquiry | None, earlier: Proposal | None) -> dict[str, object]:
    """What an empty form of a quote holds: a fresh key, days that are likely, and what an enquiry or an earlier quote says."""
    today = timezone.localdate()
    known: dict[str, object] = {"key": attempts.new_key(), "lapses_on": today + timedelta(days=7), "packed_by": today + timedelta(days=21)}
    if enquiry and enquiry.place.isascii() and enquiry.place.replace(" ", "").isdigit():
        known["pin"] = enquiry.place
    return known | (shown.as_typed(earlier) if earlier else {})


def _list(request: HttpRequest, group: ProducerGroup, problem: str = "") -> HttpResponse:
    context = {"shown": shown.of_maker(group), "problem": problem, "typed": request.POST if problem else {}}
    return reach.page(request, "workspace/enquiries.html", group, context, status=422 if problem else 200)


def _form(request: HttpRequest, group: ProducerGroup, enquiry: Enquiry | None, form: ProposalForm) -> HttpResponse:
    context = {"form": form, "enquiry": enquiry, "here_with": request.get_full_path()}
    return reach.page(request, "workspace/quote_form.html", group, context, status=422 if form.errors else 200)
