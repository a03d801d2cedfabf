"""An account is deleted: what was said in public stays without a name, everything else of the person goes, the own voice too."""

from accounts import forgetting
from accounts.models import User
from catalogue import note_deleting
from catalogue.note_models import VoiceNote
from catalogue.voice_models import BackNotice, Question, Review, Wish
from catalogue.voices import shown


def hinders(user: User) -> list[str]:
    """Nothing that was said is under way."""
    return []


def forget(user: User) -> None:
    """In the caller's transaction."""
    said, asked = Review.objects.filter(user=user), Question.objects.filter(user=user)
    listings = sorted({*said.values_list("listing_id", flat=True), *asked.values_list("listing_id", flat=True)})
    said.update(name="", user=None)
    asked.update(name="", email="", user=None)
    for listing_id in listings:
        shown.refresh(listing_id)
    note_deleting.delete_all(VoiceNote.objects.filter(recorded_by=user))
    Wish.objects.filter(user=user).delete()
    BackNotice.objects.filter(user=user).delete()


def register() -> None:
    """Join those that are asked."""
    forgetting.register("voices", hinders=hinders, forget=forget)
