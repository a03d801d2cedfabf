"""A voice note goes, row and file, with the draft or the listing that it was spoken for, or with the account of who spoke."""

from django.db.models import QuerySet

from catalogue.models import VoiceNote
from journal import audit
from media.sounds import keeping


def delete(note: VoiceNote) -> None:
    """In the caller's transaction; the file follows once that holds."""
    keeping.owe_deletion(note.file)
    VoiceNote.objects.filter(pk=note.pk).delete()


def delete_all(notes: QuerySet[VoiceNote]) -> int:
    """In the caller's transaction, which ends what they belong to; how many."""
    rows = list(notes)
    for note in rows:
        audit.record(action="voice_note.delete", subject=note, acting_user=None, actor="system")
        delete(note)
    return len(rows)
