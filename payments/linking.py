"""A group's own account at the licensed gateway, named by staff."""

import re
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from journal import audit
from payments.models import GatewayAccount
from payments.transfers import PROVIDER
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

_SHAPE = re.compile(r"[A-Za-z0-9_]{4,64}")


class LinkRefused(Exception):
    """The name has not its shape, belongs to another group, or a member of the group gives it."""


def link(*, group: ProducerGroup, account_id: str, acting_user: "User") -> GatewayAccount:
    """Name the account, and end the one before; the same again changes nothing. Raises ``LinkRefused``."""
    name = account_id.strip()
    if not _SHAPE.fullmatch(name):
        raise LinkRefused("The name of an account has letters, digits and underscores only.")
    if group.memberships.filter(user=acting_user, ended_at__isnull=True).exists():
        raise LinkRefused("A member of the group can not name its account.")
    with transaction.atomic():
        ProducerGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
        held = GatewayAccount.objects.filter(group=group, provider=PROVIDER, ended_at__isnull=True).first()
        if held is not None and held.account_id == name:
            return held
        GatewayAccount.objects.filter(group=group, provider=PROVIDER, ended_at__isnull=True).update(ended_at=timezone.now())
        try:
            with transaction.atomic():
                made = GatewayAccount.objects.create(group=group, provider=PROVIDER, account_id=name, given_by=acting_user)
        except IntegrityError:
            raise LinkRefused("This account belongs to another group.") from None
        before = {"account": held.account_id} if held else None
        audit.record(action="payments.group_linked", subject=group, acting_user=acting_user, before=before, after={"account": name})
    return made
