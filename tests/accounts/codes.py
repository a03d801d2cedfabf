"""Second factors for tests: a person with an app, and the codes that the app shows."""

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils.crypto import get_random_string

from accounts.models import User

PASSWORD = "a-Walnut-tree-in-Turtuk"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(moment: float, secret: str = SECRET) -> str:
    """What an app shows at ``moment`` (RFC 6238, six digits, 30 s), worked out here and not by the code under test."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def code_now(secret: str = SECRET) -> str:
    return code_at(time.time(), secret)


def wrong_code() -> str:
    """None of the codes that would be taken now."""
    near = {code_at(time.time() + 30 * step) for step in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def give_app(user: User) -> None:
    """Let the person have an app with the known secret, and recovery codes from a seed of their own."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": get_random_string(40, "0123456789abcdef"), "used_mask": 0}
    )


def recovery_codes(user: User) -> list[str]:
    return Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()


def password_login(client: Client, user: User, next_page: str = "/admin/") -> object:
    return client.post("/login/", {"login": user.email, "password": PASSWORD, "next": next_page})
