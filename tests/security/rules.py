"""Who gets what from every route. A new route needs one line here; without it the tests fail.

A staff screen of ours: ``get=opened_to(FINANCE, CENTRAL)`` names all roles of marketplace/roles.py that hold its permission.
A rule states the status for each role, of GET and of POST; other methods get 405 from everywhere. Roles are looked up from the first
line of a rule to the last, ``REST`` is everybody who was not named. Where an argument of the address is ``"part_{group}"``, the rule
holds for an object of group a and for one of group b; OWNER, MANAGER, PACKER, ACCOUNTANT and FACILITATOR are then the people of that
very group, all others strangers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from payments.papers import pdf

ANONYMOUS, SHOPPER, OTHER_SHOPPER = "anonymous", "shopper", "other_shopper"
OWNER, MANAGER, PACKER, ACCOUNTANT, FACILITATOR = "owner", "manager", "packer", "accountant", "facilitator"
CASHIER, CENTRAL = "cashier", "central"  # staff who may confirm payments and nothing else; staff who may do everything
# Staff with the role of that name in marketplace/roles.py.
EDITOR, MODERATOR, FINANCE, GRIEVANCE = "editor", "moderator", "finance", "grievance"
REST = "rest"
STAFF_ROLES = (CASHIER, EDITOR, MODERATOR, FINANCE, GRIEVANCE)  # all who enter the administration, central staff aside

TEAM = (OWNER, MANAGER, PACKER, ACCOUNTANT, FACILITATOR)
ACTING = (OWNER, MANAGER, PACKER, FACILITATOR)
LISTING = (OWNER, MANAGER, FACILITATOR)
EARNING = (OWNER, MANAGER, ACCOUNTANT)  # who sees money
ANYWHERE = tuple(f"{role}_{group}" for group in "ab" for role in TEAM)

Answer = int | str
Expected = Mapping[str | tuple[str, ...], Answer]

# Answers that are more than a status.
LOGIN = "login"  # 302 to the login page, which comes back here
ANSWERED = "answered"  # the screen is theirs, and what it says is not our rule; but it must not break
SENT_BACK = "sent back"  # 302 to the front page of the administration
HARMLESS = "harmless"  # Wagtail's own permissions decide; whatever it answers, nothing but the own session has changed
THEIRS = "theirs"  # the screen is theirs; not tried
PDF: Answer = 200 if pdf.is_available() else 404  # a machine without Pango makes none
REFUSED = (LOGIN, 403, 404, 405)
DENIED = (*REFUSED, SENT_BACK, HARMLESS)  # where one of these is expected, nothing may have changed


NO: Expected = {REST: 405}


@dataclass(frozen=True)
class Rule:
    """What GET and POST answer. ``at``: argument -> thing of the world. ``data`` is posted, so that what is allowed succeeds."""

    get: Expected = field(default_factory=lambda: {REST: 200})
    post: Expected = field(default_factory=lambda: NO)
    at: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    path: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        """Whose objects the rule is tried with."""
        return ("a", "b") if any("{group}" in thing for thing in self.at.values()) else ("",)


def everybody(status: Answer = 200, *, post: Answer = 405, **more: object) -> Rule:
    """The same for all roles."""
    return Rule(get={REST: status}, post={REST: post}, **more)


def after_login(get: Expected, post: Expected = NO, **more: object) -> Rule:
    """Who is not logged in is sent to the login page, whatever the method."""
    return Rule(get={ANONYMOUS: LOGIN, **get}, post={ANONYMOUS: LOGIN, **post}, **more)


def opened_to(*roles: str) -> Expected:
    """A staff screen of one permission: these roles get 200, other staff are sent back, who may not enter the administration gets 403.

    For another status, overrule the same tuple: ``{**opened_to(*WHO), WHO: 302}``.
    """
    return {ANONYMOUS: LOGIN, roles: 200, STAFF_ROLES: SENT_BACK, REST: 403}


def kept_from_roles(thing: str) -> Rule:
    """Screens of Wagtail's that no role opens, tried with a row that is there."""
    return Rule(
        get={ANONYMOUS: LOGIN, STAFF_ROLES: SENT_BACK, CENTRAL: ANSWERED, REST: 403},
        post={ANONYMOUS: LOGIN, STAFF_ROLES: SENT_BACK, CENTRAL: THEIRS, REST: 403},
        at={"pk": thing},
    )


