"""The demo content holds together: numbers, prices, references, words and pictures. Needs no database."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marketplace.demo.rows import rows

DEMO = Path(__file__).resolve().parents[2] / "marketplace" / "demo"
DATA = DEMO / "data"
ASSETS = DEMO / "assets"
BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LAST_DAY = "2026-11-20"
SHINGLE_WORDS = 8
FEWEST_GROUPS, FEWEST_PRODUCTS = 28, 160
# Highest number of bytes per rendition: pictures have to fit the first-view budgets of the pages.
BYTE_LIMITS = {"160.avif": 2_900, "320.avif": 8_500, "640.avif": 20_000, "1200.avif": 45_000, "640.jpg": 60_000}
HERO_BYTE_LIMITS = {"1440.avif": 30_000, "720.avif": 12_000, "960.jpg": 60_000}
TYPICAL_320_BYTES = 6_000
ALL_BYTES = 8_400_000


def load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


PLACES = {row["code"]: row for row in load("places")["places"]}
DISTRICTS = {row["code"]: row for row in load("districts")["districts"]}
GROUPS = {row["code"]: row for row in load("groups")["groups"]}
PRODUCTS = {row["slug"]: row for row in rows("products")}
LOTS = {row["code"]: row for row in rows("lots")}
CATEGORIES = load("categories")["categories"]
LEAF_CATEGORIES = {child["slug"] for top in CATEGORIES for child in top["children"]}
PICTURES = {row["name"]: row for row in json.loads((ASSETS / "manifest.json").read_text())["pictures"]}


def gstin_check_character(body: str) -> str:
    """Base 36, weights 1 and 2 in turn, digits of each product added (GST portal rule)."""
    total = 0
    for position, character in enumerate(body):
        product = BASE_36.index(character) * (1 + position % 2)
        total += product // 36 + product % 36
    return BASE_36[-total % 36]


def words_of(product: dict[str, Any]) -> Iterator[list[str]]:
    texts = [product["title"], product["summary"], product["story"], product["picture_alt"]]
    texts += [value for value in product["declarations"].values() if isinstance(value, str)]
    for text in texts:
        yield re.findall(r"[\w'-]+", text.lower())


def shared_shingles(products: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    seen: dict[str, set[str]] = defaultdict(set)
    for slug, product in products.items():
        for words in words_of(product):
            for start in range(len(words) - SHINGLE_WORDS + 1):
                seen[" ".join(words[start : start + SHINGLE_WORDS])].add(slug)
    return {shingle: slugs for shingle, slugs in seen.items() if len(slugs) > 1}


def test_the_check_routine_agrees_with_a_published_number() -> None:
    assert gstin_check_character("27AAPFU0939F1Z") == "V"


def test_groups_and_products_are_shared_evenly_by_leh_and_kargil() -> None:
    groups = Counter(group["rollup"] for group in GROUPS.values())
    products = Counter(GROUPS[product["group"]]["rollup"] for product in PRODUCTS.values())
    assert groups["leh"] == groups["kargil"] >= FEWEST_GROUPS // 2
    assert products["leh"] == products["kargil"] >= FEWEST_PRODUCTS // 2


@pytest.mark.parametrize("code", sorted(GROUPS))
def test_a_group_has_dummy_numbers_with_right_check_digits(code: str) -> None:
    group = GROUPS[code]
    assert group["demo"] is True
    if group["tax_status"] == "enrolled":
        assert (group["gstin"], group["enrolment_number"][:6]) == ("", "38DEMO")
    else:
        assert re.fullmatch(r"38AAAAA\d{4}A1Z.", group["gstin"])
        assert group["gstin"][-1] == gstin_check_character(group["gstin"][:-1])
    sells_food = any("ingredients" in p["declarations"] for p in PRODUCTS.values() if p["group"] == code)
    assert bool(re.fullmatch(r"000000000000\d\d", group["fssai"])) is sells_food
    assert re.fullmatch(r"\+9100000000\d\d", group["care_phone"])
    assert group["care_email"].endswith("@example.org")


@pytest.mark.parametrize("code", sorted(GROUPS))
def test_a_group_stands_in_a_known_place_and_tells_its_story(code: str) -> None:
    group = GROUPS[code]
    place = PLACES[group["place"]]
    assert (place["district"], place["rollup"], place["pin"]) == (group["district"], group["rollup"], group["pin"])
    assert 60 <= len(group["about"].split()) <= 110
    years = [entry["year"] for entry in group["how_we_began"]]
    assert years == sorted(years)
    assert years[0] == group["year_founded"]


def test_at_least_four_groups_may_ship_all_over_india() -> None:
    assert sum(group["tax_status"] == "regular" for group in GROUPS.values()) >= 4


def test_places_and_pins_point_to_real_rows() -> None:
    pins = {row["pin"] for row in load("pincodes")["pincodes"]}
    assert len(pins) == 14
    for place in PLACES.values():
        assert DISTRICTS[place["district"]]["rollup"] == place["rollup"]
        assert place["pin"] in pins | {""}
        assert (place["lat"] is not None) is place["show_on_map"]


@pytest.mark.parametrize("slug", sorted(PRODUCTS))
def test_a_product_is_priced_and_described_within_the_rules(slug: str) -> None:
    product = PRODUCTS[slug]
    assert 0 < product["price_paise"] <= product["mrp_paise"]
    assert all(0 < v["price_paise"] <= v["mrp_paise"] for v in product["variants"])
    assert len(product["summary"]) <= 140
    assert 45 <= len(product["story"].split()) <= 95
    assert product["declarations"]["country_of_origin"] == "India"
    assert product["category"] in LEAF_CATEGORIES
    assert product["group"] in GROUPS
    assert product["net_unit"] in {"g", "kg", "ml", "l", "piece", "pair", "m"}
    assert set(product["available_months"]) <= set(range(1, 13))


@pytest.mark.parametrize("slug", sorted(PRODUCTS))
def test_a_mark_is_carried_only_with_its_proof(slug: str) -> None:
    product = PRODUCTS[slug]
    group = GROUPS[product["group"]]
    certificates = {row["code"] for row in group["certificates"]}
    for mark in product["marks"]:
        if mark == "women_led":
            assert group["women_percent"] > 50
        elif mark == "traced":
            assert product["lots"]
        else:
            assert mark in certificates
    if "gi_ladakh_pashmina" in product["marks"]:
        assert product["attributes"]["gi_au_number"].startswith("DEMO-")


def test_no_guarded_word_stands_in_any_product() -> None:
    guarded = re.compile(r"\b(morel|guchi|saffron|shahtoosh|cures?|heals?|remedy|immunity|medicinal)\b", re.IGNORECASE)
    for product in PRODUCTS.values():
        assert not guarded.search(json.dumps(product)), product["slug"]


def test_no_two_products_share_eight_words_in_a_row() -> None:
    assert shared_shingles(PRODUCTS) == {}


def test_a_copied_story_would_be_noticed() -> None:
    story = next(iter(PRODUCTS.values()))
    assert shared_shingles({"one": story, "two": story})


@pytest.mark.parametrize("code", sorted(LOTS))
def test_a_lot_tells_a_journey_in_order(code: str) -> None:
    lot = LOTS[code]
    dates = [step["date"] for step in lot["steps"]]
    assert 4 <= len(dates) <= 6
    assert dates == sorted(dates)
    assert dates[-1] == lot["made_on"] < LAST_DAY
    assert dates[0].startswith("2026-")
    assert lot["best_before"] is None or lot["best_before"] > lot["made_on"]
    assert {step["place"] for step in lot["steps"]} | {lot["place"]} <= set(PLACES)


def test_lots_and_products_name_each_other() -> None:
    used = {code for product in PRODUCTS.values() for code in product["lots"]}
    assert used == set(LOTS)
    for product in PRODUCTS.values():
        for code in product["lots"]:
            assert (LOTS[code]["group"], LOTS[code]["product_type"]) == (product["group"], product["type"])


def test_a_lot_keeps_as_long_as_its_product_says() -> None:
    for product in PRODUCTS.values():
        for lot in (LOTS[code] for code in product["lots"]):
            made = date.fromisoformat(lot["made_on"])
            kept_days = (date.fromisoformat(lot["best_before"]) - made).days if lot["best_before"] else None
            if product["best_before_months"]:
                assert kept_days == pytest.approx(product["best_before_months"] * 30.44, abs=3), lot["code"]
            else:
                assert kept_days == product["best_before_days"], lot["code"]


def test_every_picture_that_is_named_exists_and_is_called_an_illustration() -> None:
    named = {product["picture"] for product in PRODUCTS.values()} | {group["picture"] for group in GROUPS.values()}
    named |= {name for product in PRODUCTS.values() for name in product.get("more_pictures", ())}
    named |= {row["picture"] for top in CATEGORIES for row in [top, *top["children"]]} | {"hero-dusk"}
    assert named == set(PICTURES)
    for picture in PICTURES.values():
        assert picture["alt"].endswith("illustration")
        assert re.fullmatch(r"#[0-9a-f]{6}", picture["colour"])
    for row in [*PRODUCTS.values(), *GROUPS.values()]:
        assert PICTURES[row["picture"]]["alt"] == row["picture_alt"]


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_keeps_to_its_bytes(name: str) -> None:
    limits = HERO_BYTE_LIMITS if name == "hero-dusk" else BYTE_LIMITS
    files = {size["file"].removeprefix(f"{name}-"): size for size in PICTURES[name]["sizes"]}
    assert set(files) in (set(limits), {"160.avif", "320.avif", "1200.avif"})
    for ending, size in files.items():
        on_disk = (ASSETS / size["file"]).stat().st_size
        assert on_disk == size["bytes"]
        assert on_disk <= limits[ending], size["file"]


def test_the_first_pictures_are_kept_in_all_sizes_and_the_others_small_and_as_masters() -> None:
    assert [any(320 < size["width"] < 1200 for size in row["sizes"]) for row in PICTURES.values()] == [
        number < 48 for number in range(len(PICTURES))
    ]
    assert sum(path.stat().st_size for path in ASSETS.iterdir()) <= ALL_BYTES


def test_small_pictures_are_small_as_a_rule() -> None:
    small = sorted(size["bytes"] for row in PICTURES.values() for size in row["sizes"] if size["file"].endswith("-320.avif"))
    assert small[len(small) // 2] <= TYPICAL_320_BYTES


def test_nothing_lies_in_the_assets_that_the_manifest_does_not_name() -> None:
    named = {size["file"] for row in PICTURES.values() for size in row["sizes"]} | {"manifest.json"}
    assert {path.name for path in ASSETS.iterdir()} == named


def test_stories_campaigns_and_orders_name_what_there_is() -> None:
    stories = {row["slug"]: row for row in rows("stories")}
    assert {row["group"] for row in rows("group_stories")} == set(GROUPS)
    assert {row["group"] for row in stories.values()} <= set(GROUPS)
    assert {row["picture"] for row in [*stories.values(), *rows("campaigns")]} <= set(PICTURES)
    for campaign in rows("campaigns"):
        for block in campaign["blocks"]:
            assert set(block.get("picked", ())) <= set(PRODUCTS)
            assert set(block.get("groups", ())) <= set(GROUPS)
            assert set(block.get("stories", ())) <= set(stories)
            assert block.get("code", "L-20958") in LOTS
    for order in rows("orders"):
        sellers = {PRODUCTS[slug]["group"] for slug, _quantity in order["items"]}
        assert set(order["parts"]) <= sellers
        assert order["buyer"].endswith("@demo.example")
        assert all(PRODUCTS[slug]["stock"] > quantity for slug, quantity in order["items"])


def test_all_kinds_of_groups_of_all_districts_sell_in_all_families() -> None:
    assert {group["kind"] for group in GROUPS.values()} == {"fpo", "shg", "cooperative", "artisan_group"}
    assert {group["district"] for group in GROUPS.values()} == set(DISTRICTS)
    assert {product["category"] for product in PRODUCTS.values()} == LEAF_CATEGORIES
    assert min(Counter(product["group"] for product in PRODUCTS.values()).values()) >= 4
