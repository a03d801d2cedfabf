"""A group has less than was ordered: fewer pieces, or goods that weigh less. The shopper is told and gets the money back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from orders import cancelling, reasons, shrinking
from orders.errors import NotPossible, ShrinkRefused
from orders.models import ProducerOrder
from orders.queries import producer_order_page
from orders.shrinking import ShrinkLine
from producers.access import on_behalf_of, role_in
from workspace.parts import reach

_REASONS = tuple((code, reasons.SHORT[code]) for code in shrinking.DECLINED)


@dataclass(frozen=True)
class Row:
    """A line with what was typed for it."""

    line: ShrinkLine
    pieces: str
    grams: str


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fewer(request: HttpRequest, number: str) -> HttpResponse:
    """Say how many pieces there are, or what the goods weigh."""
    reached = reach(request, number, "accept_orders")
    lines = shrinking.lines_of(reached)
    if request.method != "POST":
        return _page(request, reached, [Row(line, str(line.pieces), str(line.grams)) for line in lines])
    rows = [_typed(request, line) for line in lines]
    try:
        is_less = _write(request, reached, rows)
    except _Wrong as wrong:
        return _page(request, reached, rows, problem=wrong.words)
    except ShrinkRefused as refusal:
        return _page(request, reached, rows, problem=str(refusal.reason))
    except NotPossible:
        messages.error(request, _("This can not be changed any more. Its state is shown below."))
    else:
        said = _("The shopper is told, and gets the money for what is missing back.") if is_less else _("Nothing was changed.")
        messages.success(request, said)
    return HttpResponseRedirect(reverse("workspace-order", args=[number]), status=303)


class _Wrong(Exception):
    """Something was typed that can not be read; ``words`` are for the page."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def _typed(request: HttpRequest, line: ShrinkLine) -> Row:
    grams = request.POST.get(f"grams-{line.line_id}", str(line.grams))
    return Row(line, request.POST.get(f"have-{line.line_id}", "").strip()[:9], grams.strip()[:9])


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise _Wrong(_("Write pieces and grams as whole numbers."))
    return int(text)


def _write(request: HttpRequest, part: ProducerOrder, rows: list[Row]) -> bool:
    """Pieces first, then the weight of what is left; whether anything became less."""
    keep = {row.line.line_id: _number(row.pieces) for row in rows}
    grams = {row.line.line_id: _number(row.grams) for row in rows if row.line.grams}
    who: dict[str, Any] = {"acting_user": signed_in(request), "on_behalf_of": on_behalf_of(request.user, part.group)}
    has_fewer = any(keep[row.line.line_id] != row.line.pieces for row in rows)
    is_lighter = any(grams[row.line.line_id] != row.line.grams for row in rows if row.line.grams)
    if has_fewer and is_lighter:
        raise _Wrong(_("Say first how many pieces there are, and then what they weigh."))
    if has_fewer:
        reason = request.POST.get("reason", "")
        if reason not in shrinking.DECLINED:
            raise _Wrong(_("Choose a reason"))
        shrinking.short(part, keep=keep, reason=reason, **who)
    elif is_lighter:
        shrinking.weigh(part, packed_g=grams, **who)
    return has_fewer or is_lighter


def _page(request: HttpRequest, reached: ProducerOrder, rows: list[Row], *, problem: str = "") -> HttpResponse:
    context = {
        "group": reached.group,
        "role": role_in(request.user, reached.group),
        "may_accept": True,
        "part": producer_order_page(reached),
        "can_change": reached.status in cancelling.BEFORE_PACKING,
        "rows": rows,
        "reasons": _REASONS,
        "chosen": request.POST.get("reason", ""),
        "problem": problem,
    }
    return render(request, "workspace/fewer.html", context, status=422 if problem else 200)
