"""Who gets what from the pages of figures, and of what was looked for in vain."""

from tests.security.ruling import (
    ANONYMOUS,
    CASHIER,
    CENTRAL,
    EDITOR,
    FINANCE,
    GRIEVANCE,
    LISTING,
    LOGIN,
    MODERATOR,
    REST,
    SENT_BACK,
    Rule,
    after_login,
)

NAMING = {ANONYMOUS: LOGIN, (EDITOR, MODERATOR, CENTRAL): 200, (CASHIER, FINANCE, GRIEVANCE): SENT_BACK, REST: 403}
FIGURES = {
    "workspace-figures": after_login({LISTING: 200, REST: 404}, at={"slug": "slug_{group}"}),
    "wanted": Rule(get=NAMING, post={**NAMING, (EDITOR, MODERATOR, CENTRAL): 405}),
}
