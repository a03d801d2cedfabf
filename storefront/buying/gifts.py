"""An optional page of the checkout: a part to somebody else, words on a slip, a day by which it is needed. And the address afterwards."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.throttles import visitor
from orders import gift_address
from orders.contacts import check_state
from orders.errors import AddressRefused, BadContact, NotDelivered
from orders.gifts import Gift, late, pins_of
from orders.models import ProducerOrder
from orders.oscar.order.models import Order
from orders.quotes import GroupQuote, Quote, quote
from storefront.buying import drafts, gift_drafts
from storefront.buying.gift_forms import GiftForm, ReceiverForm
from storefront.buying.kept_code import kept
from storefront.buying.limits import PIN_CHECK
from storefront.buying.order import by_link
from storefront.buying.own_basket import own_basket
from storefront.buying.steps import STEPS, is_for_basket


@dataclass(frozen=True)
class Section:
    """One group's part with its form. ``is_open``: something is typed, or wrong."""

    group: GroupQuote
    form: GiftForm
    is_open: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """A form for each group; saved all together, or not at all."""
    draft = drafts.read(request)
    if draft is None:
        return redirect("checkout-address")
    held = gift_drafts.read(request)
    quoted = _quote(request, draft, held)
    if is_for_basket(quoted):
        return redirect("basket")
    if request.method != "POST":
        forms = {group.group.id: GiftForm(prefix=str(group.group.id), initial=_typed(held.get(group.group.id))) for group in quoted.groups}
        _say_what_hinders(forms, quoted, held)
        return _page(request, quoted, forms)
    forms = {group.group.id: GiftForm(request.POST, prefix=str(group.group.id)) for group in quoted.groups}
    gifts = _read(forms, draft)
    if gifts and not PIN_CHECK.hit(visitor(request)):
        messages.error(request, _("Too many pincodes were tried from here. Please wait a minute."))
        return _page(request, quoted, forms, status=429)
    if all(form.is_valid() for form in forms.values()):
        quoted = _quote(request, draft, gifts)
        _refuse(forms, quoted, gifts)
        if all(form.is_valid() for form in forms.values()):
            gift_drafts.keep(request, gifts)
            return HttpResponseRedirect(reverse("checkout-pay"), status=303)
    return _page(request, quoted, forms, status=422)


def _quote(request: HttpRequest, draft: drafts.Draft, gifts: dict[int, Gift]) -> Quote:
    return quote(own_basket(request), draft.pin, code=kept(request), mobile=draft.contact.tidied().mobile, pins=pins_of(gifts))


def _read(forms: dict[int, GiftForm], draft: drafts.Draft) -> dict[int, Gift]:
    """The gifts of the forms that are right; what is wrong stands beside its field."""
    found: dict[int, Gift] = {}
    for group_id, form in forms.items():
        gift = form.gift() if form.is_valid() else None
        if gift is None:
            continue
        try:
            found[group_id] = gift.tidied()
            if gift.address:
                check_state(draft.gstin, gift.address.pin)
        except BadContact as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else "pin", str(refusal.reason))
    return found


def _refuse(forms: dict[int, GiftForm], quoted: Quote, gifts: dict[int, Gift]) -> None:
    """Say beside the field what can not be sent there, or not in time."""
    for group in quoted.groups:
        if group.refusal:
            forms[group.group.id].add_error("pin", str(group.refusal.reason))
    for group_id, words in late(quoted, gifts):
        forms[group_id].add_error("needed_by", words)


def _say_what_hinders(forms: dict[int, GiftForm], quoted: Quote, held: dict[int, Gift]) -> None:
    """Somebody was sent back here because something has changed since: the forms say what."""
    if any(group.refusal for group in quoted.groups) or any(late(quoted, held)):
        for group_id, form in forms.items():
            typed = {f"{group_id}-{name}": value for name, value in form.initial.items() if value}
            forms[group_id] = GiftForm(typed, prefix=str(group_id))
            forms[group_id].is_valid()
        _refuse(forms, quoted, held)


def _typed(gift: Gift | None) -> dict[str, object]:
    if gift is None:
        return {}
    address = vars(gift.address) if gift.address else {}
    return {"name": gift.name, "mobile": gift.mobile, "note": gift.note, "needed_by": gift.needed_by, **address}


def _page(request: HttpRequest, quoted: Quote, forms: dict[int, GiftForm], *, status: int = 200) -> HttpResponse:
    found = [(group, forms[group.group.id]) for group in quoted.groups]
    sections = [Section(group, form, bool(form.errors) or any(field.value() for field in form) or len(found) == 1) for group, form in found]
    problems = [
        {"words": f"{section.group.group.name}: {words[0]}", "href": f"#{section.form[name].auto_id}"}
        for section in sections
        for name, words in section.form.errors.items()
        if name in section.form.fields
    ]
    context = {"sections": sections, "problems": problems, "steps": STEPS}
    return render(request, "storefront/buying/gifts.html", context, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """Another address for one part that goes to somebody else, until it is packed."""
    part = ProducerOrder.objects.select_related("ship_to", "group", "order").filter(order=order, number=number).first()
    if part is None or part.ship_to_id == order.shipping_address_id:
        raise Http404
    row = part.ship_to
    known = {"name": row.first_name, "mobile": str(row.phone_number or ""), "pin": row.postcode, "line1": row.line1, "line2": row.line2}
    form = ReceiverForm(request.POST or None, initial={**known, "city": row.line4})
    if request.method == "POST" and form.is_valid() and _change(request, part, form):
        messages.success(request, _("The address is changed."))
        return HttpResponseRedirect(reverse("order", args=[token]), status=303)
    context = {"form": form, "part": part, "token": token, "version": request.POST.get("version", part.version)}
    return render(request, "storefront/buying/gift_address.html", context, status=422 if form.errors else 200)


def _change(request: HttpRequest, part: ProducerOrder, form: ReceiverForm) -> bool:
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    if not PIN_CHECK.hit(visitor(request)):
        form.add_error("pin", _("Too many pincodes were tried from here. Please wait a minute."))
        return False
    try:
        if gift := form.gift():
            gift_address.change(part, gift, version=version)
    except BadContact as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else "pin", str(refusal.reason))
    except NotDelivered as refusal:
        form.add_error("pin", str(refusal.reason))
    except AddressRefused as refusal:
        form.add_error("pin" if refusal.code in ("costs_more", "too_late") else None, str(refusal.reason))
    return form.is_valid()
