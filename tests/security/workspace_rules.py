"""Who gets what from the workspace: orders, listings, stock, lots."""

from tests.security.ruling import ACTING, ANYWHERE, EARNING, LISTING, PDF, REST, TEAM, after_login

# What a group sees: its own part, and nothing before the payment.
WORKSPACE = {
    "workspace": after_login({ANYWHERE: 200, REST: 403}),
    "workspace-group": after_login({TEAM: 200, REST: 404}, at={"slug": "slug_{group}"}),
    "workspace-order": after_login({TEAM: 200, REST: 404}, at={"number": "part_{group}"}),
    "workspace-accept": after_login({REST: 405}, {ACTING: 303, REST: 404}, at={"number": "part_{group}"}),
    "workspace-decline": after_login(
        {ACTING: 200, REST: 404}, {ACTING: 303, REST: 404}, at={"number": "part_{group}"}, data={"reason": "{decline_reason}"}
    ),
    "workspace-fewer": after_login({ACTING: 200, REST: 404}, {ACTING: 422, REST: 404}, at={"number": "part_{group}"}),
    "workspace-pack": after_login({ACTING: 200, REST: 404}, {ACTING: 422, REST: 404}, at={"number": "part_{group}"}),
    "workspace-hand-over": after_login({ACTING: 200, REST: 404}, {ACTING: 303, REST: 404}, at={"number": "part_{group}"}),
    "workspace-undo": after_login({REST: 405}, {ACTING: 303, REST: 404}, at={"number": "part_{group}"}),
    "workspace-paper": after_login({EARNING: 200, REST: 404}, at={"number": "sent_{group}", "paper": "paper_{group}"}),
    "workspace-paper-pdf": after_login({EARNING: PDF, REST: 404}, at={"number": "sent_{group}", "paper": "paper_{group}"}),
}

WITHDRAWAL = {"reason": "Mould", "what_to_do": "Do not eat it"}
NEW_LOT = {"quantity": "2", "lot": "new", "made_on": "2025-10-01", "place": "sankoo"}
# Listings, drafts and the sheet of stock: those who may edit listings, and nobody else.
LISTINGS = {
    "workspace-listings": after_login({LISTING: 200, REST: 404}, at={"slug": "slug_{group}"}),
    "workspace-listing-add": after_login({LISTING: 200, REST: 404}, {LISTING: 303, REST: 404}, at={"slug": "slug_{group}"}),
    "workspace-stock": after_login({LISTING: 200, REST: 404}, {LISTING: 303, REST: 404}, at={"slug": "slug_{group}"}),
    "workspace-listing": after_login({LISTING: 200, REST: 404}, at={"slug": "goods_{group}"}),
    "workspace-listing-edit": after_login({REST: 405}, {LISTING: 303, REST: 404}, at={"slug": "goods_{group}"}),
    "workspace-listing-move": after_login({REST: 405}, {LISTING: 303, REST: 404}, at={"slug": "goods_{group}"}, data={"act": "pause"}),
    "workspace-lots": after_login({LISTING: 200, REST: 404}, {LISTING: 303, REST: 404}, at={"slug": "goods_{group}"}, data=NEW_LOT),
    "workspace-lot-withdraw": after_login(
        {LISTING: 200, REST: 404}, {LISTING: 303, REST: 404}, at={"slug": "goods_{group}", "code": "lot_{group}"}, data=WITHDRAWAL
    ),
    "workspace-draft": after_login(
        {LISTING: 200, REST: 404}, {LISTING: 303, REST: 404}, at={"key": "draft_{group}", "name": "draft_step"}, data={"title": "Stole"}
    ),
    "workspace-draft-drop": after_login({REST: 405}, {LISTING: 303, REST: 404}, at={"key": "draft_{group}"}),
}

# The same pages for a part whose payment has not come: it is there for nobody.
UNPAID = {
    "workspace-order": after_login({REST: 404}, at={"number": "held_part"}),
    "workspace-accept": after_login({REST: 405}, {REST: 404}, at={"number": "held_part"}),
    "workspace-decline": after_login({REST: 404}, {REST: 404}, at={"number": "held_part"}, data={"reason": "{decline_reason}"}),
    "workspace-fewer": after_login({REST: 404}, {REST: 404}, at={"number": "held_part"}),
    "workspace-pack": after_login({REST: 404}, {REST: 404}, at={"number": "held_part"}),
    "workspace-hand-over": after_login({REST: 404}, {REST: 404}, at={"number": "held_part"}),
    "workspace-undo": after_login({REST: 405}, {REST: 404}, at={"number": "held_part"}),
    "workspace-paper": after_login({REST: 404}, at={"number": "held_part", "paper": "paper_a"}),
    "workspace-paper-pdf": after_login({REST: 404}, at={"number": "held_part", "paper": "paper_a"}),
}
