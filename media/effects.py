"""What the worker does for pictures."""

from typing import Any

from journal import outbox
from media import derivatives
from media.models import Picture


@outbox.effect(derivatives.KIND)
def make_derivatives(payload: dict[str, Any]) -> None:
    """Make the sizes of one picture; one that was deleted meanwhile needs none."""
    picture = Picture.objects.filter(pk=payload["picture"]).first()
    if picture is not None:
        derivatives.make(picture)
