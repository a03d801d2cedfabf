"""The usual order of products in words for readers, shown at ``/how-we-rank/``. What ``turns.py`` does; change both together."""

from django.utils.translation import gettext_lazy as _

RULE = (
    _("What is in stock comes first, and a group's newest listing before its older ones."),
    _("Leh and Kargil alternate: one product from a group of one side, then one from a group of the other."),
    _("Within a side the groups take turns, one product each. Who begins moves on by one every day."),
    _("Sold-out products come last, in the same turns."),
)
NOT_PAID = _("Nobody can pay for a place. The shop earns the same fee wherever a product stands.")
ON_SEARCH = _("When you search, products whose title is what you typed come first, then titles that begin with it, then the rest.")
