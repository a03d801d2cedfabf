"""What the shop sells, as price comparisons and shopping sites read it: RSS 2.0 with Google's names, and the same as a table."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from search.models import ProductFacts
from storefront.looking.linked_data import address, share_picture

NAMES = (
    "id", "title", "description", "link", "image_link", "availability", "availability_date", "price", "brand", "condition",
    "product_type", "identifier_exists", "max_handling_time",
)  # fmt: skip
ROWS_AT_ONCE = 500


def rows(today: date) -> Iterator[dict[str, str]]:
    """One row a product that has a picture, as those who read the feed demand. Read in pieces, so a large shop needs little memory."""
    for facts in ProductFacts.objects.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
        picture = share_picture(facts.picture)
        if picture:
            yield _row(facts, picture, today)


def _row(facts: ProductFacts, picture: str, today: date) -> dict[str, str]:
    availability, since = _availability(facts, today)
    return {
        "id": facts.slug,
        "title": facts.title,
        "description": facts.summary or facts.title,
        "link": address(reverse("product", args=[facts.slug])),
        "image_link": picture,
        "availability": availability,
        "availability_date": _moment(since) if since else "",
        "price": f"{facts.price_paise // 100}.{facts.price_paise % 100:02d} INR",
        "brand": facts.group_name,
        "condition": "new",
        "product_type": facts.type_name,
        "identifier_exists": "no",  # no bar codes on what is made by hand
        "max_handling_time": "" if facts.back_on else str(facts.dispatch_days),  # what waits for a day has that day
    }


def _availability(facts: ProductFacts, today: date) -> tuple[str, date | None]:
    """The same as the card says, in the four words that the feed knows."""
    if facts.stock == ProductFacts.Stock.SOLD_OUT or facts.is_paused:
        return "out_of_stock", None
    if facts.back_on:
        return "preorder", facts.back_on
    if facts.stock == ProductFacts.Stock.MADE_TO_ORDER:
        return "backorder", today + timedelta(days=facts.dispatch_days)
    return "in_stock", None


def _moment(day: date) -> str:
    return timezone.make_aware(datetime.combine(day, time())).isoformat()


def as_xml(found: Iterable[dict[str, str]]) -> Iterator[str]:
    """The feed in pieces."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
    title = escape(settings.SHOP_NAME)
    yield f"<title>{title}</title><link>{escape(address('/'))}</link><description>{title}</description>\n"
    for row in found:
        fields = "".join(f"<g:{name}>{escape(value)}</g:{name}>" for name, value in row.items() if value)
        yield f"<item>{fields}</item>\n"
    yield "</channel></rss>\n"


def as_csv(found: Iterable[dict[str, str]]) -> Iterator[str]:
    """The feed as a table. A cell that a spreadsheet would run is only text there."""
    page = io.StringIO()
    writer = csv.DictWriter(page, NAMES)
    writer.writeheader()
    for row in found:
        writer.writerow({name: f"'{value}" if value[:1] in "=+-@\t\r" else value for name, value in row.items()})
        yield page.getvalue()
        page.seek(0)
        page.truncate()
    yield page.getvalue()
