"""What editors write about names: each change is in the audit trail, and searches know it from the next moment on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.words import plain_words
from journal import audit
from search import edition
from search.models import Synonym

FEWEST, MOST = 2, 60
LONGEST_NAME = 5


def check(names: list[str]) -> None:
    """Raises ``ValidationError`` for a list that searches could not use."""
    if not FEWEST <= len(names) <= MOST:
        raise ValidationError({"names": _("Write %(fewest)d to %(most)d names, one a line.") % {"fewest": FEWEST, "most": MOST}})
    for name in names:
        if not 1 <= len(plain_words(name)) <= LONGEST_NAME:
            words = _("“%(name)s” has no word in it, or more than %(most)d words.") % {"name": name[:60], "most": LONGEST_NAME}
            raise ValidationError({"names": words})


def keep(synonym: Synonym, *, acting_user: Any, before: dict[str, Any] | None) -> None:
    """Note a list that was just written, and tell it to all processes, in the caller's transaction. ``before`` is nothing for a new one."""
    action = "search.synonyms_changed" if before else "search.synonyms_added"
    audit.record(action=action, subject=synonym, acting_user=acting_user, before=before, after=state(synonym))
    edition.hold()
    edition.begin(names=[one.lines() for one in Synonym.objects.filter(is_used=True)])


def state(synonym: Synonym) -> dict[str, Any]:
    """What the audit trail holds of a list."""
    return {"names": synonym.lines(), "is_used": synonym.is_used, "note": synonym.note}
