"""The journey of a lot in words: what happened, where, when, and how much went in and came out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi, ngettext_lazy
from django.utils.translation import gettext as _

from money.words import grouped
from provenance.models import LotStep, Place

# Units that are counted. A step that makes pieces out of fibre writes what went in by weight, so only what came out is told.
COUNTED = {
    "piece": ngettext_lazy("%(number)s piece", "%(number)s pieces", "count"),
    "pair": ngettext_lazy("%(number)s pair", "%(number)s pairs", "count"),
    "bottle": ngettext_lazy("%(number)s bottle", "%(number)s bottles", "count"),
    "bag": ngettext_lazy("%(number)s bag", "%(number)s bags", "count"),
    "box": ngettext_lazy("%(number)s box", "%(number)s boxes", "count"),
    "jar": ngettext_lazy("%(number)s jar", "%(number)s jars", "count"),
    "pack": ngettext_lazy("%(number)s pack", "%(number)s packs", "count"),
    "packet": ngettext_lazy("%(number)s packet", "%(number)s packets", "count"),
    "pouch": ngettext_lazy("%(number)s pouch", "%(number)s pouches", "count"),
    "sack": ngettext_lazy("%(number)s sack", "%(number)s sacks", "count"),
    "tin": ngettext_lazy("%(number)s tin", "%(number)s tins", "count"),
    "tray": ngettext_lazy("%(number)s tray", "%(number)s trays", "count"),
    "roll": ngettext_lazy("%(number)s roll", "%(number)s rolls", "count"),
    "hank": ngettext_lazy("%(number)s hank", "%(number)s hanks", "count"),
    "hive": ngettext_lazy("%(number)s hive", "%(number)s hives", "count"),
}


@dataclass(frozen=True)
class Stage:
    """One step as a page shows it. ``lines`` and ``quiet`` are for the upright list, ``place`` and ``text`` for the band."""

    title: str
    place: str
    text: str
    lines: tuple[str, ...] = ()
    quiet: str = ""


def stages(steps: Iterable[LotStep]) -> list[Stage]:
    """The steps of one lot, in their order. Steps come with their place loaded."""
    return [_stage(step) for step in steps]


def place_words(place: Place | None) -> str:
    """``Nyoma, 4,180 m``."""
    if place is None:
        return ""
    name = _(place.name)
    return _("%(place)s, %(altitude)s m") % {"place": name, "altitude": grouped(place.altitude_m)} if place.altitude_m else name


def measure(number: Decimal, unit: str) -> str:
    """``9.4 kg``, ``6 pieces``."""
    if unit in COUNTED:
        return str(COUNTED[unit] % {"count": int(number), "number": plain(number)})
    return f"{plain(number)} {_(unit)}"


def plain(number: Decimal) -> str:
    """A quantity without idle zeros: ``9.4``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _stage(step: LotStep) -> Stage:
    where = place_words(step.place)
    sentences = [_stopped(date_format(step.happened_on, "j F Y")), _by_itself(_sentence(step.note)), _quantities(step)]
    text = " ".join(part for part in sentences if part)
    title = capfirst(_(step.stage).replace("_", " "))
    return Stage(title=title, place=where or step.done_by, text=text, lines=tuple(x for x in (where, step.done_by) if x), quiet=text)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def _stopped(words: str) -> str:
    """Words of the shop with the stop of their language: a dot, a danda, a dash below the line."""
    return _("%(words)s.") % {"words": words}


def _by_itself(text: str) -> str:
    """Where the page runs from right to left, words of a group keep their own direction between the dates and figures around them."""
    return f"\u2068{text}\u2069" if text and get_language_bidi() else text


def _quantities(step: LotStep) -> str:
    """``8.1 kg became 2.9 kg.``, or only what came out; nothing where the amount did not change."""
    if step.quantity_out is None or step.quantity_in == step.quantity_out:
        return ""
    out = measure(step.quantity_out, step.unit)
    if step.quantity_in is None or step.unit in COUNTED:
        return _stopped(out)
    return _("%(before)s became %(after)s.") % {"before": measure(step.quantity_in, step.unit), "after": out}
