"""The words of rules: who there is, what may be answered, and what a rule states.

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


def expected(answers: Expected, role: str, group: str) -> Answer:
    """What ``answers`` states for ``role`` towards an object of ``group``. Raises ``KeyError`` where it states nothing."""
    own = role.removesuffix(f"_{group}") if group else role
    for roles, answer in answers.items():
        if roles == REST or role in _as_tuple(roles) or own in _as_tuple(roles):
            return answer
    raise KeyError(role)


def _as_tuple(roles: str | tuple[str, ...]) -> tuple[str, ...]:
    return roles if isinstance(roles, tuple) else (roles,)
