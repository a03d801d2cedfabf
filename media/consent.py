"""Pictures of people are shown with their consent, and for as long as it lasts."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import audit
from media.models import Picture
from media.signals import sizes_made

if TYPE_CHECKING:
    from accounts.models import User

# Not among ``media.views.PUBLIC_FOLDERS``: kept as a record, handed out to nobody.
WITHDRAWN_FOLDER = "withdrawn"


class NothingToWithdraw(ValueError):
    """The consent was withdrawn already."""


def problem_of(picture: Picture, on: date | None = None) -> str | Promise:
    """Why the picture may not be shown on a day, in words for the editor; empty when it may."""
    if picture.consent_withdrawn_at is not None:
        return _("The people on this picture have withdrawn their consent.")
    if not picture.shows_people:
        return ""
    if not picture.consent.strip() or not picture.consent_reference.strip():
        return _("This picture shows people, but who they are, how they agreed and where that is kept is not written down.")
    if picture.consent_until is not None and picture.consent_until < (on or timezone.localdate()):
        return _("The consent of the people on this picture has ended.")
    return ""


def may_be_shown(picture: Picture, on: date | None = None) -> bool:
    """Whether a page may show the picture on a day. The last day of a consent still counts."""
    return not problem_of(picture, on)


def withdraw(picture: Picture, *, acting_user: "User | None", reason: str) -> None:
    """Take a picture off every page at once: its sizes and cuts are deleted, its file leaves the public folders.

    Raises ``NothingToWithdraw``.
    """
    old = picture.file.name
    with picture.open_file() as file:
        kept = default_storage.save(f"{WITHDRAWN_FOLDER}/{old.rsplit('/', 1)[-1]}", ContentFile(file.read()))
    with transaction.atomic():
        now = timezone.now()
        if not Picture.objects.filter(pk=picture.pk, consent_withdrawn_at=None).update(consent_withdrawn_at=now, file=kept):
            default_storage.delete(kept)
            raise NothingToWithdraw(picture.pk)
        for size in [*picture.derivatives.all(), *picture.renditions.all()]:
            size.delete()
        audit.record(action="picture.withdraw_consent", subject=picture, acting_user=acting_user, reason=reason)
        transaction.on_commit(lambda: default_storage.delete(old))
        sizes_made.send(sender=Picture, picture_id=picture.pk)
    picture.refresh_from_db()
