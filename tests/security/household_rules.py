"""Who gets what from the pages of households: those of the group who see its money, and nobody else."""

from tests.security.ruling import ACCOUNTANT, CENTRAL, FINANCE, MANAGER, OWNER, PDF, REST, Expected, Rule, after_login, everybody, opened_to

PAYING = opened_to(FINANCE, CENTRAL)
PAYERS = (FINANCE, CENTRAL)
MONEY = (OWNER, MANAGER, ACCOUNTANT)
GROUP = {"slug": "slug_{group}"}
HOUSEHOLD = {**GROUP, "code": "household_{group}"}
ON = "2026-11-01"
BANK = {"holder": "Dolma", "number": "123456789012", "again": "123456789012", "ifsc": "SBIN0001234"}
CASH = {"amount": "1", "way": "cash", "paid_on": ON, "note": "signed"}
READ: Expected = {MONEY: 200, REST: 404}
WRITTEN: Expected = {MONEY: 303, REST: 404}

HOUSEHOLDS: dict[str, Rule] = {
    "refund_files": Rule(get=PAYING, post={**PAYING, PAYERS: 302}),
    "refund_file": Rule(get=PAYING, post={**PAYING, PAYERS: 405}, at={"number": "refund_file"}),
    "refund_file_act": Rule(
        get={**PAYING, PAYERS: 405}, post={**PAYING, PAYERS: 302}, at={"number": "refund_file"}, data={"act": "approve"}
    ),
    "refund_file_line": Rule(
        get={**PAYING, PAYERS: 405},
        post={**PAYING, PAYERS: 422},  # the bank has not got the file
        at={"number": "refund_file", "refund": "refund_in_file"},
        data={"act": "back", "reason": "bank_trouble"},
    ),
    "order-refund-to": everybody(post=303, at={"token": "link"}, data={"upi_id": "asha@okbank"}),
    "advances": Rule(get=PAYING, post={**PAYING, PAYERS: 302}, data={"group": "{group_key}", "amount": "5000", "reason": "wool"}),
    "advance_act": Rule(get={**PAYING, PAYERS: 405}, post={**PAYING, PAYERS: 302}, at={"number": "advance"}, data={"act": "approve"}),
    "workspace-fee-papers": after_login(READ, at=GROUP),
    "workspace-fee-paper": after_login(READ, at={**GROUP, "number": "fee_paper_{group}"}),
    "workspace-fee-paper-pdf": after_login({MONEY: PDF, REST: 404}, at={**GROUP, "number": "fee_paper_{group}"}),
    "workspace-shares": after_login(READ, at=GROUP),
    "workspace-share": after_login(READ, {MONEY: 422, REST: 404}, at={**GROUP, "number": "earned_{group}"}),
    "workspace-member-lots": after_login(READ, at=GROUP),
    "workspace-member-lot": after_login(
        READ, WRITTEN, at={**GROUP, "code": "lot_{group}"}, data={"act": "rule", "basis": "kilograms", "keep": "5"}
    ),
    "workspace-households": after_login(READ, at=GROUP),
    "workspace-household-add": after_login(READ, WRITTEN, at=GROUP, data={"name": "Dolma", "village": "Phey", "joined_on": ON}),
    "workspace-households-pay": after_login({REST: 405}, {MONEY: 422, REST: 404}, at=GROUP),
    "workspace-household": after_login(READ, at=HOUSEHOLD),
    "workspace-household-statement": after_login(READ, at=HOUSEHOLD),
    "workspace-household-pdf": after_login({MONEY: PDF, REST: 404}, at=HOUSEHOLD),
    "workspace-payout-pdf": after_login({MONEY: PDF, REST: 404}, at={**GROUP, "number": "payout_{group}"}),
    "workspace-household-edit": after_login(READ, WRITTEN, at=HOUSEHOLD, data={"name": "Dolma", "village": "Phey", "version": "1"}),
    "workspace-household-leave": after_login(READ, WRITTEN, at=HOUSEHOLD, data={"day": ON}),
    "workspace-household-back": after_login(READ, {MONEY: 422, REST: 404}, at=HOUSEHOLD, data={"day": ON}),
    "workspace-household-nominee": after_login(READ, WRITTEN, at=HOUSEHOLD, data={"name": "Dolma", "relation": "daughter"}),
    "workspace-household-bank": after_login(READ, WRITTEN, at=HOUSEHOLD, data=BANK),
    "workspace-household-pay": after_login(READ, WRITTEN, at=HOUSEHOLD, data=CASH),
    "workspace-household-advance": after_login(READ, WRITTEN, at=HOUSEHOLD, data=CASH),
    "workspace-household-take-back": after_login(
        READ, WRITTEN, at={**HOUSEHOLD, "number": "member_payment_{group}"}, data={"reason": "typed twice"}
    ),
}
