"""Who gets what from every route. A new route needs one line in a table of its room; without it the tests fail.

What a rule states and how it is read: ``tests/security/ruling.py``.
"""

from tests.security.address_rules import ADDRESSES
from tests.security.cash_rules import CASH
from tests.security.delivery_rules import DELIVERY
from tests.security.enquiry_rules import ENQUIRIES
from tests.security.field_rules import FIELD
from tests.security.figures_rules import FIGURES
from tests.security.front_rules import FRONT
from tests.security.household_rules import HOUSEHOLDS
from tests.security.joining_rules import JOINING
from tests.security.money_rules import PAYOUTS
from tests.security.parts_rules import PARTS
from tests.security.return_rules import RETURNS
from tests.security.ruling import (
    ANONYMOUS,
    ANSWERED,
    CENTRAL,
    EDITOR,
    HARMLESS,
    LOGIN,
    MODERATOR,
    REST,
    STAFF_ROLES,
    THEIRS,
    Rule,
    kept_from_roles,
)
from tests.security.shop_rules import ACCOUNTS, BUYING, GRIEVANCES, LOOKING
from tests.security.staff_rules import CURATING, MODERATION, STAFF
from tests.security.voice_rules import VOICES
from tests.security.voucher_rules import VOUCHERS
from tests.security.words_rules import WORDS
from tests.security.workspace_rules import LISTINGS, WORKSPACE

RULES: dict[str, Rule] = {
    **LOOKING,
    **WORDS,
    **FRONT,
    **ACCOUNTS,
    **ADDRESSES,
    **BUYING,
    **GRIEVANCES,
    **WORKSPACE,
    **LISTINGS,
    **STAFF,
    **MODERATION,
    **CURATING,
    **PAYOUTS,
    **HOUSEHOLDS,
    **RETURNS,
    **VOUCHERS,
    **PARTS,
    **JOINING,
    **VOICES,
    **CASH,
    **DELIVERY,
    **ENQUIRIES,
    **FIELD,
    **FIGURES,
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
