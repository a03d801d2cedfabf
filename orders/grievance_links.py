"""The link of a complaint's page: unguessable and in no table, like that of an order (``orders.links``)."""

import base64
import hashlib
import secrets

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from notices import secrets as mail_secrets
from orders.models import Grievance

TOKEN_LENGTH = 43  # 32 bytes in URL-safe base64 without padding
MAIL_SECRET = "grievance_link"  # noqa: S105 - the name of a placeholder


def new_nonce() -> str:
    return secrets.token_hex(16)


def token_of(nonce: str) -> str:
    """The token that this random value stands for under the secret key."""
    digest = salted_hmac("orders.grievances", nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def grievance_for(token: str) -> Grievance:
    """The complaint a token opens. Raises ``Grievance.DoesNotExist`` for every other text, always in the same way."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        raise Grievance.DoesNotExist
    return Grievance.objects.get(token_hash=token_hash(token))


def in_mail(grievance: Grievance) -> str:
    """What stands for the link in a stored notice; the address is filled in when the mail is sent."""
    return mail_secrets.placeholder(MAIL_SECRET, str(grievance.pk))


@mail_secrets.secret(MAIL_SECRET)
def _address_of(key: str) -> str:
    """The address at the moment of sending; the shop's front page where the secret key has changed since."""
    grievance = Grievance.objects.filter(pk=int(key)).first()
    token = token_of(grievance.nonce) if grievance else ""
    is_open = grievance is not None and token_hash(token) == grievance.token_hash
    return settings.BASE_URL + (reverse("grievance-ticket", args=[token]) if is_open else "")
