"""Who gets what from screens of staff."""

from tests.security.ruling import (
    ANONYMOUS,
    CASHIER,
    CENTRAL,
    EDITOR,
    FINANCE,
    GRIEVANCE,
    LOGIN,
    MODERATOR,
    REST,
    SENT_BACK,
    STAFF_ROLES,
    Rule,
    opened_to,
)

# Ours among Wagtail's screens.
CONFIRMERS = (CASHIER, FINANCE, CENTRAL)
DELIVERING = {ANONYMOUS: LOGIN, (FINANCE, CENTRAL): 200, (CASHIER, EDITOR, MODERATOR, GRIEVANCE): SENT_BACK, REST: 403}
CONFIRMING = opened_to(*CONFIRMERS)
STAFF = {
    "payments_awaiting": Rule(get=CONFIRMING, post={**CONFIRMING, CONFIRMERS: 405}),
    "deliveries_upload": Rule(get=DELIVERING, post={**DELIVERING, (FINANCE, CENTRAL): 422}),
    "payments_statement": Rule(get=CONFIRMING, post={**CONFIRMING, CONFIRMERS: 422}),
    "payments_statement_decide": Rule(
        get={**CONFIRMING, CONFIRMERS: 405}, post={**CONFIRMING, CONFIRMERS: 422}, at={"key": "credit"}, data={"act": "assign"}
    ),
    "payments_cards": Rule(get=CONFIRMING, post={**CONFIRMING, CONFIRMERS: 405}),
    "payments_card_settled": Rule(
        get={**CONFIRMING, CONFIRMERS: 405}, post={**CONFIRMING, CONFIRMERS: 302}, at={"number": "waiting_payment"}
    ),
    "payments_straight": Rule(get=CONFIRMING, post={**CONFIRMING, CONFIRMERS: 405}),
    "payments_straight_act": Rule(
        get={**CONFIRMING, CONFIRMERS: 405},
        post={**CONFIRMING, CONFIRMERS: 302},
        at={"name": "straight_act"},
        data={"key": "{straight_a}", "reference": "UPI000222", "reason": "told by phone"},
    ),
    "payments_confirm": Rule(
        get={**CONFIRMING, CONFIRMERS: 405},
        post={**CONFIRMING, CONFIRMERS: 302},
        at={"number": "waiting_payment"},
        data={"reference": "UTR000111222"},
    ),
}

# Screens of one permission: who holds it, and everybody else who may enter the administration.
REFUNDING = {ANONYMOUS: LOGIN, (FINANCE, CENTRAL): 200, (CASHIER, EDITOR, MODERATOR, GRIEVANCE): SENT_BACK, REST: 403}
STAFF |= {
    "payments_reject": Rule(
        get={**CONFIRMING, CONFIRMERS: 405},
        post={**CONFIRMING, CONFIRMERS: 302},
        at={"number": "waiting_payment"},
        data={"reason": "not_found", "hold": "end"},
    ),
    "payments_send_back": Rule(
        get={**CONFIRMING, CONFIRMERS: 405},
        post={**CONFIRMING, CONFIRMERS: 422},  # nothing came for it
        at={"number": "waiting_payment"},
        data={"back_amount": "1", "back_reference": "UTR1"},
    ),
    "refunds_due": Rule(get=REFUNDING, post={**REFUNDING, (FINANCE, CENTRAL): 405}),
    "refunds_sent": Rule(
        get={**REFUNDING, (FINANCE, CENTRAL): 405},
        post={**REFUNDING, (FINANCE, CENTRAL): 302},
        at={"number": "refund_due"},
        data={"reference": "UTR000111333"},
    ),
}

# Disputes: who answers them says as well which parts they are about.
READING_DISPUTES = {**REFUNDING, (FINANCE, CENTRAL): 405}
STAFF |= {
    "disputes": Rule(get=REFUNDING, post=READING_DISPUTES),
    "dispute": Rule(
        get=REFUNDING,
        post={**REFUNDING, (FINANCE, CENTRAL): 302},
        at={"number": "dispute"},
        data={"act": "not_about", "part": "{disputed_part}"},
    ),
    "dispute_photo": Rule(get=REFUNDING, post=READING_DISPUTES, at={"number": "dispute", "photo_id": "dispute_photo"}),
}

