"""Who gets what from the pages of closed days, holidays and delivery. Joined to the other rules in ``tests.security.rules``."""

from tests.security.ruling import CENTRAL, FACILITATOR, MANAGER, OWNER, REST, Rule, after_login, opened_to

RUNNER = (CENTRAL,)
RUNNING = opened_to(*RUNNER)
SELLERS = (OWNER, MANAGER, FACILITATOR)
GROUP = {"slug": "slug_{group}"}
DAYS = {"starts_on": "2031-01-04", "ends_on": "2031-01-06"}

DELIVERY: dict[str, Rule] = {
    "workspace-away": after_login({SELLERS: 200, REST: 404}, {SELLERS: 422, REST: 404}, at=GROUP, data={**DAYS, "way": "packed"}),
    "workspace-away-end": after_login({REST: 405}, {SELLERS: 303, REST: 404}, at={**GROUP, "key": "away_{group}"}),
    "workspace-season": after_login({SELLERS: 200, REST: 404}, {SELLERS: 422, REST: 404}, at={"slug": "goods_{group}"}),
    "holidays": Rule(get=RUNNING, post={**RUNNING, RUNNER: 422}),
    "holiday": Rule(get={**RUNNING, RUNNER: 405}, post={**RUNNING, RUNNER: 302}, at={"code": "holiday"}, data={**DAYS, "act": "set"}),
    "delivery_closures": Rule(get=RUNNING, post={**RUNNING, RUNNER: 422}),
    "delivery_closure": Rule(get={**RUNNING, RUNNER: 405}, post={**RUNNING, RUNNER: 302}, at={"batch": "closure"}, data={"act": "reopen"}),
    "delivery_rates": Rule(get=RUNNING, post={**RUNNING, RUNNER: 422}),
    "delivery_carriers": Rule(get=RUNNING, post={**RUNNING, RUNNER: 422}, data={"carrier": "dtdc"}),
    "delivery_centres": Rule(get=RUNNING, post={**RUNNING, RUNNER: 422}, data={"centre": "leh"}),
}