# Pages of the shop: everybody reads them, nobody writes them.
LOOKING = {
    "wagtail_serve": everybody(path="/"),
    "products": everybody(),
    "category": everybody(at={"slug": "category"}),
    "product": everybody(at={"slug": "goods_{group}"}),
    "groups": everybody(),
    "group": everybody(at={"slug": "slug_{group}"}),
    "search": everybody(),
    "trace": everybody(),
    "lot": everybody(404),
    "how-we-rank": everybody(),
    "patterns": everybody(),
    "healthz": everybody(),
    "stripe-webhook": Rule(get=NO, post={REST: 404}),  # a shop without the keys of an account
    "split-webhook": Rule(get=NO, post={REST: 404}),
    "readyz": everybody(),
    "robots": everybody(),
    "sitemap": everybody(),
    "sitemap-part": everybody(at={"section": "sitemap_part"}),
    "media:serve": everybody(404),
    "wagtailcore_authenticate_with_password": everybody(404, post=404),
}

# Doors. Who is inside is led on by the pages of login and sign-up.
ACCOUNTS = {
    "account_login": Rule(get={ANONYMOUS: 200, REST: 302}, post={ANONYMOUS: 200, REST: 302}),
    "account_inactive": everybody(),
    # The second factor. The people of this test have neither an app nor a password; tests/accounts/test_second_factor.py has them.
    "mfa_authenticate": everybody(302, post=302),
    "account_reauthenticate": after_login({REST: 403}, {REST: 403}),
    "mfa_reauthenticate": after_login({REST: 403}, {REST: 403}),
    "mfa_index": after_login({REST: 200}),
    "mfa_activate_totp": after_login({REST: 200}, {REST: 422}),
    "mfa_deactivate_totp": after_login({REST: 404}, {REST: 404}),
    "mfa_view_recovery_codes": after_login({REST: 404}),
    "mfa_generate_recovery_codes": after_login({REST: 200}, {REST: 422}),
    "account_logout": Rule(get={ANONYMOUS: 302, REST: 200}, post={REST: 302}),
    "account_signup": Rule(get={ANONYMOUS: 200, REST: 302}, post={ANONYMOUS: 200, REST: 302}),
    "account_change_password": after_login({REST: 302}, {REST: 302}),  # the people of this test have no password yet
    "account_set_password": after_login({REST: 200}, {REST: 200}),
    "account_reset_password": everybody(post=200),
    "account_reset_password_done": everybody(),
    "account_reset_password_from_key": everybody(post=200, at={"uidb36": "reset_uid", "key": "reset_key"}),
    "account_reset_password_from_key_done": everybody(),
    "admin/login/": everybody(302),
    "_util/login/": everybody(302),
}

