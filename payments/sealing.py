"""Account numbers at rest: sealed with AES-256-GCM under keys of their own, each bound to the row it stands in.

What opens a number is ``BANK_KEYS`` (the newest first) and, last of all, a key worked out from ``SECRET_KEY`` for this purpose
alone; without ``BANK_KEYS`` it is the one that seals. Whoever reads the database reads no number, and a number that is copied to
another group, holder or IFSC does not open there. docs/payouts.md says how keys are changed.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

PURPOSE = b"ladakh-bazaar/payments.bank-accounts/1"
_NONCE_BYTES = 12


class NotOpened(Exception):
    """No key of ours opens this: the key is gone, or the row was altered."""


def seal(text: str, *, bound_to: str) -> str:
    """The text, sealed under the newest key: ``1.<mark of the key>.<nonce and box>``."""
    key = _keys()[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    box = AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())
    return f"1.{_mark(key)}.{base64.urlsafe_b64encode(nonce + box).decode()}"


def unseal(sealed: str, *, bound_to: str) -> str:
    """The text again. Raises ``NotOpened``."""
    version, _dot, rest = sealed.partition(".")
    mark, _dot, body = rest.partition(".")
    key = next((key for key in _keys() if hmac.compare_digest(_mark(key), mark)), None)
    if version != "1" or key is None:
        raise NotOpened(f"No key with the mark {mark!r}. BANK_KEYS has to hold every key that is still in use.")
    try:
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise NotOpened("The sealed text was altered, or stands in another row than it was sealed for.") from error


def is_newest(sealed: str) -> bool:
    """Whether a text is sealed under the key that seals now."""
    return sealed.split(".")[1:2] == [_mark(_keys()[0])]


def _keys() -> list[bytes]:
    """Every key that opens, the one that seals first."""
    return [_key_from(secret) for secret in (*settings.BANK_KEYS, settings.SECRET_KEY)]


def _key_from(secret: str) -> bytes:
    """256 bits for this purpose alone: nothing that SECRET_KEY signs elsewhere can be turned into them."""
    return hmac.new(secret.encode(), PURPOSE, hashlib.sha256).digest()


def _mark(key: bytes) -> str:
    """Tells keys apart without telling them."""
    return hmac.new(key, b"mark", hashlib.sha256).hexdigest()[:8]
