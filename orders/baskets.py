"""What a visitor does with a basket: put a product in, change how many, take a line out. Never more pieces than are free."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.models import Listing, Product
from journal.composed import Composed, Hole
from orders.oscar.basket.finding import lock_open_basket
from orders.oscar.basket.models import Basket, Line
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

MAX_LINES = 40  # a basket is shown on one page and ordered in one transaction of at most 200 ms
MAX_QUANTITY = 99


class LineUnknown(Exception):
    """No such line in this basket."""


class NotAdded(Exception):
    """The product was not put into the basket; ``reason`` is for the visitor."""

    def __init__(self, code: str, reason: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Change:
    """What became of a line. ``quantity`` is what the basket holds now, ``wanted`` what was asked for in all."""

    title: str
    quantity: int
    wanted: int

    @property
    def is_less(self) -> bool:
        """Whether the visitor got fewer pieces than asked for."""
        return self.quantity < self.wanted


def add(*, basket: Basket, product_id: int, quantity: int = 1) -> Change:
    """Put pieces of a product into the basket, beside those that are in it already.

    Raises ``NotAdded`` for a product that is not sold, that comes in choices, or that is sold out, and for a full basket.
    """
    record, listing = _sold(product_id)
    free = _free(record)
    if record is None or record.price is None or free <= 0:
        raise NotAdded("sold_out", _("This is sold out."))
    with transaction.atomic():
        _lock_or_save(basket)
        held = dict(_HELD.rows(basket=basket.pk))
        if product_id not in held and len(held) >= MAX_LINES:
            raise NotAdded("full", _("The basket is full. Please order what is in it first."))
        wanted = held.get(product_id, 0) + max(1, quantity)
        granted = min(wanted, free, MAX_QUANTITY)
        if product_id in held:
            Line.objects.filter(basket=basket, product=product_id).update(quantity=granted)
        else:
            basket.put(record, granted)
    return Change(title=listing.title, quantity=granted, wanted=wanted)


def set_quantity(*, basket: Basket, line_id: int, quantity: int) -> Change:
    """Change how many pieces a line asks for; none takes the line out. Raises ``LineUnknown``."""
    with _line(basket, line_id) as line:
        listing = Listing.objects.only("title").get(product_id=line.product.parent_id or line.product_id)
        granted = max(0, min(quantity, _free(line.stockrecord), MAX_QUANTITY))
        if granted:
            Line.objects.filter(pk=line.pk).update(quantity=granted)
        else:
            line.delete()
    return Change(title=listing.title, quantity=granted, wanted=max(0, quantity))


def remove(*, basket: Basket, line_id: int) -> Change:
    """Take a line out. Raises ``LineUnknown``."""
    return set_quantity(basket=basket, line_id=line_id, quantity=0)


def _sold(product_id: int) -> tuple[StockRecord | None, Listing]:
    """The stock of a product that can be bought as it is, with its listing, in one query. Raises ``NotAdded``."""
    record = _RECORDS.first(product=product_id)
    product = record.product if record else Product.objects.select_related(*_OF_PRODUCT).filter(pk=product_id).first()
    variant, listing = getattr(product, "variant", None), _listing_of(product)
    if product is None or (variant and variant.withdrawn_at):
        raise _gone()
    if product.is_parent:
        raise NotAdded("choose", _("Please choose one of the kinds first."))
    if listing is None or listing.status != Listing.Status.LIVE or listing.group.status != ProducerGroup.Status.APPROVED:
        raise _gone()
    return record, listing


_OF_PRODUCT = ("product_class", "parent__product_class", "variant", "listing__group", "parent__listing__group")
_LONG_TEXTS = ("story", "group__about", "group__history")


def _record_of(product: Hole) -> QuerySet[StockRecord]:
    owners = ("product__listing", "product__parent__listing")
    found = StockRecord.objects.filter(product__pk=product).select_related(*(f"product__{name}" for name in _OF_PRODUCT))
    return found.defer(*(f"{owner}__{text}" for owner in owners for text in _LONG_TEXTS)).order_by("pk")[:1]


def _held(basket: Hole) -> QuerySet[Line, tuple[int, int]]:
    return Line.objects.filter(basket__pk=basket).values_list("product_id", "quantity")


_RECORDS = Composed(StockRecord, _record_of, product=Product._meta.get_field("id"))
_HELD = Composed(Line, _held, basket=Basket._meta.get_field("id"))


def _listing_of(product: Product | None) -> Listing | None:
    """The listing of a product, or of the parent of a variant."""
    owner = product.parent if product and product.parent_id else product
    return getattr(owner, "listing", None)


def _gone() -> NotAdded:
    return NotAdded("not_sold", _("This is not sold at the moment."))


def _free(record: StockRecord | None) -> int:
    """Pieces that nobody else holds."""
    return max(0, record.net_stock_level) if record else 0


def _lock_or_save(basket: Basket) -> None:
    """Make sure that the basket has a row and is not being ordered in another tab. Raises ``NotAdded``."""
    if basket.pk is None:
        basket.save()
    elif not lock_open_basket(basket.pk):
        raise NotAdded("ordered", _("This basket was ordered just now. Please add it again for a new order."))


@contextmanager
def _line(basket: Basket, line_id: int) -> Iterator[Line]:
    """A line of this very basket, in a transaction that no order of the basket can slip into."""
    with transaction.atomic():
        if basket.pk is None or not lock_open_basket(basket.pk):
            raise LineUnknown(line_id)
        line = Line.objects.filter(basket_id=basket.pk, pk=line_id)
        found = line.select_related("product__product_class", "product__parent__product_class", "stockrecord").first()
        if found is None:
            raise LineUnknown(line_id)
        yield found
