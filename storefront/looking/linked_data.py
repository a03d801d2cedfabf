"""What search engines read of a page: schema.org as JSON-LD. A data block is not run, so the content policy lets it pass."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from catalogue.voices.reading import Rating
from storefront.looking.trail import Link

if TYPE_CHECKING:
    from storefront.looking.product_reading import ProductReading

SCHEMA = "https://schema.org"
# The signs that could end the block or begin another one; the same that ``django.utils.html.json_script`` writes as escapes.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def as_block(*things: dict[str, Any]) -> SafeString:
    """The text of a ``<script type="application/ld+json">`` element."""
    document = {"@context": SCHEMA, "@graph": list(things)}
    return mark_safe(json.dumps(document, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 - every < > & is escaped


def address(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def crumbs_data(crumbs: Sequence[Link]) -> dict[str, Any]:
    """The way to the page."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": str(crumb.label), **({"item": address(crumb.href)} if crumb.href else {})}
            for place, crumb in enumerate(crumbs, start=1)
        ],
    }


def product_data(reading: "ProductReading", *, title: str, crumbs: Sequence[Link], path: str, rating: Rating) -> SafeString:
    """Product with its offers, and the way to it. Prices are plain numbers. No rating where nobody has written."""
    listing = reading.listing
    thing = {
        "@type": "Product",
        "name": title,
        "description": listing.summary,
        "sku": listing.slug,
        "url": address(path),
        "image": [address(max(picture["jpeg"].items(), key=lambda size: int(size[0]))[1]) for picture in reading.pictures],
        "brand": {"@type": "Organization", "name": listing.group.name},
        "countryOfOrigin": {"@type": "Country", "name": listing.country_of_origin},
        "offers": [_offer(reading, choice, path) for choice in reading.choices],
    }
    if reading.lot:
        thing["additionalProperty"] = [{"@type": "PropertyValue", "name": "lot", "value": reading.lot.code}]
    if rating.count:
        thing["aggregateRating"] = {"@type": "AggregateRating", "ratingValue": rating.words, "reviewCount": rating.count, "bestRating": 5}
    if reading.marks:
        thing["hasCertification"] = [
            {"@type": "Certification", "name": mark.label, "certificationIdentification": mark.number} for mark in reading.marks
        ]
    return as_block(thing, crumbs_data(crumbs))


def _offer(reading: "ProductReading", choice: Any, path: str) -> dict[str, Any]:
    stock = "InStock" if choice.left else "OutOfStock"
    if choice.left and reading.listing.made_to_order_days:
        stock = "MadeToOrder"
    return {
        "@type": "Offer",
        "url": address(path),
        "priceCurrency": "INR",
        "price": f"{choice.price_paise // 100}.{choice.price_paise % 100:02d}",
        "availability": f"{SCHEMA}/{stock}",
        "seller": {"@type": "Organization", "name": reading.listing.group.legal_name},
        **({"name": choice.label} if choice.label else {}),
    }


def group_data(*, name: str, path: str, place: str, founded: int | None, crumbs: Sequence[Link]) -> SafeString:
    """A producer group as an organisation."""
    thing = {"@type": "Organization", "name": name, "url": address(path), "location": place}
    if founded:
        thing["foundingDate"] = str(founded)
    return as_block(thing, crumbs_data(crumbs))


def site_data(path: str) -> SafeString:
    """The shop and how to search it."""
    search = {"@type": "SearchAction", "target": address("/search/?q={words}"), "query-input": "required name=words"}
    return as_block({"@type": "WebSite", "name": settings.SHOP_NAME, "url": address(path), "potentialAction": search})
