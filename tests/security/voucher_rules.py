"""Who gets what from the pages of codes. Joined to the other rules in ``tests.security.rules``."""

from tests.security.ruling import ACCOUNTANT, CENTRAL, FINANCE, MANAGER, NO, OWNER, REST, Rule, after_login, opened_to

RUNNERS = (FINANCE, CENTRAL)
RUNNING = opened_to(*RUNNERS)
SAID = {
    "code": "MONSOON20",
    "words": "Twenty percent off",
    "percent": "20",
    "valid_from": "2026-11-01",
    "valid_to": "2026-12-01",
    "bearer": "shop",
}

VOUCHERS: dict[str, Rule] = {
    "basket-code": Rule(get=NO, post={REST: 303}, data={"remove": "1"}),
    "vouchers": Rule(get=RUNNING, post={**RUNNING, RUNNERS: 302}, data=SAID),
    "voucher_act": Rule(get={**RUNNING, RUNNERS: 405}, post={**RUNNING, RUNNERS: 302}, at={"code": "voucher"}, data={"act": "stop"}),
    "workspace-vouchers": after_login({(OWNER, MANAGER, ACCOUNTANT): 200, REST: 404}, at={"slug": "slug_{group}"}),
    "workspace-voucher-agree": after_login({REST: 405}, {OWNER: 303, REST: 404}, at={"slug": "slug_{group}", "code": "voucher_{group}"}),
}
