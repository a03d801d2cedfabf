"""Passkeys: a member logs in with the lock of the own phone, without a password and without a code. Beside the code, never instead of it.

allauth and ``fido2`` check what the phone signs; here stands what is ours: a passkey always shows who holds the phone (finger, face or
PIN), it is no second factor that other ways of logging in would then ask for, and the journal and a mail tell of each change.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import second_factor
from accounts.models import User
from journal import audit

MOST = 10
NAME_LENGTH = 60
Type = Authenticator.Type


class PasskeyRefused(Exception):
    """What the phone sent does not prove what it should."""


class TooManyPasskeys(Exception):
    """Nobody needs more than ten."""


def passkeys_of(user: User) -> list[Authenticator]:
    """Those of a person, the newest first."""
    return list(Authenticator.objects.filter(user_id=user.pk, type=Type.WEBAUTHN).order_by("-pk"))


def options_for_new(user: User) -> Any:
    """What the phone needs to make a passkey. The challenge lies in the session."""
    return auth.begin_registration(user, True)


def options_for_login() -> Any:
    """What the phone needs to log in with one. The challenge lies in the session."""
    return auth.begin_authentication(None)


def add(user: User, *, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keep a passkey that this person's phone has just made. Raises ``PasskeyRefused``, ``TooManyPasskeys``."""
    if len(passkeys_of(user)) >= MOST:
        raise TooManyPasskeys
    try:
        auth.parse_registration_response(credential)
        if not auth.complete_registration(credential).is_user_verified():
            raise PasskeyRefused
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused from error
    with transaction.atomic():
        made: Authenticator = auth.WebAuthn.add(user, name, credential).instance
        second_factor.note(user, second_factor.PASSKEY_ADDED)
    return made


def rename(user: User, key: int, name: str) -> bool:
    """Give one another name; whether it is there."""
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().filter(user_id=user.pk, type=Type.WEBAUTHN, pk=key).first()
        if held is None:
            return False
        held.data = {**held.data, "name": name}
        held.save(update_fields=["data"])
        audit.record(action="second_factor.passkey_named", subject=user, acting_user=user)
    return True


def remove(user: User, key: int) -> bool:
    """Take one off the account; whether it was there. It opens nothing from now on."""
    with transaction.atomic():
        gone, _of_each = Authenticator.objects.filter(user_id=user.pk, type=Type.WEBAUTHN, pk=key).delete()
        if gone:
            second_factor.note(user, second_factor.PASSKEY_REMOVED)
    return bool(gone)


def holder(credential: dict[str, Any]) -> Authenticator:
    """The passkey that signed the challenge of this session; its person may log in. Raises ``PasskeyRefused``."""
    try:
        auth.parse_authentication_response(credential)
        user = auth.extract_user_from_response(credential)
        found: Authenticator = auth.complete_authentication(user, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused from error
    if not found.user.is_active:
        raise PasskeyRefused
    return found