# Tax lists and certificates.
TAXING = opened_to(FINANCE, CENTRAL)
STAFF |= {
    "tax_lists": Rule(get=TAXING, post={**TAXING, (FINANCE, CENTRAL): 302}, data={"group": "{group_key}", "months": "12"}),
    "tax_sheet": Rule(get=TAXING, post={**TAXING, (FINANCE, CENTRAL): 405}, at={"month": "tax_month", "seller": "tax_seller"}),
    "tax_deducted": Rule(get=TAXING, post={**TAXING, (FINANCE, CENTRAL): 405}, at={"month": "tax_month"}),
    "tax_collected": Rule(get=TAXING, post={**TAXING, (FINANCE, CENTRAL): 405}, at={"month": "tax_month"}),
}

# Screens of central staff alone.
RESETTING = opened_to(CENTRAL)
STAFF |= {
    "second_factor_reset": Rule(
        get=RESETTING,
        post={**RESETTING, (CENTRAL,): 422},  # who has no second factor keeps none
        at={"user_id": "user"},
        data={"reason": "Met at the office"},
    ),
}

# The desk: who may look at any order, and who may act for its shopper. People with the permission alone are in tests/orders.
LOOKED_AT = {ANONYMOUS: LOGIN, (FINANCE, CENTRAL): 200, (CASHIER, EDITOR, MODERATOR, GRIEVANCE): SENT_BACK, REST: 403}
ACTED_ON = {ANONYMOUS: LOGIN, CENTRAL: 200, (CASHIER, EDITOR, MODERATOR, FINANCE, GRIEVANCE): SENT_BACK, REST: 403}
STAFF |= {
    "staff_orders": Rule(get=LOOKED_AT, post={**LOOKED_AT, (FINANCE, CENTRAL): 405}),
    "staff_order": Rule(get=LOOKED_AT, post={**LOOKED_AT, (FINANCE, CENTRAL): 405}, at={"number": "order"}),
    "staff_act": Rule(
        get={**ACTED_ON, CENTRAL: 405},
        post={**ACTED_ON, CENTRAL: 302},
        at={"number": "order"},
        data={"act": "resend-link", "reason": "Asked for it"},
    ),
    "staff_address": Rule(get=ACTED_ON, post={**ACTED_ON, CENTRAL: 422}, at={"number": "order"}),
}

# Moderators approve groups and look at listings; what they post here is no decision, so it is told what is missing.
MODERATING = {ANONYMOUS: LOGIN, (MODERATOR, CENTRAL): 200, (CASHIER, EDITOR, FINANCE, GRIEVANCE): SENT_BACK, REST: 403}
UNDECIDED = {**MODERATING, (MODERATOR, CENTRAL): 422}
MODERATION = {
    "listing_queue": Rule(get=MODERATING, post={**MODERATING, (MODERATOR, CENTRAL): 405}),
    "listing_moderate": Rule(get=MODERATING, post=UNDECIDED, at={"key": "listing"}),
    "listing_edit_moderate": Rule(get=MODERATING, post=UNDECIDED, at={"key": "listing_edit"}),
    "producer_groups": Rule(get=MODERATING, post={**MODERATING, (MODERATOR, CENTRAL): 405}),
    "producer_group": Rule(get=MODERATING, post=UNDECIDED, at={"slug": "slug_a"}),
}

# What editors curate.
ENTERING = {ANONYMOUS: LOGIN, (*STAFF_ROLES, CENTRAL): 200, REST: 403}
CURATING = {
    **{name: Rule(get=ENTERING, post={**ENTERING, (*STAFF_ROLES, CENTRAL): 405}) for name in ("cms_balance", "cms_balance_file")},
    "cms_review": Rule(get=ENTERING, post={**ENTERING, (*STAFF_ROLES, CENTRAL): 405}),
    "cms_consents": Rule(get=MODERATING, post={**MODERATING, (MODERATOR, CENTRAL): 404}),
}

ANSWERING = {ANONYMOUS: LOGIN, (GRIEVANCE, CENTRAL): 200, (CASHIER, EDITOR, MODERATOR, FINANCE): SENT_BACK, REST: 403}
STAFF |= {
    "grievances": Rule(get=ANSWERING, post={**ANSWERING, (GRIEVANCE, CENTRAL): 405}),
    "grievance_report": Rule(get=ANSWERING, post={**ANSWERING, (GRIEVANCE, CENTRAL): 405}),
    "grievance_page": Rule(get=ANSWERING, post={**ANSWERING, (GRIEVANCE, CENTRAL): 405}, at={"number": "complaint"}),
    "grievance_act": Rule(
        get={**ANSWERING, (GRIEVANCE, CENTRAL): 405},
        post={**ANSWERING, (GRIEVANCE, CENTRAL): 302},
        at={"number": "complaint"},
        data={"act": "answer", "words": "We look into it."},
    ),
}
