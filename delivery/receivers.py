"""News from the rooms below: a group that may sell gets an origin."""

from typing import Any

from django.dispatch import receiver

from delivery.origins import NoHubNear, ensure_origin
from producers.models import ProducerGroup
from producers.signals import group_changed


@receiver(group_changed, dispatch_uid="delivery.open_origin")
def open_origin(*, group_id: int, **kwargs: Any) -> None:
    """Guess the origin of a group on its approval. Where no hub is near, its listings can not go live before staff set one."""
    group = ProducerGroup.objects.get(pk=group_id)
    if group.status == ProducerGroup.Status.APPROVED:
        try:
            ensure_origin(group=group)
        except NoHubNear:
            return
