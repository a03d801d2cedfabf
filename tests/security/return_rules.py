"""Who gets what from the routes of returns and of their photos. Joined to the other rules in ``tests.security.rules``."""

from tests.security.ruling import (
    ACTING,
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
    TEAM,
    Rule,
    after_login,
    everybody,
)

DECIDING = {ANONYMOUS: LOGIN, (GRIEVANCE, CENTRAL): 200, (CASHIER, EDITOR, MODERATOR, FINANCE): SENT_BACK, REST: 403}
READING = {**DECIDING, (GRIEVANCE, CENTRAL): 405}
MINE = {"number": "sent_{group}", "returned": "return_{group}"}

RETURNS = {
    "order-return": everybody(post=422, at={"token": "sent_link", "number": "sent_a"}),
    "order-returned": everybody(post=422, at={"token": "sent_link", "number": "return_b"}),
    "order-photo": everybody(at={"token": "sent_link", "photo_id": "return_photo_a"}),
    "workspace-return": after_login({TEAM: 200, REST: 404}, {ACTING: 303, REST: 404}, at=MINE, data={"act": "approve"}),
    "workspace-photo": after_login({TEAM: 200, REST: 404}, at={"number": "sent_{group}", "photo_id": "return_photo_{group}"}),
    "staff_returns": Rule(get=DECIDING, post=READING),
    "staff_return": Rule(get=DECIDING, post={**DECIDING, (GRIEVANCE, CENTRAL): 302}, at={"number": "return_a"}, data={"act": "approve"}),
    "staff_return_photo": Rule(get=DECIDING, post=READING, at={"number": "return_a", "photo_id": "return_photo_a"}),
}
