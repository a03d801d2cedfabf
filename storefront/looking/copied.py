"""Labels that are looked up so often that their code may stand on other goods too.

Only who comes to the page from outside the shop counts: by the camera, by typing the address. No visitor is in the count, see
``search/sought.py``. The code is that of a lot, so what is usual depends on how many pieces carry it.
"""

from datetime import date, timedelta

from django.http import HttpRequest

from catalogue.unit_price import packs_in
from provenance.queries import LotPage
from search import sought

# A month is as long as a label is usually looked at: when it is bought, given away and used up.
LOOKED_BACK = timedelta(days=30)
# One piece is looked up by its buyer, by who gets it and by some who look on; in a shop window by many more.
USUAL_A_PIECE = 20
# Below this nobody is warned: a class of pupils or a market day is not a copier.
USUAL_AT_LEAST = 200
# What browsers say of a page that no other page led to, and of one that another shop's page did; links of ours say "same-origin".
FROM_OUTSIDE = ("none", "cross-site")


def is_from_outside(request: HttpRequest) -> bool:
    """Whether the label, and not a page of the shop, has led here. Robots and old browsers say nothing, and are not counted."""
    return request.headers.get("Sec-Fetch-Site", "") in FROM_OUTSIDE


def times_if_too_often(found: LotPage, today: date) -> int:
    """How often the label was looked up within a month, if that is more than its pieces explain; else 0. One query."""
    times = sought.label_lookups(found.lot.code, since=today - LOOKED_BACK)
    return times if times > max(USUAL_AT_LEAST, USUAL_A_PIECE * pieces_of(found)) else 0


def pieces_of(found: LotPage) -> int:
    """How many pieces can carry the label: packs of the smallest size it is sold in, or what was counted."""
    lot = found.lot
    packs = [packs_in(lot.quantity, lot.unit, one.net_quantity, one.net_unit) for one in found.listings if one.net_quantity]
    return max([count for count in packs if count], default=int(lot.quantity))
