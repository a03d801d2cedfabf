"""Voice notes for tests."""

import itertools
from io import BytesIO

from accounts.models import User
from catalogue import voice_notes
from catalogue.models import ListingDraft, VoiceNote
from media.sounds.keeping import take_in
from tests.media import sounds

_counter = itertools.count(1)


def make_note(draft_key: str, user: User, *, seconds: float = 2) -> VoiceNote:
    """Somebody has said something for a draft."""
    draft = ListingDraft.objects.get(key=draft_key)
    sound = take_in(BytesIO(sounds.ogg(seconds)))
    return voice_notes.keep(draft=draft, sound=sound, key=f"note-{next(_counter)}", language="en", acting_user=user)
