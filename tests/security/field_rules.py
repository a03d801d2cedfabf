"""Who gets what from the pages for working without signal."""

from tests.security.ruling import REST, TEAM, after_login, everybody

GROUP = {"slug": "slug_{group}"}
FIELD = {
    "workspace-worker": everybody(),
    "workspace-offline-me": after_login({REST: 200}),
    "workspace-offline": after_login({TEAM: 200, REST: 404}, at=GROUP),
    # An entry that does not say whose it is is nobody's.
    "workspace-offline-send": after_login({REST: 405}, {TEAM: 403, REST: 404}, at=GROUP),
    "workspace-offline-photo": after_login({REST: 405}, {REST: 404}, at={**GROUP, "key": "draft_{group}"}),
}
