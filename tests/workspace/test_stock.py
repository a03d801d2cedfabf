"""The sheet of stock and prices: only changed rows are written, nothing is overwritten silently, errors stand beside their row."""

import pytest
from django.http import HttpResponse

from catalogue.listings import add_variant
from catalogue.models import Listing, Variant
from journal.models import AuditEntry
from producers.oscar.models import StockRecord
from tests.catalogue.factories import make_draft
from tests.orders import factories as make
from tests.storefront.buyer import queries_of, words
from tests.workspace.listing_pages import Lister

pytestmark = pytest.mark.django_db


@pytest.fixture
def lister() -> Lister:
    return Lister(make.make_group())


def goods(lister: Lister, number: int = 3) -> list[Listing]:
    return [make.make_listing(lister.group, f"Goods {letter:02d}", stock=10, price_paise=100_000) for letter in range(number)]


def address(lister: Lister) -> str:
    return f"/workspace/groups/{lister.group.slug}/stock/"


def typed(page: HttpResponse) -> dict[str, str]:
    """What a browser would send of the page as it stands."""
    data = {}
    for shown in page.context["rows"]:
        data[f"seen-{shown.row.record.pk}"] = shown.row.seen
        data |= {f"{cell['name']}-{shown.row.record.pk}": cell["value"] for cell in shown.cells}
    return data


def key(listing: Listing) -> int:
    return make.stock_of(listing).pk


def test_only_the_rows_that_were_changed_are_written(lister: Lister) -> None:
    first, second, third = goods(lister)
    data = typed(lister.client.get(address(lister)))
    data |= {f"stock-{key(first)}": "4", f"price-{key(second)}": "950.50"}
    answer = lister.client.post(address(lister), data, follow=True)
    assert "2 products were changed." in words(answer)
    assert [make.stock_of(row).num_in_stock for row in (first, second, third)] == [4, 10, 10]
    assert str(make.stock_of(second).price) == "950.50"
    entries = AuditEntry.objects.filter(action__in=["listing.stock", "listing.price"])
    assert sorted(entries.values_list("action", "subject")) == [("listing.price", str(second.pk)), ("listing.stock", str(first.pk))]
    assert {entry.acting_user for entry in entries} == {lister.user}


def test_a_row_with_an_error_says_it_and_keeps_what_was_typed_and_the_others_are_saved(lister: Lister) -> None:
    first, second, third = goods(lister)
    StockRecord.objects.filter(pk=key(third)).update(num_allocated=5)
    data = typed(lister.client.get(address(lister)))
    data |= {f"stock-{key(first)}": "4", f"price-{key(second)}": "2000", f"stock-{key(second)}": "7", f"stock-{key(third)}": "3"}
    answer = lister.client.post(address(lister), data)
    said = words(answer)
    assert answer.status_code == 422
    assert "2 rows were not saved" in said
    assert "The price is above the MRP." in said
    assert "5 pieces are promised to orders." in said
    assert 'value="2000"' in answer.content.decode()
    assert [make.stock_of(row).num_in_stock for row in (first, second, third)] == [4, 10, 10]
    assert str(make.stock_of(second).price) == "1000.00"


@pytest.mark.parametrize(("field", "value"), [("stock", "many"), ("stock", "-1"), ("price", "0"), ("price", ""), ("mrp", "1.234")])
def test_what_is_no_number_is_told_beside_the_field_and_not_written(lister: Lister, field: str, value: str) -> None:
    (listing,) = goods(lister, 1)
    data = {**typed(lister.client.get(address(lister))), f"{field}-{key(listing)}": value}
    answer = lister.client.post(address(lister), data)
    assert answer.status_code == 422
    assert f'id="e{field}{key(listing)}"' in answer.content.decode()
    assert not AuditEntry.objects.filter(subject_type="catalogue.listing").exists()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_silently(lister: Lister) -> None:
    (listing,) = goods(lister, 1)
    old = typed(lister.client.get(address(lister)))
    StockRecord.objects.filter(pk=key(listing)).update(num_in_stock=3)
    answer = lister.client.post(address(lister), {**old, f"stock-{key(listing)}": "12"})
    assert answer.status_code == 422
    assert "Somebody changed this to 3 meanwhile." in words(answer)
    assert make.stock_of(listing).num_in_stock == 3
    again = lister.client.post(address(lister), typed(answer))
    assert again.status_code == 303
    assert make.stock_of(listing).num_in_stock == 12