# What a shopper holds: the own basket, and orders by a secret link or by the account.
ADDRESS = {
    "name": "Asha Verma",
    "mobile": "+919812345678",
    "pin": "110001",
    "line1": "14 Janpath",
    "city": "New Delhi",
    "email": "a@example.com",
}
BUYING = {
    "basket": everybody(),
    "basket-add": Rule(get=NO, post={REST: 303}, data={"product": "{product}"}),
    "basket-line": Rule(get=NO, post={SHOPPER: 303, REST: 404}, at={"line_id": "basket_line"}, data={"quantity": "2"}),
    "checkout-address": Rule(get={SHOPPER: 200, REST: 302}, post={SHOPPER: 303, REST: 302}, data=ADDRESS),
    "checkout-pay": Rule(get={REST: 302}, post={REST: 303}),
    "order": everybody(at={"token": "link"}),
    "order-card": everybody(303, post=303, at={"token": "waiting_link"}),  # this one waits for a transfer, so it leads to the order
    "order-other-way": Rule(get=NO, post={REST: 303}, at={"token": "waiting_link"}, data={"method": "offline.bank"}),
    "order-paid": Rule(get=NO, post={REST: 303}, at={"token": "waiting_link"}, data={"reference": "431298765012"}),
    "order-address": everybody(post=303, at={"token": "waiting_link"}, data=ADDRESS),
    "order-cancel": everybody(post=303, at={"token": "waiting_link"}),
    "order-cancel-part": everybody(post=303, at={"token": "link", "number": "part_b"}),
    "order-cancel-lines": everybody(post=422, at={"token": "link", "number": "part_b"}),
    "order-paper": everybody(at={"token": "sent_link", "number": "paper_a"}),
    "order-paper-pdf": everybody(PDF, at={"token": "sent_link", "number": "paper_b"}),
    "order-relink": Rule(get=NO, post={REST: 303}, at={"token": "link"}),
    "parcel-arrived": Rule(get=NO, post={REST: 303}, at={"token": "link", "number": "parcel"}),
    "parcel-missing": Rule(get=NO, post={REST: 303}, at={"token": "link", "number": "parcel"}),
    "certificate": everybody(at={"code": "certificate"}),
    "order-find": everybody(post=303, data={"contact": "shopper@example.com"}),
    "account": after_login({REST: 200}),
    "account-order": after_login({SHOPPER: 302, REST: 404}, at={"number": "order"}),
}

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

# Anybody may complain; the ticket opens by its link only.
COMPLAINT = {"subject": "Broken jar", "words": "It came broken.", "name": "Asha", "email": "a@example.com"}
GRIEVANCES = {
    "grievance": everybody(post=303, data=COMPLAINT),
    "grievance-ticket": everybody(at={"token": "complaint_link"}),
    "grievance-reply": Rule(get=NO, post={REST: 303}, at={"token": "complaint_link"}, data={"words": "And late."}),
}

# A group's money: who may see it, owners alone change where it is paid to. Payouts: two rights, which the same roles hold.
MONEY = (OWNER, MANAGER, ACCOUNTANT)
BANK = {"holder": "Phey Wool", "number": "123456789012", "again": "123456789012", "ifsc": "SBIN0001234"}
PAYING = opened_to(FINANCE, CENTRAL)
PAYERS = (FINANCE, CENTRAL)
PAYOUTS = {
    "workspace-money": after_login({MONEY: 200, REST: 404}, at={"slug": "slug_{group}"}),
    "workspace-straight": after_login(
        {MONEY: 200, REST: 404},
        {MONEY: 422, REST: 404},
        at={"slug": "slug_{group}"},
        data={"act": "came", "number": "{straight_a}"},
    ),
    "workspace-bank": after_login({OWNER: 200, REST: 404}, {OWNER: 303, REST: 404}, at={"slug": "slug_{group}"}, data=BANK),
    "workspace-payout": after_login({MONEY: 200, REST: 404}, at={"slug": "slug_{group}", "number": "payout_{group}"}),
    "workspace-payout-sheet": after_login({MONEY: 200, REST: 404}, at={"slug": "slug_{group}", "number": "payout_{group}"}),
    "payouts": Rule(get=PAYING, post={**PAYING, PAYERS: 405}),
    "payouts_decide": Rule(get={**PAYING, PAYERS: 405}, post={**PAYING, PAYERS: 302}, data={"act": "propose", "payout": "{payout_seen}"}),
    "payout_staff": Rule(get=PAYING, post={**PAYING, PAYERS: 405}, at={"number": "payout_a"}),
    "payout_act": Rule(
        get={**PAYING, PAYERS: 405}, post={**PAYING, PAYERS: 302}, at={"number": "payout_a"}, data={"act": "propose", "version": "1"}
    ),
    "payout_files": Rule(get=PAYING, post={**PAYING, PAYERS: 422}),  # nothing approved waits
    "payout_file": Rule(get=PAYING, post={**PAYING, PAYERS: 405}, at={"number": "payout_file"}),
    "payout_file_act": Rule(get={**PAYING, PAYERS: 405}, post={**PAYING, PAYERS: 200}, at={"number": "payout_file"}, data={"act": "open"}),
}

