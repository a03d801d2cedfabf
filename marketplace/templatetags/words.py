"""The one way templates write sums, dates and units."""

from django import template

from money import words

register = template.Library()


@register.filter
def rupees(paise: int | None) -> str:
    """``₹1,24,500`` for 12450000 paise; nothing for no amount."""
    return "" if paise is None else words.rupees(paise)
