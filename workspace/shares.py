"""Whose sale it was, where no lot knows: kilograms, pieces or amounts typed for each household; and corrections of what was shared."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from money.paise import from_rupees
from money.words import rupees
from payments import access
from payments.household_models import Household
from payments.households import queries, splitting
from payments.households.errors import SplitFrozen, SplitRefused
from payments.models import Earning, EarningSplit
from producers.models import ProducerGroup
from workspace import reach
from workspace.households import attempt_of, group_or_404
from workspace.households_forms import percent_field, text_field
from workspace.listings_forms import NOT_A_SUM

PER_PAGE = 30
Basis = EarningSplit.Basis


class HandForm(forms.Form):
    """A number for each household; empty means nothing."""

    basis = forms.ChoiceField(
        label=gettext_lazy("What is counted"),
        choices=[(Basis.KILOGRAMS, Basis.KILOGRAMS.label), (Basis.PIECES, Basis.PIECES.label), (Basis.AMOUNTS, Basis.AMOUNTS.label)],
        initial=Basis.KILOGRAMS,
        widget=forms.RadioSelect,
    )
    keep = percent_field(gettext_lazy("The group keeps, per cent"), gettext_lazy("With fixed amounts the group keeps what is left."))

    def __init__(self, data: Any, *, households: Sequence[Household]) -> None:
        super().__init__(data)
        self.households = {f"of-{household.code}": household for household in households}
        for name, household in self.households.items():
            self.fields[name] = forms.DecimalField(
                label=household.name,
                required=False,
                min_value=Decimal(0),
                max_digits=12,
                decimal_places=3,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_decimal_places", "max_digits"), gettext_lazy("Write a number, for example 12.5.")
                ),
            )

    @property
    def numbers(self) -> dict[Household, Decimal]:
        said = self.cleaned_data
        return {household: said[name] for name, household in self.households.items() if said.get(name)}


class CorrectForm(forms.Form):
    """So much more for a household, or less."""

    household = forms.ChoiceField(label=gettext_lazy("Household"))
    amount = forms.DecimalField(
        label=gettext_lazy("Rupees more; with a minus less"),
        max_digits=11,
        decimal_places=2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "max_decimal_places", "max_digits"), NOT_A_SUM),
    )
    reason = text_field(gettext_lazy("What was wrong"), most=160, needed=gettext_lazy("Write what was wrong."))

    def __init__(self, data: Any, *, households: Sequence[Household]) -> None:
        super().__init__(data)
        self.households = {household.code: household for household in households}
        field = self.fields["household"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, household.name) for code, household in self.households.items()]


@never_cache
@login_required
@require_safe
def open_shares(request: HttpRequest, slug: str) -> HttpResponse:
    """Sales of which nobody has said whose they are."""
    group = group_or_404(request, slug, access.SEE_MONEY)
    page = Paginator(queries.not_shared(group), PER_PAGE).get_page(request.GET.get("page"))
    return reach.page(request, "workspace/shares.html", group, {"page": page})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One sale: who has what of it. POST shares it, or corrects a share."""
    group = group_or_404(request, slug, access.SEE_MONEY if request.method != "POST" else access.KEEP_HOUSEHOLDS)
    earning = Earning.objects.filter(group=group, producer_order_number=number).first()
    if earning is None:
        raise Http404
    held = EarningSplit.objects.filter(earning=earning).first()
    households = [row.household for row in queries.households_of(group)]
    kind = HandForm if held is None else CorrectForm
    form = kind(request.POST if request.method == "POST" else None, households=households)
    if request.method == "POST" and form.is_valid():
        try:
            said = _share(request, earning, form) if isinstance(form, HandForm) else _correct(request, held, form)
        except SplitRefused as refusal:
            form.add_error(None, _words(refusal, earning))
        except SplitFrozen:
            form.add_error(None, _("This sale was shared meanwhile."))
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("workspace-share", args=[group.slug, number]), status=303)
    return _page(request, group, earning, held, form)


def _page(request: HttpRequest, group: ProducerGroup, earning: Earning, held: EarningSplit | None, form: forms.Form) -> HttpResponse:
    now = splitting.current(held) if held else {}
    left = splitting.left_of(earning)
    named = {household.pk: household for household in Household.objects.filter(pk__in=now)}
    context = {
        "earning": earning,
        "split": held,
        "left_paise": left,
        "rows": sorted(((named[key], paise) for key, paise in now.items()), key=lambda row: row[0].name),
        "own_paise": left - sum(now.values()),
        "corrections": held.shares.exclude(reason="").select_related("household").order_by("pk") if held else [],
        "form": form,
        "may_keep": access.may_keep(request.user, group),
        "attempt": attempt_of(request),
    }
    return reach.page(request, "workspace/share.html", group, context, status=422 if form.errors else 200)


def _share(request: HttpRequest, earning: Earning, form: HandForm) -> str:
    basis, person = form.cleaned_data["basis"], signed_in(request)
    if basis == Basis.AMOUNTS:
        amounts = {household: from_rupees(rupee) for household, rupee in form.numbers.items()}
        splitting.by_amounts(earning, amounts=amounts, acting_user=person)
    else:
        keep_bp = int(form.cleaned_data["keep"] * 100)
        splitting.by_quantity(earning, basis=basis, quantities=form.numbers, keep_bp=keep_bp, acting_user=person)
    return _("The sale is shared.")


def _correct(request: HttpRequest, held: EarningSplit | None, form: Any) -> str:
    if held is None:
        raise SplitRefused("none")
    household = form.households[form.cleaned_data["household"]]
    person = signed_in(request)
    splitting.correct(
        held,
        household,
        paise=from_rupees(form.cleaned_data["amount"]),
        reason=form.cleaned_data["reason"],
        key=f"correct:{held.pk}:{person.pk}:{attempt_of(request)}",
        acting_user=person,
    )
    return _("Corrected.")


def _words(refusal: SplitRefused, earning: Earning) -> str:
    return {
        "quantities": _("Write a number for at least one household."),
        "amounts": _("Write an amount for at least one household; together not more than %(net)s.") % {"net": rupees(earning.net_paise)},
        "reason": _("Write how much more or less, and what was wrong."),
        "bounds": _("Neither a household nor the group can have less than nothing of a sale."),
    }.get(str(refusal), _("This can not be shared in this way."))
