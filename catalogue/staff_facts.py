"""What staff compare: every fact of a listing in words, before and after."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalogue.attributes import values_of
from catalogue.edits import LANGUAGE
from catalogue.models import Listing, ListingEdit
from catalogue.own_listings import own_row
from catalogue.photos import photos_of
from catalogue.readiness import LABELS
from catalogue.texts import ORIGINAL_LANGUAGE
from catalogue.variants import Size, sizes_of
from media.derivatives import sources_of
from media.models import Picture
from money.words import rupees


@dataclass(frozen=True)
class Fact:
    """One line of the comparison. Pictures are told by ``pictures_before`` and ``pictures_after``."""

    label: str
    before: str
    after: str
    pictures_before: list[dict[str, Any]] = field(default_factory=list)
    pictures_after: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return self.before != self.after or self.pictures_before != self.pictures_after


def listing_facts(listing: Listing) -> list[Fact]:
    """A listing that is new: everything stands on the right."""
    row = own_row(listing)
    pictures = _pictures(photos_of(listing))
    plain = [
        (_("Kind of goods"), _(listing.product_type.name)),
        *((_name_of(name), getattr(listing, name)) for name in _TEXTS),
        (_name_of(LANGUAGE), _language(listing.story_language)),
        (_("Price"), rupees(row.price_paise) if row.price_paise else ""),
        (_("MRP"), rupees(listing.mrp_paise)),
        (_("Stock"), str(row.stock)),
        (_("One piece holds"), f"{listing.net_quantity.normalize():f} {listing.net_unit}"),
        (_("HSN"), listing.hsn),
        (_("Made by hand"), _("Yes") if listing.handmade else _("No")),
        (_("Place"), listing.place_code),
        (_("Sizes"), "\n".join(_size(size) for size in sizes_of(listing))),
        *((_label(code), _value(value)) for code, value in listing.declarations.items()),
        *((_label(code), str(value)) for code, value in values_of(listing.product).items()),
    ]
    return [
        Fact(_("Pictures"), "", "", [], [pictures[key] for key in pictures]),
        *(Fact(label, "", str(value)) for label, value in plain if value),
    ]


def edit_facts(edit: ListingEdit) -> list[Fact]:
    """An edit: what the shop showed when it was sent on the left, what it would show on the right."""
    before, after = edit.before, edit.after
    pictures = _pictures([*before["photos"], *after["photos"]])
    codes = dict.fromkeys([*before["declarations"], *after["declarations"]])
    told = [_language(side.get(LANGUAGE, ORIGINAL_LANGUAGE)) for side in (before, after)]
    return [
        Fact(
            _("Pictures"),
            "",
            "",
            [pictures[key] for key in before["photos"] if key in pictures],
            [pictures[key] for key in after["photos"] if key in pictures],
        ),
        *(Fact(_name_of(name), before[name], after[name]) for name in _TEXTS),
        *([Fact(_name_of(LANGUAGE), told[0], told[1])] if any(told) else []),
        *(Fact(_("Sizes"), _sizes(before["sizes"]), _sizes(after["sizes"])) for _once in range("sizes" in before and "sizes" in after)),
        *(Fact(_label(code), _value(before["declarations"].get(code)), _value(after["declarations"].get(code))) for code in codes),
    ]


_TEXTS = ("title", "summary", "story", "size_text")


def _language(code: str) -> str:
    """The name of the language of a story; nothing is said of English."""
    return "" if code == ORIGINAL_LANGUAGE else str(dict(settings.LANGUAGES).get(code, code))


def _sizes(sizes: list[Size]) -> str:
    """One size a line, a new one with its price and its number."""
    return "\n".join(_size(size) for size in sizes)


def _size(size: Size) -> str:
    if "price_paise" not in size:
        return str(size["label"])
    words = _("%(label)s: %(price)s, MRP %(mrp)s, %(stock)s in stock, %(weight)s g packed")
    return words % {
        "label": size["label"],
        "price": rupees(size["price_paise"]),
        "mrp": rupees(size["mrp_paise"]),
        "stock": size["stock"] or 0,
        "weight": size["weight_g"],
    }


def _name_of(field: str) -> str:
    """The name of one of the texts."""
    return str(capfirst(getattr(Listing._meta.get_field(field), "verbose_name", field)))


def _label(code: str) -> str:
    return str(capfirst(_(LABELS.get(code, code.replace("_", " ")))))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None:
        return ""
    if isinstance(value, dict):
        return "\n".join(f"{name.replace('_', ' ')}: {_value(held)}" for name, held in value.items())
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _pictures(keys: list[int]) -> dict[int, dict[str, Any]]:
    """Each picture's JSON with a middle size to show and the largest to open, in the order of the keys."""
    found = Picture.objects.in_bulk(keys)
    made = sources_of(found.values())
    return {key: {**made[key], "full": _largest(made[key])} for key in dict.fromkeys(keys) if key in made}


def _largest(picture: dict[str, Any]) -> str:
    sizes: dict[str, str] = picture.get("jpeg") or picture.get("avif") or {}
    return sizes[max(sizes, key=int)] if sizes else ""
