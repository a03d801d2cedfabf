"""What the basket and checkout pages say of a quote: the same facts, put into the words and choices of a page."""

from dataclasses import dataclass

from django.utils.functional import Promise

from orders.quotes import GroupQuote, LineQuote, Quote

CHOICES = 10  # how many pieces the select offers; a larger order is typed by choosing the largest and again


@dataclass(frozen=True)
class LineCard:
    """One line with the numbers its select offers and what stands in its way."""

    line: LineQuote
    choices: list[int]
    problem: str | Promise
    is_gone: bool


@dataclass(frozen=True)
class GroupCard:
    """One group's card; ``notes`` are what changes the dates of its parcels, for example a closed pass."""

    quote: GroupQuote
    lines: list[LineCard]
    notes: list[str]
    rollup: str


def basket_cards(quote: Quote) -> list[GroupCard]:
    """The cards of a basket, in the order of the quote."""
    problems = {problem.line_id: problem for problem in quote.problems if problem.line_id is not None}
    return [_card(group, {line_id: problem.words for line_id, problem in problems.items()}) for group in quote.groups]


def _card(group: GroupQuote, problems: dict[int, str | Promise]) -> GroupCard:
    notes = [parcel.promise.note for parcel in group.parcels if parcel.promise and parcel.promise.note]
    lines = [_line(line, problems.get(line.line_id, "")) for line in group.lines]
    return GroupCard(quote=group, lines=lines, notes=list(dict.fromkeys(notes)), rollup=group.group.rollup)


def _line(line: LineQuote, problem: str | Promise) -> LineCard:
    """The select offers what is free; what the visitor asked for is among the choices, even where it is too much."""
    free = range(1, min(line.left, CHOICES) + 1)
    return LineCard(line=line, choices=sorted({*free, line.quantity}), problem=problem, is_gone=line.left <= 0)


def counts(quote: Quote) -> dict[str, int]:
    """Pieces, groups and parcels, for the sentence over the sums."""
    return {
        "pieces": sum(line.quantity for line in quote.lines),
        "groups": len(quote.groups),
        "parcels": sum(len(group.parcels) for group in quote.groups),
    }
