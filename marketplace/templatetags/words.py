"""The one way templates write sums, dates, numbers and addresses of pictures."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from money import words
from words.marking import marked_if_english

register = template.Library()
LIGHT_PX = 320


@register.filter
def rupees(paise: int | None) -> str:
    """``₹1,24,500`` for 12450000 paise; nothing for no amount."""
    return "" if paise is None else words.rupees(paise)


@register.filter
def exact_rupees(paise: int) -> str:
    """``1,24,500.00`` for 12450000 paise: a column of amounts that says above it that they are rupees."""
    return words.exact(paise)


@register.filter
def plain_rupees(paise: int) -> str:
    """``124500.00``: an amount for machines, such as search engines."""
    return f"{paise // 100}.{paise % 100:02d}"


@register.filter
def lakh(number: int | None) -> str:
    """``1,24,500`` for 124500."""
    return "" if number is None else words.grouped(number)


@register.filter
def day(value: date | None) -> str:
    """``4 December``, in the language of the page."""
    return "" if value is None else date_format(_in_india(value), "j F")


@register.filter
def full_day(value: date | None) -> str:
    """``4 December 2026``."""
    return "" if value is None else date_format(_in_india(value), "j F Y")


@register.filter
def month_year(value: date | None) -> str:
    """``December 2026``."""
    return "" if value is None else date_format(_in_india(value), "F Y")


def _in_india(value: date) -> date:
    """The day that a moment falls on in Indian time; a day is a day."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def stars(number: int) -> str:
    """``★★★★☆`` for 4: always beside the same in words."""
    return "★" * number + "☆" * (5 - number)


@register.filter
def moment(value: datetime | None) -> str:
    """``4 December, 14:10`` in Indian time."""
    return "" if value is None else date_format(timezone.localtime(value), "j F, H:i")


@register.filter
def days_to(first: date | None, last: date | None) -> str:
    """``1 to 4 December``, ``30 November to 3 December``, or the one day."""
    if first is None or last is None or first == last:
        return day(first or last)
    begin = str(first.day) if (first.year, first.month) == (last.year, last.month) else day(first)
    return _("%(first)s to %(last)s") % {"first": begin, "last": day(last)}


@register.filter
def quantity(value: object) -> str:
    """A number without idle zeros: ``9.400`` becomes ``9.4``."""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def sizes(text: object) -> str:
    """Measures with the sign for times instead of a letter x."""
    return str(text).replace(" x ", " × ")


@register.filter
def bdi(value: object) -> SafeString:
    """Keeps a number, price or code in its own order inside text that runs from right to left."""
    return format_html("<bdi>{}</bdi>", value)


@register.simple_tag
def english() -> SafeString:
    """Marks what editors wrote in English on a page in another language: it is read out, broken and set as English."""
    return SafeString("" if get_language() == settings.LANGUAGE_CODE else f' lang="{settings.LANGUAGE_CODE}"')


@register.filter
def in_tongue(said: object) -> str:
    """What a form, a message or a state says: marked as English where the language of the page has no words for it yet."""
    return marked_if_english(said)


@register.filter
def tongue(code: str) -> str:
    """``हिन्दी`` for ``hi``: a language by its own name."""
    return str(LANG_INFO.get(code, {}).get("name_local", code))


@register.filter
def srcset(addresses: Mapping[str, str] | None) -> str:
    """``/media/a-320.avif 320w, /media/a-640.avif 640w`` for the sizes of one format."""
    return ", ".join(f"{address} {width}w" for width, address in sorted((addresses or {}).items(), key=lambda size: int(size[0])))


@register.filter
def middle_size(addresses: Mapping[str, str] | None) -> str:
    """The address of the size for browsers that know nothing of ``srcset``: the one in the middle."""
    ordered = sorted((addresses or {}).items(), key=lambda size: int(size[0]))
    return ordered[len(ordered) // 2][1] if ordered else ""


@register.filter
def smallest(addresses: Mapping[str, str] | None) -> str:
    """The address of the smallest size."""
    return min((addresses or {}).items(), key=lambda size: int(size[0]), default=("0", ""))[1]


@register.filter
def light_size(addresses: Mapping[str, str] | None) -> str:
    """The address of the size for light pages: the narrowest of at least 320 px."""
    ordered = sorted((addresses or {}).items(), key=lambda size: int(size[0]))
    return next((address for width, address in ordered if int(width) >= LIGHT_PX), ordered[-1][1] if ordered else "")


# Placeholder colours of ``picture.css``. A style attribute with the exact colour would break the content security policy.
_TINTS = {
    "wall": (0xDD, 0xE1, 0xDE),
    "straw": (0xE3, 0xD9, 0xC4),
    "earth": (0x8A, 0x6A, 0x4B),
    "apricot": (0xD9, 0xA1, 0x5A),
    "madder": (0x7A, 0x2A, 0x33),
    "leaf": (0x8A, 0x9A, 0x78),
    "sky": (0x7F, 0x97, 0xB5),
    "dusk": (0x31, 0x40, 0x5F),
}


@register.filter
def tint(colour: str | None) -> str:
    """The name of the placeholder colour nearest to ``#rrggbb``."""
    try:
        wanted = tuple(int((colour or "").removeprefix("#")[index : index + 2], 16) for index in (0, 2, 4))
    except ValueError:
        return "wall"
    return min(_TINTS, key=lambda name: sum((one - other) ** 2 for one, other in zip(_TINTS[name], wanted, strict=True)))
