"""An account is deleted: every room forgets what it holds of the person, but for what the law makes the shop keep.

Kept: invoices and the books behind them (CGST Act s. 36; Companies Act 2013 s. 128(5): eight financial years), with the name and address
that stand on them, and the journal, which names an account by its number. The row of the account stays for those, without a name, an
address or a way in. Digital Personal Data Protection Act 2023, s. 12(3): erased, unless it is needed for a purpose of the law.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journal import audit, outbox

LINK_WITHIN = timedelta(days=1)
SALT = "accounts.forgetting"
LINK_MAIL = "accounts.forgetting_mail"

Hinders = Callable[[User], Sequence[str | Promise]]
Forget = Callable[[User], None]
_rooms: dict[str, tuple[Hinders, Forget]] = {}


class StillNeeded(Exception):
    """The account is needed for something that is under way; ``reasons`` say for what."""

    def __init__(self, reasons: Sequence[str | Promise]) -> None:
        super().__init__(len(reasons))
        self.reasons = list(reasons)


def register(name: str, *, hinders: Hinders, forget: Forget) -> None:
    """A room says what hinders the deletion of an account, and forgets the person. Called once, from ``AppConfig.ready()``."""
    _rooms[name] = (hinders, forget)


def hindrances(user: User) -> list[str | Promise]:
    """Why the account can not be deleted now; nothing where it can."""
    own = [_("It is an account of staff: the administration closes it.")] if user.is_staff or user.is_superuser else []
    return [*own, *(reason for hinders, _forget in _rooms.values() for reason in hinders(user))]


def ask(user: User) -> None:
    """Owe the mail with the link behind which the account is deleted: who finds an open browser can not do it."""
    with transaction.atomic():
        audit.record(action="accounts.forgetting.ask", subject=user, acting_user=user)
        outbox.owe(LINK_MAIL, key=f"{user.pk}:{signing.TimestampSigner().timestamp()}", payload={"user_id": user.pk})


def link_of(user: User) -> str:
    """The address in the mail. It opens for the person it was made for, logged in, for a day."""
    return settings.BASE_URL + reverse("account-forget", args=[signing.dumps(user.pk, salt=SALT)])


def is_for(token: str, user: User) -> bool:
    """Whether a link was made for this person, not too long ago."""
    try:
        return bool(signing.loads(token, salt=SALT, max_age=LINK_WITHIN) == user.pk)
    except signing.BadSignature:
        return False


def forget(user: User) -> None:
    """Delete the account, whole or not at all. Twice is once. Raises ``StillNeeded``."""
    with transaction.atomic():
        held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if not held.is_active:
            return
        reasons = hindrances(held)
        if reasons:
            raise StillNeeded(reasons)
        for _hinders, forget_in in _rooms.values():
            forget_in(held)
        EmailAddress.objects.filter(user=held).delete()
        Authenticator.objects.filter(user=held).delete()
        held.groups.clear()
        held.user_permissions.clear()
        held.email, held.mobile, held.mobile_confirmed = f"gone-{held.pk}@deleted.invalid", None, False
        held.first_name = held.last_name = ""
        held.is_active = False
        held.set_unusable_password()
        held.save()
        audit.record(action="accounts.forget", subject=held, acting_user=held)
