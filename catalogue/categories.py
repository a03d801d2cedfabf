"""Load the shop's headings into Oscar's category tree."""

import json
from pathlib import Path
from typing import Any

from catalogue.models import Category

DATA_FILE = Path(__file__).resolve().parent / "data" / "categories.json"


def load_categories() -> int:
    """Make the headings of ``data/categories.json`` that are missing. One that exists stays as staff have left it.

    A heading is known by its ``code``, which is unique; Oscar's slugs are not. A second run writes nothing.
    """
    families: list[dict[str, Any]] = json.loads(DATA_FILE.read_text(encoding="utf-8"))["categories"]
    held = {category.code: category for category in Category.objects.exclude(code=None)}
    for family in families:
        top = held.get(family["slug"]) or Category.add_root(**_columns(family))
        for child in family["children"]:
            if child["slug"] not in held:
                top.add_child(**_columns(child))
                top.refresh_from_db()
    return sum(1 + len(family["children"]) for family in families)


def _columns(row: dict[str, Any]) -> dict[str, str]:
    return {"code": row["slug"], "slug": row["slug"], "name": row["name"], "description": row["intro"]}
