"""What was done with a group, in the words that staff read on its page."""

from django.utils.translation import gettext_lazy as _

from journal import deeds

WORDS = {
    "group.apply": _("The group applied"),
    "group.complete": _("What its papers say was written down"),
    "group.approve": _("The group was approved"),
    "group.suspend": _("The group was suspended"),
    "group.reinstate": _("The group may sell again"),
    "checklist.give": _("A paper was given"),
    "checklist.paper_seen": _("A paper was opened"),
    "checklist.accepted": _("A point of the checklist was accepted"),
    "checklist.refused": _("A point of the checklist was refused"),
    "checklist.waived": _("A point of the checklist was waived"),
    "contract.agree": _("The contract of sale was agreed to"),
    "producers.visit": _("What visitors read was changed"),
}


def register() -> None:
    deeds.name(WORDS)
