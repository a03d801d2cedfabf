"""Who gets what from enquiries and quotes: those who edit a group's goods, the staff who answer for several groups, whoever has a link."""

from tests.security.ruling import CENTRAL, LISTING, REST, Rule, after_login, everybody, opened_to

GROUP = {"slug": "slug_{group}"}
QUOTE = {**GROUP, "number": "proposal_{group}"}
QUOTING = opened_to(CENTRAL)

ENQUIRIES: dict[str, Rule] = {
    "checkout-gifts": everybody(302, post=302),
    "order-gift-address": everybody(404, post=404, at={"token": "link", "number": "part_a"}),
    "workspace-slip": after_login({REST: 404}, at={"number": "part_{group}"}),
    "group-enquire": everybody(post=422, at=GROUP),
    "enquire": everybody(post=422),
    "quote": everybody(post=422, at={"token": "proposal_link"}),
    "workspace-enquiries": after_login({LISTING: 200, REST: 404}, {REST: 404}, at=GROUP, data={"number": "{enquiry_shop}"}),
    "workspace-quote-make": after_login({LISTING: 200, REST: 404}, {LISTING: 422, REST: 404}, at=GROUP),
    "workspace-quote": after_login({LISTING: 200, REST: 404}, {LISTING: 303, REST: 404}, at=QUOTE),
    "staff_enquiries": Rule(get=QUOTING, post={**QUOTING, (CENTRAL,): 422}, data={"number": "{enquiry_shop}", "words": ""}),
    "staff_quote_make": Rule(get=QUOTING, post={**QUOTING, (CENTRAL,): 422}),
    "staff_quote": Rule(get=QUOTING, post={**QUOTING, (CENTRAL,): 302}, at={"number": "proposal_shop"}),
}
