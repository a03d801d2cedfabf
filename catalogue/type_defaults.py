"""What a type of goods brings with it where the group says nothing: the heading it is shown under and the HSN code proposed."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalogue.models import ProductType

DATA_FILE = Path(__file__).resolve().parent / "data" / "type_defaults.json"


@dataclass(frozen=True)
class Defaults:
    """``category`` is the code of a heading; both are empty for a type that the file does not know."""

    category: str = ""
    hsn: str = ""


@cache
def _table() -> dict[str, Defaults]:
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))["types"]
    return {code: Defaults(**row) for code, row in rows.items()}


def defaults_of(product_type: ProductType) -> Defaults:
    """The proposal for a type; without a row in the file the type's family and its first heading."""
    return _table().get(product_type.code, Defaults(product_type.family, product_type.hsn.split("/")[0]))
