"""The reference data in the order in which it has to be loaded. Each loader is idempotent and returns how many rows it holds."""

from collections.abc import Callable

from oscar.apps.address.models import Country

import delivery.reference
import payments.reference
from catalogue.categories import load_categories
from catalogue.types import load_product_types
from cms.bootstrap import load_pages
from marketplace.roles import load_roles
from notices.reference import load_text_templates
from producers.checklist import load_checklist
from producers.districts import load_districts
from producers.holidays import load_holidays
from provenance.places import load_places


def load_countries() -> int:
    """India, the one country that is shipped to. A row that exists stays as staff have left it."""
    Country.objects.get_or_create(
        iso_3166_1_a2="IN",
        defaults={
            "iso_3166_1_a3": "IND",
            "iso_3166_1_numeric": "356",
            "printable_name": "India",
            "name": "Republic of India",
            "is_shipping_country": True,
        },
    )
    return Country.objects.count()


LOADERS: list[tuple[str, Callable[[], int]]] = [
    ("countries", load_countries),
    ("districts", load_districts),
    ("holidays", load_holidays),
    ("places", load_places),
    ("product types", load_product_types),
    ("categories", load_categories),
    ("tax rates and commission", payments.reference.load),
    ("delivery", delivery.reference.load),
    ("pages", load_pages),
    ("checklist of groups", load_checklist),
    ("words of text messages", load_text_templates),
    ("roles", load_roles),
]