RULES: dict[str, Rule] = {
    **LOOKING,
    **ACCOUNTS,
    **BUYING,
    **WORKSPACE,
    **LISTINGS,
    **STAFF,
    **MODERATION,
    **GRIEVANCES,
    **CURATING,
    **PAYOUTS,
}

# Pages, snippets, pictures and documents are theirs who edit; other staff change nothing there.
EDITED = Rule(
    get={ANONYMOUS: LOGIN, STAFF_ROLES: THEIRS, CENTRAL: ANSWERED, REST: 403},
    post={ANONYMOUS: LOGIN, (EDITOR, MODERATOR, CENTRAL): THEIRS, STAFF_ROLES: HARMLESS, REST: 403},
)

# Whole subtrees that are not ours, each behind one gate. A rule above goes before a prefix, a longer prefix before a shorter.
PREFIXES: dict[str, Rule] = {
    "admin/users/": kept_from_roles("user"),
    "admin/groups/": kept_from_roles("staff_group"),
    "admin/sites/": kept_from_roles("site"),
    **dict.fromkeys(("admin/pages/", "admin/snippets/", "admin/images/", "admin/documents/"), EDITED),
    "admin/": Rule(
        get={ANONYMOUS: LOGIN, STAFF_ROLES: THEIRS, CENTRAL: ANSWERED, REST: 403},
        post={ANONYMOUS: LOGIN, STAFF_ROLES: HARMLESS, CENTRAL: THEIRS, REST: 403},
    ),
    "central/": Rule(
        get={ANONYMOUS: LOGIN, CENTRAL: ANSWERED, REST: 403},
        post={ANONYMOUS: LOGIN, CENTRAL: THEIRS, REST: 403},
    ),
    # Oscar's names lead on to pages of ours, or to nothing where the product or heading does not exist.
    "go/": Rule(get={REST: ANSWERED}),
}

# Patterns whose address an earlier one takes.
SHADOWED = {"wagtailadmin_login", "wagtailcore_login"}


def rule_for(name: str, template: str) -> Rule | None:
    """The rule of a route: its own, or the one of the subtree it stands in."""
    prefixed = (rule for prefix, rule in PREFIXES.items() if template.startswith(prefix))
    return RULES.get(name) or next(prefixed, None)


def expected(answers: Expected, role: str, group: str) -> Answer:
    """What ``answers`` states for ``role`` towards an object of ``group``. Raises ``KeyError`` where it states nothing."""
    own = role.removesuffix(f"_{group}") if group else role
    for roles, answer in answers.items():
        if roles == REST or role in _as_tuple(roles) or own in _as_tuple(roles):
            return answer
    raise KeyError(role)


def _as_tuple(roles: str | tuple[str, ...]) -> tuple[str, ...]:
    return roles if isinstance(roles, tuple) else (roles,)


from tests.security.household_rules import HOUSEHOLDS  # noqa: E402 - in the words that are defined above

RULES |= HOUSEHOLDS

from tests.security.return_rules import RETURNS  # noqa: E402 - in the words that are defined above

RULES |= RETURNS

from tests.security.voucher_rules import VOUCHERS  # noqa: E402 - in the words that are defined above

RULES |= VOUCHERS

from tests.security.parts_rules import PARTS  # noqa: E402 - in the words that are defined above

RULES |= PARTS

from tests.security.joining_rules import JOINING  # noqa: E402 - in the words that are defined above

RULES |= JOINING

from tests.security.voice_rules import VOICES  # noqa: E402 - in the words that are defined above

RULES |= VOICES

from tests.security.cash_rules import CASH  # noqa: E402 - in the words that are defined above

RULES |= CASH

from tests.security.delivery_rules import DELIVERY  # noqa: E402 - in the words that are defined above

RULES |= DELIVERY
