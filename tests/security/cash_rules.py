"""Who gets what from the pages of cash at the door, and of fees and taxes paid. Joined to the other rules in ``tests.security.rules``."""

from tests.security.ruling import ACTING, CENTRAL, EARNING, FINANCE, REST, Rule, after_login, opened_to

BOOKS = opened_to(FINANCE, CENTRAL)

WRITING = {**BOOKS, (FINANCE, CENTRAL): 422}  # nothing was typed
READING = {**BOOKS, (FINANCE, CENTRAL): 405}
NAMED = {**BOOKS, (FINANCE, CENTRAL): 404}  # there is no such count or challan

CASH: dict[str, Rule] = {
    "cash_staff": Rule(get=BOOKS, post=READING),
    "cash_count": Rule(get=READING, post=WRITING, at={"slug": "slug_a"}),
    "cash_act": Rule(get=READING, post=NAMED, at={"number": "payout_a"}),
    "cash_losses": Rule(get=BOOKS, post=READING),
    "cash_loss_propose": Rule(get=READING, post=NAMED, at={"number": "payout_a"}),
    "cash_loss_act": Rule(get=READING, post=NAMED, at={"number": "payout_a"}),
    "cash_loss_found": Rule(get=READING, post=NAMED, at={"number": "payout_a"}),
    "dues": Rule(get=BOOKS, post=READING),
    "dues_settled": Rule(get=READING, post=WRITING),
    "dues_deposit": Rule(get=READING, post=WRITING),
    "dues_act": Rule(get=READING, post=NAMED, at={"number": "payout_a"}),
    "workspace-cash": after_login({EARNING: 200, REST: 404}, at={"slug": "slug_{group}"}),
    "workspace-at-door": after_login({REST: 405}, {ACTING: 303, REST: 404}, at={"number": "part_{group}"}, data={"act": "taken"}),
}
