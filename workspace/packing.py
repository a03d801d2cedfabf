"""Packing one part: tick each line, say from which lot it comes."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from media.uploads import PictureRefused
from orders import packing, photos
from orders.errors import NotPossible, PackRefused
from orders.models import ProducerOrder
from orders.packing_page import PackLine, PackParcel, pack_parcels
from orders.queries import producer_order_page
from producers.access import on_behalf_of, role_in
from workspace.parts import reach

Words = str | Promise


@dataclass
class Problem:
    """What is wrong, and where it is on the page."""

    words: Words
    href: str = ""


@dataclass
class Shown:
    """The page with what was typed: ticks, pieces by field, and what is wrong with which line."""

    parcels: list[PackParcel]
    ticked: set[str] = field(default_factory=set)
    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[int, Problem] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[PackLine]:
        return [line for parcel in self.parcels for line in parcel.lines]

    @property
    def rows(self) -> list[dict[str, object]]:
        """The parcels as the template draws them."""
        return [
            {"parcel": parcel, "lines": [{"line": line, "lots": self._lots(line), **self._state(line)} for line in parcel.lines]}
            for parcel in self.parcels
        ]

    def _lots(self, line: PackLine) -> list[dict[str, object]]:
        names = [(lot, lot_field(line.line_id, lot.lot_id)) for lot in line.lots]
        return [{"lot": lot, "name": name, "value": self.typed.get(name, str(lot.suggested))} for lot, name in names]

    def _state(self, line: PackLine) -> dict[str, object]:
        problem = self.problems.get(line.tick_id)
        tags = self.tags.get(line.line_id, line.tag_serials)
        return {"is_ticked": str(line.tick_id) in self.ticked, "problem": problem.words if problem else "", "tags": tags}


def lot_field(line_id: int, lot_id: int) -> str:
    """The name of the field that says how many pieces of a line come out of a lot."""
    return f"lot-{line_id}-{lot_id}"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a packer, and its answer."""
    reached = reach(request, number, "accept_orders")
    shown = Shown(pack_parcels(reached))
    if request.method != "POST":
        return _page(request, reached, shown)
    lots = _read(request.POST, shown)
    if shown.problems:
        return _page(request, reached, shown)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    stamp = on_behalf_of(request.user, reached.group)
    try:
        packing.pack(
            reached,
            lots=lots,
            tags={line_id: text for line_id, text in shown.tags.items() if text},
            pack_photos=photos.take_in(request.FILES.getlist("pack_photo")),
            acting_user=signed_in(request),
            on_behalf_of=stamp,
            version=version,
        )
    except PictureRefused as refusal:
        shown.problems[0] = Problem(refusal.reason)
        return _page(request, reached, shown)
    except PackRefused as refusal:
        _point_out(shown, refusal)
        return _page(request, reached, shown)
    except NotPossible:
        messages.error(request, _("This can not be packed now. Its state is shown below."))
    else:
        messages.success(request, _("Packed. Hand it over to the carrier next."))
    return HttpResponseRedirect(reverse("workspace-order", args=[number]), status=303)


def _read(data: QueryDict, shown: Shown) -> dict[int, dict[int, int]]:
    """Ticks and pieces as they were sent; what is missing or no number is noted beside its line."""
    shown.ticked = set(data.getlist("tick"))
    shown.tags = {line.line_id: data.get(f"tags-{line.line_id}", "").strip()[:200] for line in shown.lines if line.has_tags}
    shown.typed = {name: value[:6] for name, value in data.items() if name.startswith("lot-") and isinstance(value, str)}
    lots: dict[int, dict[int, int]] = {}
    for line in shown.lines:
        if str(line.tick_id) not in shown.ticked:
            shown.problems[line.tick_id] = Problem(_("Tick it when it is in the parcel: %(title)s") % {"title": line.title}, _anchor(line))
        for lot in line.lots:
            pieces = shown.typed.get(lot_field(line.line_id, lot.lot_id), "").strip() or "0"
            if not (pieces.isascii() and pieces.isdigit()):
                shown.problems[line.tick_id] = Problem(_("Write pieces as a number: %(title)s") % {"title": line.title}, _anchor(line))
                continue
            lots.setdefault(line.line_id, {})[lot.lot_id] = int(pieces)
    return lots


def _point_out(shown: Shown, refusal: PackRefused) -> None:
    """Put the refusal beside its line, or over the page."""
    line = next((line for line in shown.lines if line.line_id == refusal.line_id), None)
    key, href = (line.tick_id, _anchor(line)) if line else (0, "")
    shown.problems[key] = Problem(refusal.reason, href)


def _anchor(line: PackLine) -> str:
    return f"#line-{line.tick_id}"


def _page(request: HttpRequest, reached: ProducerOrder, shown: Shown) -> HttpResponse:
    reached.refresh_from_db(fields=["version", "status"])
    context = {
        "group": reached.group,
        "role": role_in(request.user, reached.group),
        "may_accept": True,
        "part": producer_order_page(reached),
        "rows": shown.rows,
        "problems": list(shown.problems.values()),
    }
    return render(request, "workspace/pack.html", context, status=422 if shown.problems else 200)
