"""Beside the price: what the group receives, what such goods cost in the shop, how far they may travel."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.asking_prices import span_of
from catalogue.models import ListingDraft
from catalogue.reach import reach_of
from catalogue.sending import type_of
from catalogue.type_defaults import defaults_of
from money.paise import from_rupees
from payments.fees import commission_for
from payments.receives import Receives, of_price
from workspace.listings_forms import PriceForm

RECKON = "reckon"  # the button that works the sum out without saving


def receives(draft: ListingDraft, price_paise: int | None) -> Receives | None:
    """What the group receives for one piece of the draft if it is sold today; nothing without a price."""
    if not price_paise:
        return None
    today, answers = timezone.localdate(), draft.answers
    return of_price(
        price_paise,
        group=draft.group,
        fee_bp=commission_for(draft.group, today).rate_bp,
        hsn=answers.get("hsn") or defaults_of(type_of(draft)).hsn,
        handmade=bool(answers.get("handmade")),
        on=today,
    )


def reckoned(draft: ListingDraft, posted: QueryDict) -> PriceForm:
    """The page with everything that was typed, nothing of it checked but the price, nothing saved."""
    form = PriceForm(None, draft=draft)
    form.initial = {**form.initial, **{name: posted.get(name, "") for name in form.fields}}
    return form


def beside(draft: ListingDraft, typed: str | None) -> dict[str, Any]:
    """What the page of the price shows beside its fields. ``typed`` is the price that is written there, if any."""
    price_paise, problem = draft.answers.get("price_paise"), ""
    if typed is not None:
        try:
            price_paise = from_rupees(PriceForm.base_fields["price"].clean(typed))
        except ValidationError as error:
            price_paise, problem = None, error.messages[0]
    reach = reach_of(draft.group.tax_status)
    return {
        "receives": receives(draft, price_paise),
        "price_problem": problem,
        "span": span_of(type_of(draft)),
        "reach_words": _(reach.why) if reach.within != "india" or reach.only_exempt else "",
    }
