"""The three pages of buying, as the header of the checkout names them."""

from django.utils.translation import gettext_lazy as _

from orders.quotes import Quote

STEPS = (_("Basket"), _("Where and who"), _("Check and pay"))
_OF_LINES = ("sold_out", "few_left", "not_sold", "away", "season", "no_tax_rate")


def is_for_basket(quoted: Quote) -> bool:
    """Whether the basket page has to be seen first: it is empty, or one of its lines stands in the way."""
    return not quoted.groups or any(problem.code in _OF_LINES for problem in quoted.problems)
