"""What acts in the audit trail, and who did them, are called where people read it. Each room names its own acts when the shop starts."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, str | Promise] = {}
# Who acted where no person did with a login; commands of the server by how their name begins.
_ACTORS: dict[str, str | Promise] = {
    "shopper": _("the shopper"),
    "browser": _("the shopper"),
    "applicant": _("the applicant"),
    "clock": _("the shop by itself"),
    "system": _("the shop by itself"),
    "stand_in": _("the shop by itself"),
    "webhook": _("the gateway"),
    "reconcile": _("the gateway"),
    "dispute": _("the gateway"),
    "statement": _("the bank statement"),
    "staff": _("staff"),
    "door": _("the group, at the door"),
}
_COMMAND = "command:"
_BY_LINK = "by link of "


def name(words: Mapping[str, str | Promise]) -> None:
    """Give acts their words."""
    _WORDS.update(words)


def words_of(action: str) -> str:
    """The words for an act; its own name where nobody gave it words."""
    return str(_WORDS.get(action, action))


def actor_words(actor: str) -> str:
    """Who acted without a login."""
    return _now("a command of the server") if actor.startswith(_COMMAND) else str(_ACTORS.get(actor, actor))


def for_words(on_behalf_of: str) -> str:
    """For whom somebody acted: the shopper, or the group with this slug; and whether by a link that was sent to a member."""
    said = []
    for whom in filter(None, on_behalf_of.split(", ")):
        is_link = whom.startswith(_BY_LINK)
        said.append(_now("by a link that a member was sent") if is_link else _now("for %(whom)s") % {"whom": actor_words(whom)})
    return ", ".join(said)
