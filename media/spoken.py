"""Screens that are read aloud: which recording belongs to the screen that somebody looks at. Where there is none there is no player."""

from typing import IO, TYPE_CHECKING

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import ResolverMatch

from journal import audit
from media.models import SpokenScreen
from media.sounds import keeping

if TYPE_CHECKING:
    from accounts.models import User

# So that it plays on a slow line: half a minute of Opus.
MOST_BYTES = 120 * 1024
KEY = "media.spoken"
KEPT_S = 60  # another process shows a new recording a minute later
MAY_RECORD = "media.record_screens"


def screen_of(match: ResolverMatch | None) -> str:
    """The name of a screen: that of its address, and of its step where one address has several."""
    if match is None or not match.url_name:
        return ""
    step = match.kwargs.get("name", "")
    return f"{match.url_name}.{step}" if step else match.url_name


def file_of(screen: str, language: str) -> str:
    """The storage name of the recording; empty where nobody has made one. At most one query a minute and process."""
    known: dict[str, str] | None = cache.get(KEY)
    if known is None:
        known = {f"{row.language}/{row.screen}": str(row.file) for row in SpokenScreen.objects.all()}
        cache.set(KEY, known, KEPT_S)
    return known.get(f"{language}/{screen}", "")


def keep(*, screen: str, language: str, file: IO[bytes], acting_user: "User") -> SpokenScreen:
    """A recording in place of an earlier one. Raises ``SoundRefused``."""
    sound = keeping.take_in(file, most_bytes=MOST_BYTES, is_for_browsers=True)
    with transaction.atomic():
        _remove(screen, language)
        row = SpokenScreen.objects.create(screen=screen, language=language, kept_by=acting_user, **sound.facts())
        audit.record(
            action="spoken_screen.keep",
            subject=row,
            acting_user=acting_user,
            after={"screen": screen, "language": language, "sha256": row.sha256},
        )
        transaction.on_commit(lambda: cache.delete(KEY))
    return row


def remove(*, row: SpokenScreen, acting_user: "User") -> None:
    """The screen is silent again in this language."""
    with transaction.atomic():
        audit.record(action="spoken_screen.remove", subject=row, acting_user=acting_user, before={"sha256": row.sha256})
        _remove(row.screen, row.language)
        transaction.on_commit(lambda: cache.delete(KEY))


def _remove(screen: str, language: str) -> None:
    for row in SpokenScreen.objects.filter(screen=screen, language=language):
        keeping.owe_deletion(row.file)
        row.delete()


def address_of(name: str) -> str:
    """Where browsers fetch the recording."""
    return default_storage.url(name)
