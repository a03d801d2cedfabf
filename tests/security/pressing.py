"""Pressing every button of a page as a browser would: the form as it was sent, with plausible words and sums in its fields."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django.utils import timezone

from payments import bank
from payments.models import Earning, Payment
from payments.settlement import NODAL

# What a person may type where a sum is asked for: a paisa, little, more than there is, nothing, less than nothing, no sum.
SUMS = ("0.01", "1", "10.50", "100", "5,000", "99999999", "0", "-5", "ten")
_SAYS_A_SUM = ("amount", "paise", "sum", "paid", "fee", "rupees", "keep", "percent", "price", "pieces", "kg", "kilograms", "quantity")
_SAYS_A_REFERENCE = ("reference", "utr", "challan", "number_given")
_LEADS_AWAY = ("/logout/",)
_names = count(1)


@dataclass(frozen=True)
class Press:
    """One button of one page, and what the browser sends with it."""

    page: str
    path: str
    data: Mapping[str, str]


def buttons(page: str, html: str, draw: random.Random) -> Iterator[Press]:
    """A press of every button of every form that is posted, without those that send a file."""
    for form in BeautifulSoup(html, "html.parser").find_all("form"):
        if str(form.get("method", "get")).lower() != "post" or form.find("input", type="file"):
            continue
        path = urljoin(page, str(form.get("action") or page))
        if path in _LEADS_AWAY:
            continue
        named = [button for button in form.find_all(["button", "input"]) if _is_button(button)] or [None]
        for button in named:
            data = {name: value for name, value in _fields(form, draw) if value is not None}
            if button is not None and button.get("name"):
                data[str(button["name"])] = str(button.get("value", ""))
            yield Press(page, str(button.get("formaction") or path) if button is not None else path, data)


def _is_button(tag: Tag) -> bool:
    return str(tag.get("type", "submit" if tag.name == "button" else "text")) == "submit"


def _fields(form: Tag, draw: random.Random) -> Iterator[tuple[str, str | None]]:
    """Each named field with what is in it, what is chosen, or what a person might type."""
    choices: dict[str, list[str]] = {}
    for tag in form.find_all(["input", "select", "textarea"]):
        name, kind = str(tag.get("name") or ""), str(tag.get("type", "text"))
        if not name or _is_button(tag):
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


def make_books_whole() -> None:
    """Shortcuts of the tests' world are made good: the bank's line of what was paid, and earnings in the mode of their payments."""
    Earning.objects.update(mode=NODAL)
    for payment in Payment.objects.filter(status=Payment.Status.PAID, provider="offline"):
        missing = bank.missing_paise(payment)
        if missing > 0:
            bank.enter(payment=payment, amount_paise=missing, reference=f"WORLD{payment.pk}", acting_user=None)
