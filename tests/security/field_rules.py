"""Who gets what from the pages for working without signal, and from those of passkeys."""

from tests.security.ruling import ANONYMOUS, REST, TEAM, Rule, after_login, everybody

GROUP = {"slug": "slug_{group}"}
FIELD = {
    "passkey-login": Rule(get={ANONYMOUS: 200, REST: 302}, post={ANONYMOUS: 422, REST: 302}),
    "passkeys": after_login({REST: 200}, {REST: 422}, data={"act": "add"}),
    "workspace-worker": everybody(),
    "workspace-offline-me": after_login({REST: 200}),
    "workspace-offline": after_login({TEAM: 200, REST: 404}, at=GROUP),
    # An entry that does not say whose it is is nobody's.
    "workspace-offline-send": after_login({REST: 405}, {TEAM: 403, REST: 404}, at=GROUP),
    "workspace-offline-photo": after_login({REST: 405}, {REST: 404}, at={**GROUP, "key": "draft_{group}"}),
}
