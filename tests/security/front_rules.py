"""Who gets what from pages that found, share and lighten the shop: everybody reads them."""

from tests.security.ruling import FACILITATOR, MANAGER, NO, OWNER, REST, Rule, after_login, everybody

SELLERS = (OWNER, MANAGER, FACILITATOR)

FRONT: dict[str, Rule] = {
    "light-pages": Rule(get=NO, post={REST: 303}, data={"on": "1", "next": "/"}),
    "workspace-visit": after_login(
        {SELLERS: 200, REST: 404}, {SELLERS: 303, REST: 404}, at={"slug": "slug_{group}"}, data={"version": "0"}
    ),
    "seasons": everybody(),
    "seasons-file": everybody(),
    "season": everybody(at={"month": "month"}),
    "season-file": everybody(at={"month": "month"}),
    "feed-listings": everybody(),
    "feed-goods-xml": everybody(),
    "feed-goods-csv": everybody(),
    "feed-stories": everybody(),
}
