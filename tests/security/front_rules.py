"""Who gets what from pages that found, share and lighten the shop: everybody reads them."""

from tests.security.ruling import NO, REST, Rule, everybody

FRONT: dict[str, Rule] = {
    "light-pages": Rule(get=NO, post={REST: 303}, data={"on": "1", "next": "/"}),
    "seasons": everybody(),
    "seasons-file": everybody(),
    "season": everybody(at={"month": "month"}),
    "season-file": everybody(at={"month": "month"}),
    "feed-listings": everybody(),
    "feed-goods-xml": everybody(),
    "feed-goods-csv": everybody(),
    "feed-stories": everybody(),
}
