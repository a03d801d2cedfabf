"""Pressing every button of a page as a browser would: the form as it was sent, with plausible words, sums and files in its fields."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from orders import deliveries
from orders.models import Parcel
from payments import bank
from payments.models import Earning, Payment
from payments.settlement import NODAL
from producers.models import ProducerGroup
from tests.payments import payout_steps
from tests.security.files_to_press import file_for

# What a person may type where a sum is asked for: a paisa, little, more than there is, nothing, less than nothing, no sum.
SUMS = ("0.01", "1", "10.50", "100", "5,000", "99999999", "0", "-5", "ten")
_SAYS_A_SUM = ("amount", "paise", "sum", "paid", "fee", "rupees", "keep", "percent", "price", "pieces", "kg", "kilograms", "quantity")
_SAYS_A_REFERENCE = ("reference", "utr", "challan", "number_given")
_LEADS_AWAY = ("/logout/",)
TOKEN = "csrfmiddlewaretoken"
_names = count(1)


@dataclass(frozen=True)
class Press:
    """One button of one page, and what the browser sends with it. ``given`` names what the page puts there, hidden or to be chosen."""

    page: str
    path: str
    data: Mapping[str, str]
    files: Mapping[str, SimpleUploadedFile] = field(default_factory=dict)
    given: frozenset[str] = frozenset()


def links(page: str, html: str) -> list[str]:
    """Where a page leads inside the shop, without what stands behind a question mark or a hash."""
    found = (urljoin(page, str(tag.get("href") or "")) for tag in BeautifulSoup(html, "html.parser").find_all("a"))
    return [path.split("?")[0].split("#")[0] for path in found if path.startswith("/")]


def buttons(page: str, html: str, draw: random.Random) -> Iterator[Press]:
    """A press of every button of every form that is posted."""
    for form in BeautifulSoup(html, "html.parser").find_all("form"):
        if str(form.get("method", "get")).lower() != "post":
            continue
        path = urljoin(page, str(form.get("action") or page))
        if path in _LEADS_AWAY:
            continue
        named = [button for button in form.find_all(["button", "input"]) if _is_button(button)] or [None]
        for button in named:
            data = {name: value for name, value in _fields(form, draw) if value is not None}
            if button is not None and button.get("name"):
                data[str(button["name"])] = str(button.get("value", ""))
            files = {str(tag.get("name") or ""): file_for(tag, page, draw) for tag in form.find_all("input", type="file")}
            sent = {name: file for name, file in files.items() if name and file is not None}
            given = frozenset(str(tag["name"]) for tag in form.find_all(["input", "select"]) if tag.get("name") and _is_given(tag))
            yield Press(page, str(button.get("formaction") or path) if button is not None else path, data, sent, given - {TOKEN})


def _is_button(tag: Tag) -> bool:
    return str(tag.get("type", "submit" if tag.name == "button" else "text")) == "submit"


def _is_given(tag: Tag) -> bool:
    return tag.name == "select" or str(tag.get("type", "text")) in ("hidden", "radio", "checkbox")


def _fields(form: Tag, draw: random.Random) -> Iterator[tuple[str, str | None]]:
    """Each named field with what is in it, what is chosen, or what a person might type."""
    choices: dict[str, list[str]] = {}
    for tag in form.find_all(["input", "select", "textarea"]):
        name, kind = str(tag.get("name") or ""), str(tag.get("type", "text"))
        if not name or _is_button(tag) or kind == "file":
            continue
        if tag.name == "select":
            yield name, draw.choice([str(option.get("value", "")) for option in tag.find_all("option")] or [""])
        elif kind in ("radio", "checkbox"):
            choices.setdefault(f"{kind}:{name}", []).append(str(tag.get("value", "on")))
        elif kind == "hidden":
            yield name, str(tag.get("value", ""))
        else:
            yield name, _typed(name.lower(), kind, tag.get_text() or str(tag.get("value") or ""), draw)
    for key, values in choices.items():
        kind, name = key.split(":", 1)
        yield name, draw.choice(values) if kind == "radio" or draw.random() < 0.8 else None


def _typed(name: str, kind: str, there: str, draw: random.Random) -> str:
    """What stands there already, mostly; else something that fits the name of the field."""
    if there and draw.random() < 0.7:
        return there
    if kind in ("date", "month"):
        return timezone.localdate().isoformat()[: 7 if kind == "month" else 10]
    if any(word in name for word in _SAYS_A_REFERENCE):
        return f"PRESSED{next(_names):06d}"
    if kind == "number" or any(word in name for word in _SAYS_A_SUM):
        return draw.choice(SUMS)
    return "123456789012" if name in ("number", "again") else "as told by phone"


def send_to_the_bank(*slugs: str) -> None:
    """A payout of each of these groups is with the bank, whose answer people type."""
    for group in ProducerGroup.objects.filter(slug__in=slugs):
        payout_steps.earn(group)
        payout_steps.sent(group)


def make_books_whole() -> None:
    """Shortcuts of the tests' world are made good: the bank's line of what was paid, earnings in the mode of their payments, and the arrival
    of what is asked back.
    """
    for parcel in Parcel.objects.filter(producer_order__returns__isnull=False, delivered_on=None).select_related("producer_order"):
        deliveries.arrived(parcel, source="shopper")
    Earning.objects.update(mode=NODAL)
    for payment in Payment.objects.filter(status=Payment.Status.PAID, provider="offline"):
        missing = bank.missing_paise(payment)
        if missing > 0:
            bank.enter(payment=payment, amount_paise=missing, reference=f"WORLD{payment.pk}", acting_user=None)
