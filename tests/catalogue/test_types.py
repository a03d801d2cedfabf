"""The data files reach Oscar's classes, attributes, options and categories, and loading again writes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.categories import load_categories
from catalogue.models import AttributeOption, Category, ProductAttribute, ProductClass, ProductType
from catalogue.types import load_product_types

pytestmark = pytest.mark.django_db


def writes_of(queries: CaptureQueriesContext) -> list[str]:
    return [row["sql"] for row in queries if not row["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN"))]


def test_a_pashmina_stole_is_what_the_file_says() -> None:
    stole = ProductType.objects.select_related("product_class").get(code="pashmina_stole")
    assert (stole.name, stole.family, stole.hsn, stole.gst_bp) == ("Pashmina stole, scarf or muffler", "pashmina-and-wool", "6214", None)
    assert stole.sale_units == ["piece"]
    assert stole.declarations == ["generic_name", "fibre_content", "dimensions_cm", "care"]
    assert stole.indication["mark"] == "gi_ladakh_pashmina"
    assert stole.units["width_cm"] == "cm"
    assert (stole.product_class.slug, stole.product_class.track_stock) == ("pashmina_stole", True)
    kinds = dict(ProductAttribute.objects.filter(product_class=stole.product_class).values_list("code", "type"))
    assert len(kinds) == 16
    assert (kinds["spun"], kinds["fibre_microns_avg"], kinds["width_cm"], kinds["maker"]) == ("option", "float", "integer", "text")
    spun = ProductAttribute.objects.get(product_class=stole.product_class, code="spun")
    assert sorted(spun.option_group.options.values_list("option", flat=True)) == ["hand", "machine"]


def test_the_shop_knows_32_types_in_five_families() -> None:
    assert ProductType.objects.count() == 32
    families = set(ProductType.objects.values_list("family", flat=True))
    assert families == {"pashmina-and-wool", "apricot", "sea-buckthorn", "mushroom-and-grain", "craft-and-home"}
    assert set(Category.objects.filter(depth=1).values_list("slug", flat=True)) == families


def test_food_guards_and_shelf_lives_are_loaded() -> None:
    wild = ProductType.objects.get(code="mushroom_wild")
    assert (wild.guard, "poisonous" in wild.guard_reason) == ("refused", True)
    assert ProductType.objects.get(code="thangka").guard == "review"
    dried = ProductType.objects.get(code="apricot_dried")
    assert (dried.is_food, dried.shelf_life_days, dried.gst_bp, dried.harvest_months) == (True, 365, 500, [8, 9, 10])
    assert dried.indication["only_if"] == {"attribute": "variety", "value": "Raktsey Karpo"}


def test_types_with_the_same_choices_share_one_option_group() -> None:
    groups = ProductAttribute.objects.filter(code="spun").values_list("option_group_id", flat=True)
    assert len(groups) == 3
    assert len(set(groups)) == 1


def test_loading_again_writes_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert load_product_types() == 32
        assert load_categories() == 19
    assert writes_of(queries) == []


def test_what_was_changed_in_the_tables_is_put_back_for_types_and_kept_for_headings() -> None:
    ProductType.objects.filter(code="honey").update(guard="open", gst_bp=1)
    ProductClass.objects.filter(slug="honey").update(name="Sugar")
    ProductAttribute.objects.filter(product_class__slug="honey", code="flora").update(type="integer")
    AttributeOption.objects.filter(option="machine").delete()
    Category.objects.filter(slug="apricot").update(name="Orchard")
    load_product_types()
    load_categories()
    honey = ProductType.objects.get(code="honey")
    assert (honey.guard, honey.gst_bp, honey.product_class.name) == ("review", None, "Honey")
    assert ProductAttribute.objects.get(product_class__slug="honey", code="flora").type == "text"
    assert AttributeOption.objects.filter(option="machine").count() == 1
    assert Category.objects.get(slug="apricot").name == "Orchard"


def test_a_missing_heading_is_made_again_below_its_family() -> None:
    Category.objects.get(slug="mushrooms").delete()
    load_categories()
    assert Category.objects.get(slug="mushrooms").get_parent().slug == "mushroom-and-grain"
    assert Category.find_problems() == ([], [], [], [], [])


def test_category_slugs_are_unique() -> None:
    slugs = list(Category.objects.values_list("slug", flat=True))
    assert len(slugs) == len(set(slugs)) == 19
