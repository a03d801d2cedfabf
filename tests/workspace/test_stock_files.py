"""Stock and prices in a spreadsheet and back: errors by row, nothing before it was looked at, twice is once, no formula."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from openpyxl import Workbook, load_workbook

from catalogue import tables
from catalogue.models import Listing
from catalogue.tables import TableRefused, read
from journal.models import AuditEntry
from producers.oscar.models import StockRecord
from provenance.stock import add_stock_lot
from tests.catalogue.factories import make_lot
from tests.orders import factories as make
from tests.storefront.buyer import hidden_fields, words
from tests.workspace.listing_pages import Lister

pytestmark = pytest.mark.django_db
Rows = list[list[object]]


@pytest.fixture
def lister() -> Lister:
    return Lister(make.make_group())


def address(lister: Lister, end: str) -> str:
    return f"/workspace/groups/{lister.group.slug}/stock/{end}"


def downloaded(lister: Lister) -> Rows:
    answer = lister.client.get(address(lister, "file.xlsx"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def as_xlsx(rows: Rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def sent(lister: Lister, content: bytes) -> HttpResponse:
    return lister.client.post(address(lister, "upload/"), {"file": SimpleUploadedFile("sheet", content)})


def applied(lister: Lister, page: HttpResponse) -> HttpResponse:
    return lister.client.post(address(lister, "upload/"), hidden_fields(page), follow=True)


def state(listing: Listing) -> tuple[int | None, str]:
    record = make.stock_of(listing)
    return record.num_in_stock, str(record.price)


def test_a_file_is_shown_before_anything_is_written_and_applied_twice_it_changes_once(lister: Lister) -> None:
    wool, socks = make.make_listing(lister.group, "Wool"), make.make_listing(lister.group, "Socks")
    rows = downloaded(lister)
    assert [row[1] for row in rows[1:]] == ["Socks", "Wool"]
    rows[1][3], rows[2][4] = 4, 950.5
    page = sent(lister, as_xlsx(rows))
    assert page.status_code == 200
    assert "2 rows change something. Nothing is written yet." in words(page)
    assert (state(wool), state(socks)) == ((10, "1000.00"), (10, "1000.00"))
    assert "2 products were changed." in words(applied(lister, page))
    assert (state(wool), state(socks)) == ((10, "950.50"), (4, "1000.00"))
    assert "Nothing was changed." in words(applied(lister, page))
    again = sent(lister, as_xlsx(rows))
    assert "No row changes anything." in words(again)
    assert "2 rows are as they were." in words(again)
    assert AuditEntry.objects.filter(action__in=["listing.stock", "listing.price"]).count() == 2


def test_each_bad_row_is_named_and_the_good_ones_are_staged(lister: Lister) -> None:
    goods = [make.make_listing(lister.group, f"Goods {number}") for number in range(6)]
    StockRecord.objects.filter(pk=make.stock_of(goods[4]).pk).update(num_allocated=5)
    rows = downloaded(lister)
    rows[1][3], rows[2][3], rows[3][4], rows[4][5], rows[5][3], rows[6][3] = 7, "many", -1, 999, 4, "=1+1"
    page = sent(lister, as_xlsx([*rows, ["gone", "", "", 1, 1, 1, ""], rows[1]]))
    said = words(page)
    assert page.status_code == 422
    assert "7 rows can not be taken" in said
    for line, problem in [
        (3, "Write the stock as a whole number."),
        (4, "Write price and MRP in rupees"),
        (5, "The price is above the MRP."),
        (6, "5 pieces are promised to orders."),
        (7, "Write the stock as a whole number."),
        (8, "No product of yours on sale or paused has this code."),
        (9, "This code stands in the file twice."),
    ]:
        assert any(row.line == line and str(row.words).startswith(problem) for row in page.context["checked"].problems), (line, problem)
    applied(lister, page)
    assert [make.stock_of(listing).num_in_stock for listing in goods] == [7, 10, 10, 10, 10, 10]


def test_a_sale_since_the_download_is_not_undone_and_a_number_changed_by_both_is_refused(lister: Lister) -> None:
    priced, counted = make.make_listing(lister.group, "A"), make.make_listing(lister.group, "B")
    rows = downloaded(lister)
    StockRecord.objects.filter(pk__in=[make.stock_of(priced).pk, make.stock_of(counted).pk]).update(num_in_stock=9)
    rows[1][4], rows[2][3] = 900, 20
    page = sent(lister, as_xlsx(rows))
    assert "It was changed meanwhile." in words(page)
    applied(lister, page)
    assert (state(priced), state(counted)) == ((9, "900.00"), (9, "1000.00"))


def test_what_changed_between_looking_and_applying_stays_as_it_is(lister: Lister) -> None:
    listing = make.make_listing(lister.group, "A")
    rows = downloaded(lister)
    rows[1][3] = 20
    page = sent(lister, as_xlsx(rows))
    StockRecord.objects.filter(pk=make.stock_of(listing).pk).update(num_in_stock=3)
    assert "changed by somebody meanwhile" in words(applied(lister, page))
    assert state(listing)[0] == 3


def test_a_csv_of_a_spreadsheet_with_semicolons_and_indian_figures_is_read(lister: Lister) -> None:
    listing = make.make_listing(lister.group, "A", price_paise=10_000_000)
    code = make.stock_of(listing).partner_sku
    text = f"code;stock;price_rupees;mrp_rupees\n{code};3;₹ 99,999.50;1,00,000\n"
    applied(lister, sent(lister, b"\xef\xbb\xbf" + text.encode()))
    assert state(listing) == (3, "99999.50")


def test_food_is_counted_in_its_lots_and_not_in_the_file(lister: Lister) -> None:
    food = make.make_food(lister.group)
    add_stock_lot(stock_record=make.stock_of(food), lot=make_lot(lister.group), quantity=10, acting_user=None)
    rows = downloaded(lister)
    rows[1][3] = 12
    assert "counted in their lots" in words(sent(lister, as_xlsx(rows)))


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x"])
def test_no_name_is_taken_for_a_formula_and_it_comes_back_as_it_was(lister: Lister, name: str) -> None:
    listing = make.make_listing(lister.group, name)
    StockRecord.objects.filter(pk=make.stock_of(listing).pk).update(partner_sku=name)
    table = list(csv.reader(io.StringIO(lister.client.get(address(lister, "file.csv")).content.decode("utf-8-sig"))))
    assert table[1][:2] == [f"'{name}", f"'{name}"]
    book = load_workbook(io.BytesIO(lister.client.get(address(lister, "file.xlsx")).content))
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}
    rows = downloaded(lister)
    rows[1][3] = 1
    assert sent(lister, as_xlsx(rows)).status_code == 200


def test_changes_that_were_signed_for_another_group_or_made_up_are_not_applied(lister: Lister) -> None:
    listing = make.make_listing(lister.group, "A")
    rows = downloaded(lister)
    rows[1][3] = 1
    page = sent(lister, as_xlsx(rows))
    other = Lister(make.make_group())
    assert other.client.post(address(other, "upload/"), hidden_fields(page)).status_code == 422
    assert lister.client.post(address(lister, "upload/"), {"staged": "made:up:xyz"}).status_code == 422
    assert state(listing)[0] == 10


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (tables.MAX_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00bin", b"PK\x03\x04 broken", bomb(), b"a,b\n1,2\n", b"code,stock,price_rupees,mrp_rupees\n", b"x" * 1_000_001],
    ids=["empty", "binary", "broken", "bomb", "headings", "no rows", "large"],
)
def test_what_is_no_table_is_refused_in_words(lister: Lister, content: bytes) -> None:
    with pytest.raises(TableRefused):
        read(content, needed=("code", "stock", "price_rupees", "mrp_rupees"), most_rows=10)
    answer = sent(lister, content)
    assert answer.status_code == 422
    assert "Error:" in words(answer)


def test_more_rows_than_are_allowed_are_refused() -> None:
    with pytest.raises(TableRefused, match="more than 2 rows"):
        read(b"code\n1\n2\n3\n", needed=("code",), most_rows=2)


def test_figures_of_a_spreadsheet_are_read_as_people_see_them() -> None:
    table = read(as_xlsx([["code", "n"], ["a", 4.0], ["b", 0.1], [None, None], ["c", True]]), needed=("code",), most_rows=9)
    assert [(line, cells["n"]) for line, cells in table.rows] == [(2, "4"), (3, "0.1"), (5, "True")]
    assert Decimal("0.1") == Decimal(table.rows[1][1]["n"])
