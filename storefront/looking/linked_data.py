"""What search engines read of a page: schema.org as JSON-LD. A data block is not run, so the content policy lets it pass."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from catalogue.voices.reading import Rating
from delivery.parcels import ready_days
from journal import addresses
from storefront.looking.trail import Link

if TYPE_CHECKING:
    from orders.returns.policies import Policy
    from storefront.looking.product_reading import ProductReading

SCHEMA = "https://schema.org"
SHARE_PX = 1200
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


def product_data(
    reading: "ProductReading", *, title: str, crumbs: Sequence[Link], path: str, rating: Rating, returns: "Policy"
) -> SafeString:
    """Product with its offers, and the way to it. Prices are plain numbers. No rating where nobody has written."""
    listing = reading.listing
    thing = {
        "@type": "Product",
        "name": title,
        "description": listing.summary or title,
        "sku": listing.slug,
        "url": address(path),
        "image": [address(max(picture["jpeg"].items(), key=lambda size: int(size[0]))[1]) for picture in reading.pictures],
        "brand": {"@type": "Organization", "name": listing.group.name},
        "countryOfOrigin": {"@type": "Country", "name": listing.country_of_origin},
        "offers": [_offer(reading, choice, path) | _terms(reading, returns) for choice in reading.choices],
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


def _terms(reading: "ProductReading", returns: "Policy") -> dict[str, Any]:
    """Where it is sent and how soon it is handed over (the charge depends on the pincode), and what may be given back."""
    listing = reading.listing
    days = {"@type": "QuantitativeValue", "minValue": 0, "maxValue": ready_days(listing.dispatch_days, listing.made_to_order_days)}
    shipping = {
        "@type": "OfferShippingDetails",
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": "IN"},
        "deliveryTime": {"@type": "ShippingDeliveryTime", "handlingTime": days | {"unitCode": "DAY"}},
    }
    policy: dict[str, Any] = {"@type": "MerchantReturnPolicy", "applicableCountry": "IN"}
    if returns.mind_days:
        policy |= {
            "returnPolicyCategory": f"{SCHEMA}/MerchantReturnFiniteReturnWindow",
            "merchantReturnDays": returns.mind_days,
            "returnMethod": f"{SCHEMA}/ReturnByMail",
            "returnFees": f"{SCHEMA}/ReturnFeesCustomerResponsibility",
            "itemDefectReturnFees": f"{SCHEMA}/FreeReturn",
        }
    else:
        policy |= {"returnPolicyCategory": f"{SCHEMA}/MerchantReturnNotPermitted", "itemDefectReturnFees": f"{SCHEMA}/FreeReturn"}
    return {"shippingDetails": shipping, "hasMerchantReturnPolicy": policy}


def items_data(slugs: Sequence[str]) -> dict[str, Any]:
    """The products of a list, in its order."""
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "url": address(addresses.path("product", slug))}
            for place, slug in enumerate(slugs, start=1)
        ],
    }


def season_data(name: str, first: date, end: date, path: str) -> dict[str, Any]:
    """A season as an event of many days; ``end`` is the first day after it."""
    return {
        "@type": "Event",
        "name": name,
        "startDate": first.isoformat(),
        "endDate": (end - timedelta(days=1)).isoformat(),
        "eventStatus": f"{SCHEMA}/EventScheduled",
        "location": {
            "@type": "Place",
            "name": "Ladakh",
            "address": {"@type": "PostalAddress", "addressRegion": "Ladakh", "addressCountry": "IN"},
        },
        "organizer": {"@type": "Organization", "name": settings.SHOP_NAME, "url": address("/")},
        "url": address(path),
    }


def share_picture(picture: Mapping[str, Any] | None) -> str:
    """The whole address of the picture that messengers and shopping sites show: a JPEG of at most 1200 px; nothing without a picture."""
    sizes = sorted(((int(width), path) for width, path in ((picture or {}).get("jpeg") or {}).items()), reverse=True)
    fitting = [path for width, path in sizes if width <= SHARE_PX] or [path for _width, path in sizes[-1:]]
    return address(fitting[0]) if fitting and fitting[0].startswith("/") else (fitting[0] if fitting else "")


def story_data(*, title: str, words: str, path: str, told_on: date, by: str) -> SafeString:
    """A story as an article."""
    author = {"@type": "Person", "name": by} if by else {"@type": "Organization", "name": settings.SHOP_NAME}
    thing = {
        "@type": "Article",
        "headline": title,
        "description": words,
        "url": address(path),
        "datePublished": told_on.isoformat(),
        "author": author,
    }
    return as_block(thing)


def group_data(*, name: str, path: str, place: str, founded: int | None, crumbs: Sequence[Link]) -> SafeString:
    """A producer group as an organisation."""
    thing = {"@type": "Organization", "name": name, "url": address(path), "location": {"@type": "Place", "name": place}}
    if founded:
        thing["foundingDate"] = str(founded)
    return as_block(thing, crumbs_data(crumbs))


def site_data(path: str) -> SafeString:
    """The shop and how to search it."""
    search = {"@type": "SearchAction", "target": address("/search/?q={words}"), "query-input": "required name=words"}
    shop = {"@type": "Organization", "name": settings.SHOP_NAME, "url": address("/"), "telephone": settings.SHOP_CARE_PHONE}
    return as_block({"@type": "WebSite", "name": settings.SHOP_NAME, "url": address(path), "potentialAction": search}, shop)
