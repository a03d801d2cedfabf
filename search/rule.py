"""The order of products in words for readers, shown at ``/how-we-rank/``. What ``turns.py`` and ``ranking.py`` do; change them together."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from search.ranking import rules

RULE = (
    _("What is in stock comes first, and a group's newest listing before its older ones."),
    _("Leh and Kargil alternate: one product from a group of one side, then one from a group of the other."),
    _("Within a side the groups take turns, one product each. Who begins moves on by one every day."),
    _("Sold-out products come last, in the same turns."),
)
NOT_PAID = _("Nobody can pay for a place. The shop earns the same fee wherever a product stands.")
ON_SEARCH = (
    _("What can be bought stands before what is sold out. Then points decide: how well your words fit counts most."),
    _("A misspelt word is taken for the nearest word of the shop, and the page says so."),
    _("Names in Hindi, Urdu, Ladakhi and Tibetan script lead to the same goods."),
)


@dataclass(frozen=True)
class Points:
    """What earns or costs points in a search, and how many."""

    words: str | Promise
    points: int


def points() -> list[Points]:
    """The numbers that are in force, from best to worst."""
    held = rules()
    fits = (
        _("The title begins with your words"),
        _("The title has all of your words"),
        _("Title, kind, group or place have all of your words"),
        _("Only the story has all of your words"),
    )
    rows = [Points(_("The title is what you typed"), held.fit[4])]
    rows += [Points(words, number) for words, number in zip(fits, reversed(held.fit[:4]), strict=True)]
    days, per_day = held.dispatch_at_most, held.dispatch_a_day
    return [
        *rows,
        Points(_("In season this month"), held.in_season),
        Points(_("In stock"), held.stock["in_stock"]),
        Points(_("A group that is new, for %(days)d days") % {"days": held.newcomer_days}, held.newcomer),
        Points(_("A district that was shown too little, at most"), held.fair_share.at_most),
        Points(
            ngettext("Each day until it leaves, for %(days)d day at most", "Each day until it leaves, for %(days)d days at most", days)
            % {"days": days},
            -per_day,
        ),
        Points(_("Each further product of the same group on the list"), -held.same_group_again),
    ]


def fair_share() -> str:
    """What the fair share promises."""
    share = rules().fair_share
    return _(
        "Each of the seven districts is given at least %(floor)d %% of the places that its number of fitting goods would fill, counted"
        " over %(days)d days. Where one falls short of %(aim)d %%, its goods gain points until it is made good. It never lifts a"
        " product above one that fits the words clearly better."
    ) % {"floor": round(share.floor * 100), "aim": round(share.aim * 100), "days": share.days}
