"""Load the product types into Oscar's product classes and attributes and into our own table."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from catalogue.models import AttributeOption, AttributeOptionGroup, ProductAttribute, ProductClass, ProductType

DATA_FILE = Path(__file__).resolve().parent / "data" / "product_types.json"
_PLAIN_FIELDS = (
    "name",
    "family",
    "hsn",
    "gst_bp",
    "gst_note",
    "sale_units",
    "is_food",
    "shelf_life_days",
    "storage",
    "harvest_months",
    "declarations",
    "indication",
    "guard",
    "guard_reason",
    "return_policy",
)


def load_product_types() -> int:
    """Bring product types, classes, attributes and options in line with ``data/product_types.json``.

    The file rules: what was changed in the tables is put back. Types and attributes that left the file stay, because listings may
    use them. A second run writes nothing.
    """
    document = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    rows = document["product_types"]
    classes = _load_classes(rows)
    groups = _load_options(rows)
    _load_attributes(rows, classes, groups)
    _load_types(rows, classes, as_of=date.fromisoformat(document["as_of"]))
    return len(rows)


def option_group_code(attribute: dict[str, Any]) -> str:
    """The code of an attribute's option group: types that offer the same choices share it."""
    return f"{attribute['code']}:{'|'.join(attribute['options'])}"


def _load_classes(rows: list[dict[str, Any]]) -> dict[str, ProductClass]:
    classes = {row.slug: row for row in ProductClass.objects.all()}
    ProductClass.objects.bulk_create(ProductClass(slug=row["code"], name=row["name"]) for row in rows if row["code"] not in classes)
    renamed = []
    for row in rows:
        held = classes.get(row["code"])
        if held is not None and held.name != row["name"]:
            held.name = row["name"]
            renamed.append(held)
    ProductClass.objects.bulk_update(renamed, ["name"])
    return {row.slug: row for row in ProductClass.objects.all()}


def _load_options(rows: list[dict[str, Any]]) -> dict[str, AttributeOptionGroup]:
    wanted = {option_group_code(a): a for row in rows for a in row["attributes"] if a["type"] == "option"}
    held = set(AttributeOptionGroup.objects.values_list("code", flat=True))
    AttributeOptionGroup.objects.bulk_create(
        AttributeOptionGroup(code=code, name=attribute["name"]) for code, attribute in wanted.items() if code not in held
    )
    groups = {group.code: group for group in AttributeOptionGroup.objects.filter(code__in=wanted)}
    present = set(AttributeOption.objects.values_list("group__code", "option"))
    AttributeOption.objects.bulk_create(
        AttributeOption(group=groups[code], option=option)
        for code, attribute in wanted.items()
        for option in attribute["options"]
        if (code, option) not in present
    )
    return groups


def _load_attributes(rows: list[dict[str, Any]], classes: dict[str, ProductClass], groups: dict[str, AttributeOptionGroup]) -> None:
    held = {(attribute.product_class_id, attribute.code): attribute for attribute in ProductAttribute.objects.all()}
    new, changed = [], []
    for row in rows:
        for wanted in row["attributes"]:
            group = groups[option_group_code(wanted)] if wanted["type"] == "option" else None
            facts = {"name": wanted["name"], "type": wanted["type"], "option_group_id": group.pk if group else None}
            attribute = held.get((classes[row["code"]].pk, wanted["code"]))
            if attribute is None:
                new.append(ProductAttribute(product_class=classes[row["code"]], code=wanted["code"], **facts))
            elif _differs(attribute, facts):
                changed.append(attribute)
    ProductAttribute.objects.bulk_create(new)
    ProductAttribute.objects.bulk_update(changed, ["name", "type", "option_group"])


def _load_types(rows: list[dict[str, Any]], classes: dict[str, ProductClass], *, as_of: date) -> None:
    held = {row.code: row for row in ProductType.objects.all()}
    new, changed = [], []
    for row in rows:
        facts = {field: row[field] for field in _PLAIN_FIELDS}
        facts["units"] = {a["code"]: a["unit"] for a in row["attributes"] if "unit" in a}
        facts["source"] = f"{DATA_FILE.name}, confidence {row['confidence']}"
        facts["as_of"] = as_of
        product_type = held.get(row["code"])
        if product_type is None:
            new.append(ProductType(code=row["code"], product_class=classes[row["code"]], **facts))
        elif _differs(product_type, facts):
            changed.append(product_type)
    ProductType.objects.bulk_create(new)
    ProductType.objects.bulk_update(changed, [*_PLAIN_FIELDS, "units", "source", "as_of"])


def _differs(row: ProductAttribute | ProductType, facts: dict[str, Any]) -> bool:
    """Whether the row holds something else than ``facts``; if so it now holds them."""
    different = {field: value for field, value in facts.items() if getattr(row, field) != value}
    for field, value in different.items():
        setattr(row, field, value)
    return bool(different)
