"""Staff's page of codes: what each takes off, who bears it, how often it was used; making one, a group's paper, stopping it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from accounts.admin_frame import frame, page_of
from catalogue.models import ProductType
from money.paise import from_rupees
from orders.models import Voucher
from orders.staff.rights import MAY_RUN_VOUCHERS, staff_member
from orders.vouchers import making
from orders.vouchers.errors import VoucherRefused
from orders.vouchers.making import Terms
from producers.access import WORKING
from producers.models import ProducerGroup

_MOST_RUPEES = Decimal(10_000_000)
_QUIET = {"autocomplete": "off"}


def _rupees(label: Any, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=hint,
        required=False,
        min_value=Decimal("0.01"),
        max_value=_MOST_RUPEES,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", **_QUIET}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"),
            gettext_lazy("Write an amount in rupees, for example 500."),
        ),
    )


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=gettext_lazy("Empty: as often as they like"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", **_QUIET}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), gettext_lazy("Write a whole number, 1 or more.")),
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Choose a day.")),
    )


class VoucherForm(forms.Form):
    """What a code says."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("4 to 16 capital letters and digits"),
        max_length=40,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": gettext_lazy("Write the code.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Words for the shopper"),
        max_length=160,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": gettext_lazy("Write what the code is for: shoppers read it.")},
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Percent off"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", **_QUIET}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"), gettext_lazy("Write a percentage up to 100.")
        ),
    )
    ceiling = _rupees(gettext_lazy("At most, in rupees"), gettext_lazy("For a percentage. Empty: no ceiling"))
    amount = _rupees(gettext_lazy("Or an amount off, in rupees"))
    least = _rupees(gettext_lazy("For goods of at least, in rupees"))
    group = forms.ModelChoiceField(
        label=gettext_lazy("Only goods of"), queryset=ProducerGroup.objects.none(), required=False, empty_label=gettext_lazy("All groups")
    )
    product_type = forms.ModelChoiceField(
        label=gettext_lazy("Only goods of the type"),
        queryset=ProductType.objects.none(),
        required=False,
        empty_label=gettext_lazy("All types"),
    )
    family = forms.ChoiceField(label=gettext_lazy("Only goods of the family"), required=False)
    valid_from = _day(gettext_lazy("First day (Indian time)"))
    valid_to = _day(gettext_lazy("Last day (Indian time)"))
    most_uses = _count(gettext_lazy("Most orders in all"))
    most_uses_each = _count(gettext_lazy("Most orders for one mobile number"))
    bearer = forms.ChoiceField(
        label=gettext_lazy("Who bears it"),
        choices=Voucher.Bearer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who bears it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (
            ("group", ProducerGroup.objects.filter(status__in=WORKING).order_by("name", "pk")),
            ("product_type", ProductType.objects.order_by("name", "pk")),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = found
        families = sorted(ProductType.objects.order_by().values_list("family", flat=True).distinct())
        chosen = self.fields["family"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("All families")), *((family, family.replace("_", " ")) for family in families)]

    def terms(self) -> Terms:
        said = self.cleaned_data
        paise = {name: from_rupees(said[name]) if said[name] else 0 for name in ("ceiling", "amount", "least")}
        return Terms(
            code=said["code"],
            words=said["words"],
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
            bearer=said["bearer"],
            rate_bp=int(said["percent"] * 100) if said["percent"] else 0,
            ceiling_paise=paise["ceiling"],
            amount_paise=paise["amount"],
            least_goods_paise=paise["least"],
            group=said["group"],
            product_type=said["product_type"],
            family=said["family"],
            most_uses=said["most_uses"],
            most_uses_each=said["most_uses_each"],
        )


@permission_required(MAY_RUN_VOUCHERS, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def vouchers(request: HttpRequest) -> HttpResponse:
    """All codes, the newest first; POST makes one."""
    if request.method != "POST":
        return _page(request, VoucherForm())
    form = VoucherForm(request.POST)
    if form.is_valid():
        try:
            made = making.make(form.terms(), acting_user=staff_member(request))
        except VoucherRefused as refusal:
            form.add_error(refusal.field or None, str(refusal.words))
        else:
            messages.success(request, _said(made))
            return redirect("vouchers")
    return _page(request, form)


@permission_required(MAY_RUN_VOUCHERS, raise_exception=True)
@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Stop a code, or write down the paper with which its group agreed to bear it."""
    found = get_object_or_404(Voucher.objects.select_related("group"), code=code)
    person, name = staff_member(request), request.POST.get("act", "")
    try:
        if name == "stop":
            making.stop(found, acting_user=person)
            messages.success(request, _("No order is placed with %(code)s any more.") % {"code": code})
        elif name == "agree":
            making.agree(found, acting_user=person, paper=request.POST.get("paper", ""))
            messages.success(request, _("The group's consent is written down. Shoppers can use %(code)s.") % {"code": code})
        else:
            raise Http404
    except VoucherRefused as refusal:
        return _page(request, VoucherForm(), f"{code}: {refusal.words}", status=422)
    return redirect("vouchers")


def _said(made: Voucher) -> str:
    if made.bearer == Voucher.Bearer.GROUP:
        return _("The code is made. Shoppers can use it once the group has agreed.")
    return _("The code is made.")


def _page(request: HttpRequest, form: VoucherForm, problem: str = "", status: int = 200) -> HttpResponse:
    page = page_of(request, Voucher.objects.select_related("group", "product_type", "made_by", "stopped_by").order_by("-pk"))
    context = {**frame(_("Codes"), "tag"), "page": page, "form": form, "problem": problem}
    return render(request, "orders/staff/vouchers.html", context, status=422 if form.errors else status)
