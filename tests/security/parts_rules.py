"""Who gets what from the routes of stock as a file, of what is printed for packing, and of order cards."""

from tests.security.ruling import ACTING, CENTRAL, FINANCE, LISTING, NO, PDF, REST, TEAM, Rule, after_login, everybody, opened_to

GROUP = {"slug": "slug_{group}"}

PARTS: dict[str, Rule] = {
    "staff_unanswered": Rule(get=opened_to(FINANCE, CENTRAL), post={**opened_to(FINANCE, CENTRAL), (FINANCE, CENTRAL): 405}),
    "workspace-card": everybody(post=303, at={"token": "card_a"}, data={"answer": "yes"}),
    "order-choose": Rule(get=NO, post={REST: 303}, at={"token": "link", "key": "choice"}, data={"answer": "neither"}),
    "order-stand-in": Rule(get=NO, post={REST: 303}, at={"token": "link", "key": "stand_in"}, data={"answer": "neither"}),
    "staff_stand_in": Rule(get=opened_to(CENTRAL), post={**opened_to(CENTRAL), (CENTRAL,): 422}, at={"number": "order", "part": "part_a"}),
    "workspace-ask": after_login({ACTING: 200, REST: 404}, {ACTING: 422, REST: 404}, at={"number": "part_{group}"}),
    "workspace-pick-list": after_login({ACTING: 200, REST: 404}, at=GROUP),
    "workspace-pick-list-pdf": after_login({ACTING: PDF, REST: 404}, at=GROUP),
    "workspace-labels": after_login({ACTING: 200, REST: 404}, at=GROUP),
    "workspace-labels-pdf": after_login({ACTING: PDF, REST: 404}, at=GROUP),
    "workspace-claim": after_login({TEAM: 200, REST: 404}, at={"number": "sent_{group}", "parcel": "sent_parcel_{group}"}),
    "workspace-cards-close": after_login({REST: 405}, {ACTING: 303, REST: 404}, at={"number": "part_{group}"}),
    "workspace-listing-sold": after_login({REST: 405}, {LISTING: 303, REST: 404}, at={"slug": "goods_{group}"}),
    "workspace-stock-csv": after_login({LISTING: 200, REST: 404}, at=GROUP),
    "workspace-stock-xlsx": after_login({LISTING: 200, REST: 404}, at=GROUP),
    "workspace-stock-upload": after_login({LISTING: 200, REST: 404}, {LISTING: 422, REST: 404}, at=GROUP),
}
