"""Who gets what from the pages of joining, of teams and of notices. Joined to the other rules in ``tests.security.rules``."""

from tests.security.ruling import CENTRAL, LISTING, MODERATOR, OWNER, REST, TEAM, Rule, after_login, everybody, opened_to

DECIDERS = (MODERATOR, CENTRAL)
DECIDING = opened_to(*DECIDERS)
RUNNING = opened_to(CENTRAL)
GROUP = {"slug": "slug_{group}"}

JOINING: dict[str, Rule] = {
    "sell": everybody(post=422),
    "sell-page": everybody(post=422, at={"token": "application_link", "name": "application_page"}),
    # A worn-out link says so to everybody. What an open one does is in tests/storefront/test_joining.py.
    "join": everybody(410, post=410, at={"token": "worn_invitation"}),
    "workspace-team": after_login(
        {TEAM: 200, REST: 404},
        {OWNER: 303, REST: 404},
        at=GROUP,
        data={"act": "invite", "contact": "9876501234", "role": "packer"},
    ),
    "workspace-papers": after_login({LISTING: 200, REST: 404}, {LISTING: 422, REST: 404}, at=GROUP),
    "workspace-notices": after_login({REST: 200}, {REST: 303}, data={"up_to": "0"}),
    "producer_facts": Rule(get=DECIDING, post={**DECIDING, DECIDERS: 422}, at={"slug": "slug_a"}, data={"tax_status": "no"}),
    "producer_people": Rule(get={**DECIDING, DECIDERS: 405}, post={**DECIDING, DECIDERS: 302}, at={"slug": "slug_a"}),
    "producer_checklist": Rule(
        get={**DECIDING, DECIDERS: 405},
        post={**DECIDING, DECIDERS: 302},
        at={"slug": "slug_a", "code": "checklist_item"},
        data={"verdict": "waived", "version": "0", "reason": "A test"},
    ),
    "producer_paper": Rule(get=DECIDING, post={**DECIDING, DECIDERS: 405}, at={"slug": "slug_a", "paper_id": "group_paper"}),
    "checklist_items": Rule(get=RUNNING, post={**RUNNING, CENTRAL: 422}),
    "text_templates": Rule(get=RUNNING, post={**RUNNING, CENTRAL: 422}),
}
DOORS: dict[str, Rule] = {
    "account_request_login_code": Rule(get={"anonymous": 200, REST: 302}, post={"anonymous": 200, REST: 302}),
    "account_confirm_login_code": everybody(302, post=302),
}
JOINING |= DOORS
