"""What pages tell search engines is schema.org's, on every page type and in every language, with the languages named."""

import re

import pytest

from catalogue.models import ProductType
from tests.cms.pages import make_campaign, make_story
from tests.pages.schema import faults, things
from tests.storefront.looking import Shop, get, make_sizes, open_shop
from words import loading

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = {
    "/": {"WebSite", "Organization"},
    "/products/": {"ItemList", "BreadcrumbList"},
    "/c/apricot/": {"ItemList", "BreadcrumbList"},
    "/p/undyed-stole/": {"Product", "BreadcrumbList"},
    "/p/berry-pulp/": {"Product", "BreadcrumbList"},
    "/groups/wool-sisters/": {"Organization", "BreadcrumbList"},
    "/stories/shaken-at-dawn/": {"Article"},
    "/seasons/7/": {"Event", "ItemList", "BreadcrumbList"},
}
LANGUAGES = loading.offered()


@pytest.fixture
def shop() -> Shop:
    shop = open_shop()
    make_sizes(shop.stole)
    make_campaign()
    make_story(group=shop.wool)
    return shop


def test_line_30_rich_results_hold_product_offer_shipping_returns_crumbs_lists_and_events_in_every_language(shop: Shop) -> None:
    found = []
    for language in LANGUAGES:
        for path, kinds in PAGES.items():
            page = get(path if language == "en" else f"/{language}{path}").content.decode()
            told = things(page)
            if not kinds <= {thing["@type"] for thing in told}:
                found.append(f"{language} {path}: only {[thing['@type'] for thing in told]}")
            found += [f"{language} {path}: {words}" for thing in told for words in faults(thing)]
            if path == "/p/berry-pulp/":
                found = [words for words in found if "without image" not in words]  # nobody has photographed it
            tongues = set(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="http', page))
            if not set(LANGUAGES) <= tongues:
                found.append(f"{language} {path}: hreflang {tongues}")
    assert found == []


def test_prices_are_plain_numbers_and_what_may_be_given_back_is_the_policy_of_the_goods(shop: Shop) -> None:
    def offer(path: str) -> dict[str, object]:
        return next(thing for thing in things(get(path).content.decode()) if thing["@type"] == "Product")["offers"][0]

    ProductType.objects.filter(code="sbt_pulp").update(return_policy="fault_only")
    stole, pulp = offer("/p/undyed-stole/"), offer("/p/berry-pulp/")
    assert re.fullmatch(r"\d+\.\d\d", str(stole["price"]))
    assert stole["hasMerchantReturnPolicy"]["merchantReturnDays"] == 7
    assert pulp["hasMerchantReturnPolicy"]["returnPolicyCategory"] == "https://schema.org/MerchantReturnNotPermitted"
    assert stole["shippingDetails"]["deliveryTime"]["handlingTime"]["maxValue"] == shop.stole.dispatch_days


def test_a_wrong_type_property_or_word_is_seen() -> None:
    assert list(faults({"@type": "Prodcut"})) == ["/Prodcut: no such type"]
    assert list(faults({"@type": "Organization", "name": "A", "colour": "red"})) == ["/Organization: no property colour"]
    assert list(faults({"@type": "Organization", "name": "A", "location": {"@type": "Person", "name": "B"}})) == [
        "/Organization.location: Person"
    ]
    assert list(
        faults({"@type": "MerchantReturnPolicy", "applicableCountry": "IN", "returnPolicyCategory": "https://schema.org/Never"})
    ) == ["/MerchantReturnPolicy.returnPolicyCategory: 'https://schema.org/Never'"]
