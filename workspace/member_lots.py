"""Who brought how much to a lot, and how its money is shared: one page a lot, for those who keep the books of the households."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from payments.households import contributions, queries
from payments.households.errors import ContributionRefused, LotFrozen, NotAsSeen
from payments.models import LotContribution
from producers.models import ProducerGroup
from provenance.models import Lot
from provenance.queries import lots_of
from workspace import reach
from workspace.households import attempt_of, group_or_404
from workspace.households_forms import BringForm, RuleForm


@never_cache
@login_required
@require_safe
def lots(request: HttpRequest, slug: str) -> HttpResponse:
    """The lots of the group, the newest first."""
    group = group_or_404(request, slug)
    return reach.page(request, "workspace/member_lots.html", group, {"lots": lots_of(group)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lot(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who brought what. POST sets the rule, writes down what came, or takes a row back."""
    group = group_or_404(request, slug)
    found = _lot(group, code)
    name = request.POST.get("act", "") if request.method == "POST" else ""
    if name == "back":
        return _take_back(request, group, found)
    rule = contributions.books_of(group, code).rule
    initial = {"basis": rule.basis, "keep": Decimal(rule.keep_bp) / 100} if rule else {}
    rule_form = RuleForm(request.POST if name == "rule" else None, initial=initial)
    bring_form = BringForm(request.POST if name == "bring" else None, households=queries.current_households(group))
    problem = ""
    try:
        if name == "rule" and rule_form.is_valid():
            return _set_rule(request, group, code, rule_form, rule.version if rule else 0)
        if name == "bring" and bring_form.is_valid():
            return _bring(request, group, code, bring_form)
    except (LotFrozen, ContributionRefused, NotAsSeen) as refusal:
        problem = words_of_refusal(refusal)
    context = {
        "lot": found,
        "books": contributions.books_of(group, code),
        "rule_form": rule_form,
        "bring_form": bring_form,
        "problems": [{"words": problem, "href": ""}] if problem else [],
        "attempt": attempt_of(request),
        "wrong": bool(problem or rule_form.errors or bring_form.errors),
    }
    return reach.page(request, "workspace/member_lot.html", group, context, status=422 if context["wrong"] else 200)


def _set_rule(request: HttpRequest, group: ProducerGroup, code: str, form: RuleForm, version: int) -> HttpResponse:
    basis, person = form.cleaned_data["basis"], signed_in(request)
    contributions.set_rule(group=group, lot_code=code, basis=basis, keep_bp=form.keep_bp, version=version, acting_user=person)
    return _done(request, group, code, _("Saved."))


def _bring(request: HttpRequest, group: ProducerGroup, code: str, form: BringForm) -> HttpResponse:
    person, said = signed_in(request), form.cleaned_data
    row = contributions.bring(
        lot_code=code,
        household=form.chosen,
        quantity=said["quantity"],
        on=said["brought_on"],
        key=f"bring:{code}:{person.pk}:{attempt_of(request)}",
        acting_user=person,
    )
    return _done(request, group, code, _("%(name)s: written down.") % {"name": row.household.name})


def words_of_refusal(refusal: Exception) -> str:
    """Why it was refused, for the person who typed."""
    if isinstance(refusal, LotFrozen):
        return _("Money of this lot was shared already: what was brought to it stands.")
    if isinstance(refusal, NotAsSeen):
        return _("Somebody else has changed it meanwhile. Nothing was done; please look again.")
    return {
        "no_rule": _("Say first how this lot is shared."),
        "basis": _("Something was brought already: what is counted can not change any more."),
    }.get(str(refusal), _("Pieces are counted whole."))


def _take_back(request: HttpRequest, group: ProducerGroup, found: Lot) -> HttpResponse:
    row = request.POST.get("row", "")
    key = int(row) if row.isascii() and row.isdecimal() and len(row) < 18 else 0
    held = LotContribution.objects.filter(pk=key, lot_code=found.code, household__group=group, undoes__isnull=True).first()
    if held is None:
        raise Http404
    try:
        contributions.take_back(held, acting_user=signed_in(request))
    except LotFrozen:
        messages.error(request, _("Money of this lot was shared already: what was brought to it stands."))
        return HttpResponseRedirect(reverse("workspace-member-lot", args=[group.slug, found.code]), status=303)
    return _done(request, group, found.code, _("Taken back."))


def _done(request: HttpRequest, group: ProducerGroup, code: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("workspace-member-lot", args=[group.slug, code]), status=303)


def _lot(group: ProducerGroup, code: str) -> Lot:
    try:
        return Lot.objects.select_related("product_type", "place").get(group=group, code=code)
    except Lot.DoesNotExist:
        raise Http404 from None