def test_a_piece_sold_meanwhile_does_not_stand_in_the_way_of_a_new_price(lister: Lister) -> None:
    (listing,) = goods(lister, 1)
    old = typed(lister.client.get(address(lister)))
    StockRecord.objects.filter(pk=key(listing)).update(num_in_stock=9)
    assert lister.client.post(address(lister), {**old, f"price-{key(listing)}": "900"}).status_code == 303
    assert (str(make.stock_of(listing).price), make.stock_of(listing).num_in_stock) == ("900.00", 9)


def test_a_variant_has_its_own_row_and_mrp(lister: Lister) -> None:
    listing = make_draft(lister.group, title="Socks", type_code="knitwear", category="socks-and-caps", hsn="6115", declarations={})
    child = add_variant(listing=listing, title="Large", price_paise=60_000, mrp_paise=70_000, stock=5, acting_user=None)
    Listing.objects.filter(pk=listing.pk).update(status="live")
    page = lister.client.get(address(lister))
    assert "Socks, Large" in words(page)
    record = StockRecord.objects.get(product=child)
    data = {**typed(page), f"mrp-{record.pk}": "800", f"price-{record.pk}": "750"}
    assert lister.client.post(address(lister), data).status_code == 303
    record.refresh_from_db()
    assert (str(record.price), Variant.objects.get(product=child).mrp_paise) == ("750.00", 80_000)


def test_rows_of_another_group_are_left_alone(lister: Lister) -> None:
    foreign = make.make_listing(make.make_group())
    data = {
        f"seen-{key(foreign)}": "10:100000:100000",
        f"stock-{key(foreign)}": "1",
        f"price-{key(foreign)}": "1",
        f"mrp-{key(foreign)}": "1",
    }
    assert lister.client.post(address(lister), data).status_code == 303
    assert make.stock_of(foreign).num_in_stock == 10


def test_saving_without_a_change_writes_nothing(lister: Lister) -> None:
    goods(lister)
    answer = lister.client.post(address(lister), typed(lister.client.get(address(lister))), follow=True)
    assert "Nothing was changed." in words(answer)
    assert not AuditEntry.objects.filter(subject_type="catalogue.listing").exists()


def test_twenty_rows_a_page_in_as_many_queries_as_one_and_under_sixty_kilobytes(lister: Lister) -> None:
    goods(lister, 1)
    few = queries_of(lister.client, address(lister))
    for number in range(30):
        make.make_listing(lister.group, f"More goods with a rather long name, number {number}")
    many = queries_of(lister.client, address(lister))
    page = lister.client.get(address(lister))
    assert len(few) == len(many)
    assert len(many) <= 12, "\n".join(many)
    assert len(page.context["rows"]) == 20
    assert len(page.content) <= 60 * 1024
    assert len(lister.client.get(address(lister) + "?page=2").context["rows"]) == 11


def test_minus_and_plus_save_one_piece_less_or_more_and_what_was_typed_besides(lister: Lister) -> None:
    first, second = goods(lister, 2)
    data = {**typed(lister.client.get(address(lister))), f"price-{key(second)}": "900"}
    answer = lister.client.post(address(lister), {**data, "minus": str(key(first))})
    assert answer["Location"] == f"{address(lister)}?page=1#t{key(first)}"
    assert (make.stock_of(first).num_in_stock, str(make.stock_of(second).price)) == (9, "900.00")
    data = {**typed(lister.client.get(address(lister))), f"stock-{key(first)}": "12", "plus": str(key(first))}
    lister.client.post(address(lister), data)
    assert make.stock_of(first).num_in_stock == 13


def test_minus_never_goes_below_nothing_or_below_what_is_promised(lister: Lister) -> None:
    empty, promised = goods(lister, 2)
    StockRecord.objects.filter(pk=key(empty)).update(num_in_stock=0)
    StockRecord.objects.filter(pk=key(promised)).update(num_in_stock=1, num_allocated=1)
    page = typed(lister.client.get(address(lister)))
    lister.client.post(address(lister), {**page, "minus": str(key(empty))})
    answer = lister.client.post(address(lister), {**page, "minus": str(key(promised))})
    assert "1 pieces are promised to orders." in words(answer)
    assert (make.stock_of(empty).num_in_stock, make.stock_of(promised).num_in_stock) == (0, 1)


def test_the_return_key_in_a_field_saves_and_presses_no_minus(lister: Lister) -> None:
    goods(lister, 1)
    page = lister.client.get(address(lister)).content.decode()
    form = page[page.index('action="' + address(lister)) :]
    assert form.index("<button") == form.index('<button type="submit" class="hidden-words"')
