"""The sheet of stock and prices as a file for a spreadsheet, and what a file that comes back would change. Nothing is written here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalogue.own_listings import SheetRow, whole_sheet
from catalogue.sheet import RowState
from catalogue.tables import Table
from money.cells import plain, safe
from money.paise import from_rupees, to_rupees
from producers.models import ProducerGroup

# The heading of each column. They are names, not words: a file is read back whatever the language of the page.
HEADINGS = ("code", "product", "variant", "stock", "price_rupees", "mrp_rupees", "as_it_was")
NEEDED = ("code", "stock", "price_rupees", "mrp_rupees")
MOST_PIECES = 1_000_000
MOST_RUPEES = Decimal(10_000_000)
Words = str | Promise


@dataclass(frozen=True)
class Change:
    """One row that the file changes: what is now, and what it is to be."""

    row: SheetRow
    now: RowState
    wanted: RowState


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one row of the file, counted as a spreadsheet does."""

    line: int
    code: str
    words: Words


@dataclass(frozen=True)
class Checked:
    """What a file would do: changes, rows that say what is there already, and rows that can not be taken."""

    changes: list[Change]
    same: int
    problems: list[RowProblem]


class RowRefused(Exception):
    """One row can not be taken; ``words`` say why."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


def table_of(group: ProducerGroup) -> list[list[str | int | Decimal]]:
    """The whole sheet with its headings, in the order of the page."""
    rows: list[list[str | int | Decimal]] = [list(HEADINGS)]
    for row in whole_sheet(group):
        price, mrp = to_rupees(row.price_paise), to_rupees(row.mrp_paise)
        rows.append([safe(row.record.partner_sku), safe(row.listing.title), safe(row.label), row.stock, price, mrp, row.seen])
    return rows


def check(group: ProducerGroup, table: Table) -> Checked:
    """Compare a file with the sheet as it is now. A row is taken or refused by itself."""
    now = {row.record.partner_sku: row for row in whole_sheet(group)}
    changes: list[Change] = []
    problems: list[RowProblem] = []
    same, met = 0, set()
    for line, cells in table.rows:
        code = plain(cells.get("code", "").strip())
        try:
            if code not in now:
                raise RowRefused(_("No product of yours on sale or paused has this code."))
            if code in met:
                raise RowRefused(_("This code stands in the file twice."))
            met.add(code)
            change = _change(now[code], cells)
        except RowRefused as refusal:
            problems.append(RowProblem(line, code[:60], refusal.words))
        else:
            if change.now == change.wanted:
                same += 1
            else:
                changes.append(change)
    return Checked(changes, same, problems)


def _change(row: SheetRow, cells: dict[str, str]) -> Change:
    """What a row of the file asks for. What the person left as it was stays as it is now, so that a sale meanwhile is not undone."""
    now = RowState(row.stock, row.price_paise, row.mrp_paise)
    typed = RowState(_pieces(cells["stock"]), _paise(cells["price_rupees"]), _paise(cells["mrp_rupees"]))
    was = _was(cells.get("as_it_was", ""), now)
    wanted = replace(now, **{name: _merged(getattr(was, name), getattr(now, name), getattr(typed, name)) for name in _FIELDS})
    _refuse_impossible(row, now, wanted)
    return Change(row, now, wanted)


_FIELDS = ("stock", "price_paise", "mrp_paise")


def _was(text: str, now: RowState) -> RowState:
    try:
        return RowState.read(text.strip())
    except ValueError:
        return now  # the column was left out: the file speaks of the sheet as it is now


def _merged(was: int, now: int, typed: int) -> int:
    if typed in (was, now):
        return now
    if was != now:
        raise RowRefused(_("It was changed meanwhile. Download the sheet again and type your number into the new file."))
    return typed


def _refuse_impossible(row: SheetRow, now: RowState, wanted: RowState) -> None:
    if wanted.price_paise > wanted.mrp_paise:
        raise RowRefused(_("The price is above the MRP."))
    if wanted.stock != now.stock and row.is_kept:
        raise RowRefused(_("These goods are counted in their lots. Add or take out pieces on the page of the lots."))
    if wanted.stock < row.promised:
        raise RowRefused(_("%(promised)d pieces are promised to orders.") % {"promised": row.promised})


def _pieces(cell: str) -> int:
    return int(_number(cell, _("Write the stock as a whole number."), lambda found: found == int(found) and 0 <= found <= MOST_PIECES))


def _paise(cell: str) -> int:
    words = _("Write price and MRP in rupees, for example 640 or 640.50.")
    return from_rupees(_number(cell, words, lambda found: 0 < found <= MOST_RUPEES and found == round(found, 2)))


def _number(cell: str, words: str, is_right: Callable[[Decimal], bool]) -> Decimal:
    """A number as people type it: with Indian grouping, blanks or the sign of the rupee."""
    text = cell.replace(",", "").replace("₹", "").replace("\u00a0", "").replace(" ", "")
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise RowRefused(words) from None
    if not found.is_finite() or not is_right(found):
        raise RowRefused(words)
    return found


def staged(changes: Sequence[Change]) -> list[list[str | int]]:
    """The changes as plain data, to be carried from the check to the moment they are applied."""
    return [[change.row.record.pk, _text(change.now), _text(change.wanted)] for change in changes]


def _text(state: RowState) -> str:
    return f"{state.stock}:{state.price_paise}:{state.mrp_paise}"
