"""The second factor of a login: an app that shows a code of six digits, and recovery codes for the day the phone is lost.

allauth keeps the secrets and asks for the code; here stands what it leaves to us: a code is taken once, whichever process sees it,
whether this very session has shown a code, and the journal.
"""

import time
from collections.abc import Iterator

from allauth.account.authentication import get_authentication_records
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.db.models import JSONField, Q, Value
from django.http import HttpRequest

from accounts.errors import NoReason, NothingToReset
from accounts.models import User
from journal import audit, outbox

CHANGED_MAIL = "accounts.second_factor_mail"
ADDED, REMOVED, RESET, NEW_CODES = "added", "removed", "reset", "new_codes"
PASSKEY_ADDED, PASSKEY_REMOVED = "passkey_added", "passkey_removed"
LAST_STEP = "last_step"


def has_one(user: User) -> bool:
    """Whether the person has set up an app. Recovery codes alone are no second factor."""
    return app_of(user) is not None


def app_of(user: User) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()
    return found


def is_shown(request: HttpRequest) -> bool:
    """Whether a code was shown in this very session. One that is older than the factor has shown a password only."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def step_of(secret: str, code: str) -> int | None:
    """The time step (RFC 6238) that ``code`` stands for, the latest if there are two; ``None`` for a code that is not valid now."""
    matching = [step for step in _steps_now() if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))]
    return max(matching, default=None)


def _steps_now() -> Iterator[int]:
    now = int(time.time()) // app_settings.TOTP_PERIOD
    yield from range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)


def take(app: Authenticator, code: str) -> bool:
    """Use ``code`` up: it and all before it are worth nothing from now on. ``False`` when it is wrong or somebody was quicker.

    One guarded UPDATE, so that it holds over all processes; allauth notes used codes in the cache, which may be one for each process.
    """
    step = step_of(decrypt(app.data["secret"]), code)
    if step is None:
        return False
    is_newer = Q(data__last_step__lt=step) | Q(data__last_step__isnull=True)
    used = {**app.data, LAST_STEP: step}
    taken: int = Authenticator.objects.filter(is_newer, pk=app.pk).update(data=Value(used, JSONField()))
    return bool(taken)


def note(user: User, what: str) -> None:
    """Write a change by the person into the journal and owe the mail that tells of it. In the caller's transaction."""
    audit.record(action=f"second_factor.{what}", subject=user, acting_user=user)
    _owe_mail(user, what)


def reset(*, user: User, acting_user: User | None, reason: str, actor: str = "") -> None:
    """Remove a lost app and its recovery codes; at the next login the person sets up new ones.

    Raises ``NoReason`` without one and ``NothingToReset`` for somebody without a second factor.
    """
    if not reason.strip():
        raise NoReason
    with transaction.atomic():
        removed, _of_each = Authenticator.objects.filter(user_id=user.pk).delete()
        if not removed:
            raise NothingToReset
        audit.record(action=f"second_factor.{RESET}", subject=user, acting_user=acting_user, actor=actor, reason=reason.strip())
        _owe_mail(user, RESET)


def _owe_mail(user: User, what: str) -> None:
    if user.email:
        key = f"{user.pk}-{what}-{time.time_ns()}"
        outbox.owe(CHANGED_MAIL, key=key, payload={"user_id": user.pk, "what": what})
