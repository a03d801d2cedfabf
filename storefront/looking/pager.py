"""Numbered pages of a list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class PageLink:
    """One page number, or a gap in the row. A far one is left out on narrow screens."""

    number: int = 0
    href: str = ""
    is_current: bool = False
    is_gap: bool = False
    is_far: bool = False


@dataclass(frozen=True)
class Pager:
    """The row of pages under a list, with what the present page shows."""

    page: int
    pages: int
    total: int
    first: int
    last: int
    links: tuple[PageLink, ...]
    previous_href: str
    next_href: str


Href = Callable[[int], str]


def pager(
    *,
    page: int,
    pages: int,
    total: int,
    per_page: int,
    href: Href,
    numbered: int | None = None,
    previous: Href | None = None,
    next_: Href | None = None,
) -> Pager:
    """The pages around ``page``, the first and the last one.

    Pages behind ``numbered`` have no link with their number: one is reached from its neighbour, by ``previous`` and ``next_``.
    """
    known = pages if numbered is None else min(pages, numbered)
    return Pager(
        page=page,
        pages=pages,
        total=total,
        first=(page - 1) * per_page + 1 if total else 0,
        last=min(page * per_page, total),
        links=tuple(_links(page, pages, known, href)),
        previous_href=(href if page - 1 <= known else previous or href)(page - 1) if page > 1 else "",
        next_href=(href if page + 1 <= known else next_ or href)(page + 1) if page < pages else "",
    )


def _links(page: int, pages: int, known: int, href: Href) -> Iterator[PageLink]:
    near = {number for number in range(max(1, page - 1), min(pages, page + 2) + 1) if number <= known}
    shown = sorted({1, page, *near, *([pages] if pages <= known else [])})
    before = 0
    for number in shown:
        if number > before + 1:
            yield PageLink(is_gap=True)
        yield PageLink(number, href(number), is_current=number == page, is_far=abs(number - page) > 1)
        before = number
    if before < pages:
        yield PageLink(is_gap=True)
