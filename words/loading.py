"""The catalogues that pages, mails and papers speak from: the drafts of ``locale/``, changed by what readers decided.

A catalogue is put together when a decision is new, not when a page is made. Each process looks for new decisions at most once in
``WORDS_CHECK_S`` seconds, by one statement. A shop that is open and has not looked yet shows English, never a draft.
"""

import gettext
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Max
from django.template.autoreload import reset_loaders
from django.utils.translation import to_locale, trans_real

from words.models import WordDecision

log = structlog.get_logger(__name__)

Forms = tuple[str, ...]
# So many sentences have to be read through before an open shop offers a language: the buttons, states and errors of buying.
LEAST_OFFERED = 60


@dataclass(frozen=True)
class Seen:
    """Which decisions the catalogues of this process hold, and for which kind of shop."""

    newest: int
    count: int
    is_open: bool


class _State:
    seen = Seen(0, 0, is_open=False)  # the catalogues as Django reads them
    checked_at = float("-inf")
    public: dict[str, int] = {}


_lock = threading.Lock()


def begin() -> None:
    """At start: an open shop hides what nobody has read, before it has asked the database."""
    if settings.SHOP_OPEN:
        _install({}, Seen(0, 0, is_open=True))


def freshen(*, at_once: bool = False) -> bool:
    """Look for new decisions if it is time to; whether there were any."""
    every = settings.WORDS_CHECK_S
    if not at_once and (every is None or time.monotonic() - _State.checked_at < every):
        return False
    if not _lock.acquire(blocking=False):
        return False
    try:
        _State.checked_at = time.monotonic()
        facts = WordDecision.objects.aggregate(newest=Max("pk"), count=Count("pk"))
        seen = Seen(facts["newest"] or 0, facts["count"], settings.SHOP_OPEN)
        if seen == _State.seen:
            return False
        _install(decided(), seen)
    except DatabaseError:
        log.warning("words_not_looked_up", exc_info=True)
        return False
    else:
        return True
    finally:
        _lock.release()


def forget() -> None:
    """Back to the catalogues as Django reads them."""
    for code in _others():
        trans_real._translations.pop(code, None)  # type: ignore[attr-defined]  # Django's own cache of catalogues
    _State.seen, _State.checked_at = Seen(0, 0, is_open=False), float("-inf")
    _State.public.clear()


def decided() -> dict[str, dict[str, Forms]]:
    """Language -> key -> words that a reader approved and nobody took back."""
    found: dict[str, dict[str, Forms]] = defaultdict(dict)
    for language, key, forms, act in WordDecision.objects.order_by("pk").values_list("language", "key", "forms", "act"):
        found[language].pop(key, None)
        if act != WordDecision.Act.WITHDRAWN:
            found[language][key] = tuple(forms)
    return found


def offered() -> list[str]:
    """Languages a reader may choose: in a demo all that have any words, in an open shop those whose buttons have been read through."""
    others = [code for code in _others() if (_State.public.get(code, 0) >= LEAST_OFFERED if settings.SHOP_OPEN else _has_drafts(code))]
    return [settings.LANGUAGE_CODE, *others]


def _others() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def _install(words: dict[str, dict[str, Forms]], seen: Seen) -> None:
    """Put the catalogue of each language together and let it take the place of the one in use."""
    for code in _others():
        known = words.get(code, {})
        trans_real._translations[code] = _catalogue(code, known, is_open=seen.is_open)  # type: ignore[attr-defined]  # Django's own cache of catalogues
        _State.public[code] = len(known)
    _State.seen = seen
    reset_loaders()  # compiled templates may hold what they said before


def _catalogue(code: str, known: dict[str, Forms], *, is_open: bool) -> Any:
    made: Any = trans_real.DjangoTranslation(code)
    ours: dict[Any, str] = made._catalog._catalogs[0]  # the files of locale/ lie above those of Django and the libraries
    if is_open:
        for key in _drafts(code):
            ours.pop(key, None)
    for key, forms in known.items():
        ours.update({key: forms[0]} if len(forms) == 1 else {(key, number): form for number, form in enumerate(forms)})
    return made


@cache
def _has_drafts(code: str) -> bool:
    return bool(_drafts(code))


def _drafts(code: str) -> list[Any]:
    """The keys of our own catalogue; what Django's and the libraries' translators say stays."""
    own: Any = gettext.translation("django", str(settings.LOCALE_PATHS[0]), [to_locale(code)], fallback=True)
    return [key for key in getattr(own, "_catalog", {}) if key != ""]
