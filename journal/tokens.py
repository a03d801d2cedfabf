"""Tokens that open a page to whoever has its address: unguessable, and in no table.

A token is an HMAC of a random value under the secret key (256 bits). A table keeps the random value and the token's hash: whoever
reads the database alone can open no page, and a mail that is sent later can still carry the address.
"""

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac

LENGTH = 43  # 32 bytes in URL-safe base64 without padding


def new_nonce() -> str:
    """A fresh random value."""
    return secrets.token_hex(16)


def token_of(nonce: str, *, purpose: str) -> str:
    """The token that this random value stands for; another one for each purpose."""
    digest = salted_hmac(purpose, nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """What a table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_be_one(text: str) -> bool:
    """Whether a text has the shape of a token, so that nothing else is ever looked up."""
    return len(text) == LENGTH and text.isascii()
