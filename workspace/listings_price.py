"""Beside the price: what the group receives by the rule of the fee, what such goods cost in the shop, how far they may travel."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.asking_prices import span_of
from catalogue.models import ListingDraft
from catalogue.reach import reach_of
from catalogue.sending import type_of
from money.paise import from_rupees
from payments.fees import commission_for, fee
from producers.models import ProducerGroup
from workspace.listings_forms import PriceForm

RECKON = "reckon"  # the button that works the sum out without saving


def receives_paise(group: ProducerGroup, price_paise: int) -> int:
    """What the group receives for one piece, from the rule of the fee that holds today."""
    return price_paise - fee(price_paise, commission_for(group, timezone.localdate()))


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
        "price_paise": price_paise,
        "receives_paise": receives_paise(draft.group, price_paise) if price_paise else None,
        "price_problem": problem,
        "span": span_of(type_of(draft)),
        "reach_words": _(reach.why) if reach.within != "india" or reach.only_exempt else "",
    }
