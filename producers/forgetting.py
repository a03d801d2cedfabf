"""An account is deleted: not while its person works in a group, or acts for one."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import forgetting
from accounts.models import User
from notices import feed
from producers.models import AccessRecovery, Facilitation, Invitation, Membership


def hinders(user: User) -> Sequence[str | Promise]:
    """Also in a group that is suspended or not approved yet: somebody has to answer for it. Two queries."""
    rows = (model.objects.filter(user=user, ended_at__isnull=True) for model in (Membership, Facilitation))
    if any(found.exists() for found in rows):
        return [_("You work in a group or act for one: an owner of the group ends that first.")]
    return []


def forget(user: User) -> None:
    """Former memberships stay in the books of the group, under the number of the account; where to reach the person goes."""
    gone = f"gone-{user.pk}@deleted.invalid"
    Invitation.objects.filter(accepted_by=user).update(name="", email=gone, mobile="")
    AccessRecovery.objects.filter(member=user).update(new_email=gone, new_mobile="")
    feed.forget(user)


def register() -> None:
    """Join those that are asked."""
    forgetting.register("groups", hinders=hinders, forget=forget)
