"""What the worker does for pictures and recordings."""

from typing import Any

from django.core.files.storage import default_storage

from journal import outbox
from media import derivatives
from media.models import Picture
from media.sounds import keeping


@outbox.effect(derivatives.KIND)
def make_derivatives(payload: dict[str, Any]) -> None:
    """Make the sizes of one picture; one that was deleted meanwhile needs none."""
    picture = Picture.objects.filter(pk=payload["picture"]).first()
    if picture is not None:
        derivatives.make(picture)


@outbox.effect(keeping.DELETE)
def delete_sound(payload: dict[str, Any]) -> None:
    """Delete the file of a recording; deleting what is gone already is no error."""
    default_storage.delete(payload["name"])
