"""What the law wants beside a product, and what a careful buyer asks: the table of details.

Legal Metrology (Packaged Commodities) Rules 2011, rule 6: name and address of the maker or packer, common name, net quantity, month
and year of making, MRP, unit sale price, whom to turn to. Consumer Protection (E-Commerce) Rules 2020, rule 6: country of origin.
Food Safety and Standards (Labelling and Display) Regulations 2020: ingredients, allergens, vegetarian mark, licence number.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.readiness import LABELS
from catalogue.unit_price import unit_sale_price
from money.words import rupees
from storefront.looking.journey import measure
from storefront.looking.product_reading import ProductReading
from storefront.looking.trail import Fact

COUNTRIES = {"IN": gettext_lazy("India")}
# Declared values that the page shows in a way of its own, or that the listing holds in a column.
SHOWN_ELSEWHERE = frozenset({"country_of_origin"})
# Attributes that are evidence for a mark, not something to read.
NOT_READ = frozenset({"gi_au_number", "goats_owned"})


def details(reading: ProductReading) -> list[Fact]:
    """The facts in the order in which a label has them."""
    return [Fact(label, value) for label, value in dict.fromkeys(_all(reading)) if value]  # what is said twice alike stands once


def _all(reading: ProductReading) -> Iterator[tuple[str, str]]:
    listing, declared = reading.listing, reading.listing.declarations
    yield _("Common name"), str(declared.get("generic_name") or _(listing.product_type.name))
    yield from _measures(reading)
    yield from ((_label(code), _value(declared[code])) for code in declared if code not in SHOWN_ELSEWHERE | {"generic_name"})
    yield from ((_(fact.name), _with_unit(fact.value, fact.unit)) for fact in reading.attributes if fact.code not in NOT_READ)
    yield from _dates(reading)
    yield from _people(reading)


def _measures(reading: ProductReading) -> Iterator[tuple[str, str]]:
    listing, first = reading.listing, reading.first
    sizes = (measure(first.net_quantity, listing.net_unit), first.size_text.replace(" x ", " × "))
    yield _("Net quantity"), ", ".join(part for part in sizes if part)
    yield _("MRP, all taxes included"), rupees(first.mrp_paise)
    unit = unit_sale_price(first.price_paise, first.net_quantity, listing.net_unit)
    if unit:
        yield _("Unit price"), _("%(price)s a %(unit)s") % {"price": rupees(unit.paise), "unit": _(unit.unit)}
    yield _("Made by hand"), _("Yes") if listing.handmade else ""


def _dates(reading: ProductReading) -> Iterator[tuple[str, str]]:
    if reading.lot:
        yield _("Lot"), reading.lot.code
        yield _("Packed or made in"), date_format(reading.lot.made_on, "F Y")
        yield _("Best before"), date_format(reading.lot.best_before, "F Y") if reading.lot.best_before else ""


def _people(reading: ProductReading) -> Iterator[tuple[str, str]]:
    group, listing = reading.listing.group, reading.listing
    yield _("Made and packed by"), f"{group.legal_name}, {group.address}".replace("\n", ", ")
    yield _("Country of origin"), str(COUNTRIES.get(listing.country_of_origin, listing.country_of_origin))
    yield _("FSSAI number"), group.fssai if listing.is_food else ""
    yield _("GSTIN"), group.gstin
    yield _("Questions about this product"), ", ".join(part for part in (group.care_phone, group.care_email) if part)


def _label(code: str) -> str:
    return str(capfirst(_(LABELS.get(code, code).replace("_", " "))))


def _value(value: Any) -> str:
    """A declared value in words. Nutrition comes as a table, the vegetarian mark as a switch."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return ", ".join(_nutrient(name, amount) for name, amount in value.items())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value).replace(" x ", " × ")


def _nutrient(name: str, amount: object) -> str:
    """``energy_kcal`` 884 gives ``energy 884 kcal``."""
    what, _line, unit = name.rpartition("_")
    return f"{_(what.replace('_', ' '))} {amount} {_(unit)}" if what else f"{name} {amount}"


def _with_unit(value: object, unit: str) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    words = str(capfirst(_(value))).replace(" x ", " × ") if isinstance(value, str) else str(value)
    return f"{words}%" if unit == "%" else f"{words} {_(unit)}" if unit else words
