"""The link of a complaint's page: unguessable, like that of an order (``journal.tokens``)."""

from django.conf import settings
from django.urls import reverse

from journal import tokens
from notices import secrets as mail_secrets
from orders.models import Grievance

PURPOSE = "orders.grievances"
MAIL_SECRET = "grievance_link"  # noqa: S105 - the name of a placeholder


def token_of(nonce: str) -> str:
    """The token that opens the complaint with this random value."""
    return tokens.token_of(nonce, purpose=PURPOSE)


def grievance_for(token: str) -> Grievance:
    """The complaint a token opens. Raises ``Grievance.DoesNotExist`` for every other text, always in the same way."""
    if not tokens.may_be_one(token):
        raise Grievance.DoesNotExist
    return Grievance.objects.get(token_hash=tokens.hash_of(token))


def in_mail(grievance: Grievance) -> str:
    """What stands for the link in a stored notice; the address is filled in when the mail is sent."""
    return mail_secrets.placeholder(MAIL_SECRET, str(grievance.pk))


@mail_secrets.secret(MAIL_SECRET)
def _address_of(key: str) -> str:
    """The address at the moment of sending; the shop's front page where the secret key has changed since."""
    grievance = Grievance.objects.filter(pk=int(key)).first()
    token = token_of(grievance.nonce) if grievance else ""
    is_open = grievance is not None and tokens.hash_of(token) == grievance.token_hash
    return settings.BASE_URL + (reverse("grievance-ticket", args=[token]) if is_open else "")
