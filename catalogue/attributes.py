"""What is known of a product beyond its listing, kept in Oscar's attribute tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef

from catalogue.errors import WrongAttribute
from catalogue.models import AttributeOption, Product, ProductAttribute, ProductAttributeValue, ProductType
from journal.folded import Rows

Value = str | int | float | bool


@dataclass(frozen=True)
class AttributeFact:
    """One fact to show: ``Width``, ``68``, ``cm``. ``name`` is a gettext msgid; ``value`` is a yes or no for a switch."""

    code: str
    name: str
    value: Value
    unit: str


def write_attributes(*, product: Product, product_type: ProductType, values: Mapping[str, Value]) -> None:
    """Replace the attribute values of a product by ``values``. Raises ``WrongAttribute``. In the caller's transaction."""
    kinds = {row.code: row for row in ProductAttribute.objects.filter(product_class_id=product_type.product_class_id)}
    options = _options(kinds)
    rows = []
    for code, value in values.items():
        if code not in kinds:
            raise WrongAttribute(f"{product_type.code} has no attribute {code!r}.")
        if value in ("", None):
            continue
        rows.append(_value_row(product, kinds[code], value, options))
    ProductAttributeValue.objects.filter(product=product).delete()
    ProductAttributeValue.objects.bulk_create(rows)


def values_of(product: Product) -> dict[str, Value]:
    """The attribute values of a product by code, in one query."""
    rows = ProductAttributeValue.objects.filter(product=product).select_related("attribute", "value_option")
    return {row.attribute.code: _of_row(row) for row in rows.order_by("attribute__code")}


def facts_of(product: Product, product_type: ProductType) -> list[AttributeFact]:
    """What a page shows of a product's attributes, in the order of the type's data file, in one query."""
    rows = ProductAttributeValue.objects.filter(product=product).select_related("attribute", "value_option")
    return [_fact(row, product_type) for row in rows.order_by("attribute_id")]


def facts_column() -> Rows:
    """For a query of listings: the attribute values of the product of each, which ``from_facts_column`` reads."""
    rows = ProductAttributeValue.objects.filter(product=OuterRef("product")).order_by("attribute_id")
    values = ("value_text", "value_boolean", "value_integer", "value_float")
    return Rows(rows, *values, option="value_option__option", **{name: f"attribute__{name}" for name in ("code", "name", "type")})


def from_facts_column(rows: Iterable[Mapping[str, Any]], product_type: ProductType) -> list[AttributeFact]:
    """What ``facts_of`` gives, without a query."""
    units = product_type.units
    return [AttributeFact(row["code"], row["name"], _read(row), units.get(row["code"], "")) for row in rows]


def _read(row: Mapping[str, Any]) -> Value:
    """The value in a row of the column. SQLite writes 1 for true there."""
    kind = row["type"]
    value = row["option" if kind == "option" else f"value_{kind}"]
    return bool(value) if kind == "boolean" and value is not None else _plain(kind, value)


def _fact(row: ProductAttributeValue, product_type: ProductType) -> AttributeFact:
    return AttributeFact(row.attribute.code, row.attribute.name, _of_row(row), product_type.units.get(row.attribute.code, ""))


def _options(kinds: Mapping[str, ProductAttribute]) -> dict[tuple[int, str], AttributeOption]:
    groups = {row.option_group_id for row in kinds.values() if row.option_group_id}
    return {(row.group_id, row.option): row for row in AttributeOption.objects.filter(group_id__in=groups)}


def _value_row(
    product: Product, attribute: ProductAttribute, value: Value, options: Mapping[tuple[int, str], AttributeOption]
) -> ProductAttributeValue:
    row = ProductAttributeValue(product=product, attribute=attribute)
    if attribute.type == "option":
        option = options.get((attribute.option_group_id, str(value)))
        if option is None:
            raise WrongAttribute(f"{value!r} is not a choice of {attribute.code}.")
        row.value_option = option
    else:
        setattr(row, f"value_{attribute.type}", _checked(attribute, value))
    return row


def _checked(attribute: ProductAttribute, value: Value) -> Value:
    """The value if it is of the attribute's kind; a whole number counts as a decimal one. Raises ``WrongAttribute``."""
    is_fine = {
        "text": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
    }[attribute.type]
    if not is_fine:
        raise WrongAttribute(f"{attribute.code} is of the kind {attribute.type}; {value!r} is not.")
    return value


def _of_row(row: ProductAttributeValue) -> Value:
    kind = row.attribute.type
    return _plain(kind, row.value_option.option if kind == "option" else getattr(row, f"value_{kind}"))


def _plain(kind: str, value: Any) -> Value:
    """The value as Python has it: an option as its words, a decimal number without idle zeros."""
    if kind == "option":
        return str(value)
    plain: Value = int(value) if isinstance(value, float) and value.is_integer() else value
    return plain
