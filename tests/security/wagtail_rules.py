"""What the roles of staff get from Wagtail's own screens, where its permissions and not our gates decide.

Editors and moderators keep pages, pictures and documents; the settings of the site are for central staff alone. With a made-up row
most other screens answer 404 to everybody who may enter; ``rules.PREFIXES`` speaks for those.
"""

from tests.security.ruling import ANONYMOUS, ANSWERED, CENTRAL, EDITOR, LOGIN, MODERATOR, REST, SENT_BACK, STAFF_ROLES, THEIRS, Rule

PUBLISHING = (EDITOR, MODERATOR)


def kept_by(*roles: str) -> Rule:
    """A screen for these roles and central staff; what they post is theirs."""
    return Rule(
        get={ANONYMOUS: LOGIN, roles: 200, CENTRAL: ANSWERED, STAFF_ROLES: SENT_BACK, REST: 403},
        post={ANONYMOUS: LOGIN, (*roles, CENTRAL): THEIRS, STAFF_ROLES: SENT_BACK, REST: 403},
    )


WAGTAIL: dict[str, Rule] = {
    **dict.fromkeys(
        (
            "wagtailadmin_explore_root",
            "wagtailimages:index",
            "wagtailimages:add",
            "wagtaildocs:index",
            "wagtaildocs:add",
            "wagtailadmin_reports:aging_pages",
            "wagtailadmin_reports:page_types_usage",
            "wagtailadmin_reports:workflow",
        ),
        kept_by(*PUBLISHING),
    ),
    "wagtailadmin_reports:locked_pages": kept_by(MODERATOR),
    **dict.fromkeys(
        (
            "wagtailadmin_collections:index",
            "wagtailadmin_collections:add",
            "wagtailadmin_workflows:index",
            "wagtailadmin_workflows:add",
            "wagtailadmin_workflows:task_index",
            "wagtailredirects:index",
            "wagtailredirects:add",
            "wagtaillocales:index",
            "wagtaillocales:add",
        ),
        kept_by(),
    ),
}
