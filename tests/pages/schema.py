"""The part of schema.org (release 29) that the shop's pages use: types, their properties, and what each property may hold."""

import json
import re
from collections.abc import Iterator
from typing import Any

TEXT, NUMBER, ADDRESS, DAY = "text", "number", "address", "day"
THING = {"name": {TEXT}, "description": {TEXT}, "url": {ADDRESS}, "image": {ADDRESS}}
TYPES: dict[str, dict[str, set[str]]] = {
    "Product": {
        "sku": {TEXT}, "brand": {"Organization"}, "countryOfOrigin": {"Country"}, "offers": {"Offer"}, "additionalProperty": {"PropertyValue"},
        "aggregateRating": {"AggregateRating"}, "hasCertification": {"Certification"},
    },
    "Offer": {
        "priceCurrency": {TEXT}, "price": {NUMBER}, "availability": {ADDRESS}, "seller": {"Organization"},
        "shippingDetails": {"OfferShippingDetails"}, "hasMerchantReturnPolicy": {"MerchantReturnPolicy"},
    },
    "OfferShippingDetails": {"shippingDestination": {"DefinedRegion"}, "deliveryTime": {"ShippingDeliveryTime"}},
    "ShippingDeliveryTime": {"handlingTime": {"QuantitativeValue"}, "transitTime": {"QuantitativeValue"}},
    "QuantitativeValue": {"minValue": {NUMBER}, "maxValue": {NUMBER}, "unitCode": {TEXT}},
    "DefinedRegion": {"addressCountry": {TEXT}},
    "MerchantReturnPolicy": {
        "applicableCountry": {TEXT}, "returnPolicyCategory": {ADDRESS}, "merchantReturnDays": {NUMBER}, "returnMethod": {ADDRESS},
        "returnFees": {ADDRESS}, "itemDefectReturnFees": {ADDRESS},
    },
    "Organization": {"location": {"Place"}, "foundingDate": {TEXT}, "telephone": {TEXT}},
    "Place": {"address": {"PostalAddress"}},
    "PostalAddress": {"addressRegion": {TEXT}, "addressCountry": {TEXT}},
    "Country": {},
    "Person": {},
    "PropertyValue": {"value": {TEXT}},
    "AggregateRating": {"ratingValue": {NUMBER, TEXT}, "reviewCount": {NUMBER}, "bestRating": {NUMBER}},
    "Certification": {"certificationIdentification": {TEXT}},
    "BreadcrumbList": {"itemListElement": {"ListItem"}},
    "ItemList": {"itemListElement": {"ListItem"}},
    "ListItem": {"position": {NUMBER}, "item": {ADDRESS}},
    "WebSite": {"potentialAction": {"SearchAction"}},
    "SearchAction": {"target": {ADDRESS}, "query-input": {TEXT}},
    "Event": {
        "startDate": {DAY}, "endDate": {DAY}, "eventStatus": {ADDRESS}, "location": {"Place"}, "organizer": {"Organization"},
    },
    "Article": {"headline": {TEXT}, "datePublished": {DAY}, "author": {"Person", "Organization"}},
}  # fmt: skip
# What readers of the data demand, beyond the vocabulary.
NEEDED = {
    "Product": {"name", "image", "offers"},
    "Offer": {"price", "priceCurrency", "availability", "shippingDetails", "hasMerchantReturnPolicy"},
    "MerchantReturnPolicy": {"applicableCountry", "returnPolicyCategory"},
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"itemListElement"},
    "ListItem": {"position"},
    "Organization": {"name"},
    "Event": {"name", "startDate", "location"},
    "WebSite": {"name", "url"},
    "Article": {"headline", "datePublished", "author"},
}
WORDS = {
    "availability": {"InStock", "OutOfStock", "MadeToOrder", "PreOrder"},
    "returnPolicyCategory": {"MerchantReturnFiniteReturnWindow", "MerchantReturnNotPermitted"},
    "returnMethod": {"ReturnByMail"},
    "returnFees": {"ReturnFeesCustomerResponsibility", "FreeReturn"},
    "itemDefectReturnFees": {"FreeReturn"},
    "eventStatus": {"EventScheduled"},
}


def things(page: str) -> list[dict[str, Any]]:
    """Everything that the blocks of a page describe."""
    found: list[dict[str, Any]] = []
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        document = json.loads(block)
        assert document["@context"] == "https://schema.org"
        found += document["@graph"]
    return found


def faults(thing: dict[str, Any], where: str = "") -> Iterator[str]:
    """What of a thing is not in the vocabulary, or missing."""
    kind = thing.get("@type", "")
    here = f"{where}/{kind}"
    if kind not in TYPES:
        yield f"{here}: no such type"
        return
    yield from (f"{here}: without {name}" for name in NEEDED.get(kind, set()) - thing.keys())
    for name, value in thing.items():
        if name == "@type":
            continue
        allowed = TYPES[kind].get(name) or THING.get(name)
        if allowed is None:
            yield f"{here}: no property {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                if one.get("@type") not in allowed:
                    yield f"{here}.{name}: {one.get('@type')}"
                yield from faults(one, here)
            elif not allowed & set(_kinds(one)) or (name in WORDS and str(one).removeprefix("https://schema.org/") not in WORDS[name]):
                yield f"{here}.{name}: {one!r}"


def _kinds(value: object) -> Iterator[str]:
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value)):
        yield NUMBER
    if isinstance(value, str) and value:
        yield TEXT
        if re.match(r"https?://", value):
            yield ADDRESS
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            yield DAY
