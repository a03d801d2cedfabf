"""Who gets what from screens about a group's money, in the workspace and in the administration."""

from tests.security.ruling import ACCOUNTANT, CENTRAL, FINANCE, MANAGER, OWNER, REST, Rule, after_login, opened_to

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
