"""The row of pages under a list: numbers for the first pages, neighbours only behind them."""

from storefront.looking import asking
from storefront.looking.pager import Pager, pager


def row(page: int, pages: int, numbered: int | None = 20) -> Pager:
    return pager(
        page=page,
        pages=pages,
        total=pages * 24,
        per_page=24,
        href=lambda number: f"?page={number}",
        numbered=numbered,
        previous=lambda number: f"?page={number}&before=1.2",
        next_=lambda number: f"?page={number}&after=3.4",
    )


def numbers(found: Pager) -> str:
    return " ".join("…" if link.is_gap else str(link.number) for link in found.links)


def test_few_pages_are_all_reached_by_their_numbers() -> None:
    found = row(18, 20)
    assert (numbers(found), found.previous_href, found.next_href) == ("1 … 17 18 19 20", "?page=17", "?page=19")
    assert numbers(row(18, 90, numbered=None)) == "1 … 17 18 19 20 … 90"


def test_no_number_leads_behind_the_numbered_pages() -> None:
    assert numbers(row(1, 4167)) == "1 2 3 …"
    found = row(20, 4167)
    assert (numbers(found), found.previous_href, found.next_href) == ("1 … 19 20 …", "?page=19", "?page=21&after=3.4")


def test_behind_them_neighbours_are_reached_by_a_mark() -> None:
    found = row(30, 4167)
    assert (numbers(found), found.previous_href, found.next_href) == ("1 … 30 …", "?page=29&before=1.2", "?page=31&after=3.4")
    assert (row(21, 4167).previous_href, row(4167, 4167).next_href) == ("?page=20", "")


def test_a_mark_is_kept_in_the_address_and_falls_with_another_choice() -> None:
    from django.http import QueryDict

    asked = asking.read(QueryDict("sort=newest&page=30&after=0.5.6"))
    assert asking.write("/products/", asked) == "/products/?sort=newest&page=30&after=0.5.6"
    assert asking.write("/products/", asking.on_page(asked, 1)) == "/products/?sort=newest"
