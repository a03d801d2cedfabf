"""Guards on rows of other apps that would undo this room's rules."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from accounts.models import User

FORBIDDEN = "dashboard_access"


@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def refuse_partner_dashboard(*, action: str, pk_set: set[int] | None, reverse: bool, instance: Any, **kwargs: Any) -> None:
    """Nobody is ever given ``partner.dashboard_access``.

    Oscar's dashboard shows whoever has it the whole of every order that holds one line of their group: other groups' lines,
    the buyer's address, and buttons to cancel and refund. Raises ``PermissionDenied``.
    """
    if action != "pre_add" or not pk_set:
        return
    given = {instance.pk} if reverse else pk_set
    if Permission.objects.filter(pk__in=given, codename=FORBIDDEN, content_type__app_label="partner").exists():
        raise PermissionDenied("partner.dashboard_access is given to nobody: groups work in /workspace/.")
