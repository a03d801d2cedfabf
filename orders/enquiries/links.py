"""The link behind which a quote is paid: unguessable, and no use any more once the quote was taken back (``journal.tokens``)."""

from django.conf import settings
from django.urls import reverse

from journal import tokens
from notices import secrets as mail_secrets
from orders.models import Proposal

PURPOSE = "orders.proposals"
MAIL_SECRET = "proposal_link"  # noqa: S105 - the name of a placeholder


def fresh() -> tuple[str, str]:
    """A random value and the hash of the token it stands for."""
    nonce = tokens.new_nonce()
    return nonce, tokens.hash_of(tokens.token_of(nonce, purpose=PURPOSE))


def url(proposal: Proposal) -> str:
    """The full address, for whoever made the quote to pass on."""
    return settings.BASE_URL + reverse("quote", args=[tokens.token_of(proposal.nonce, purpose=PURPOSE)])


def proposal_for(token: str) -> Proposal:
    """The quote behind a token. Raises ``Proposal.DoesNotExist`` for every other text."""
    if not tokens.may_be_one(token):
        raise Proposal.DoesNotExist
    return Proposal.objects.select_related("group", "basket", "order").get(token_hash=tokens.hash_of(token))


def in_mail(proposal: Proposal) -> str:
    """What stands for the address in a stored notice; it is filled in when the mail is sent."""
    return mail_secrets.placeholder(MAIL_SECRET, str(proposal.pk))


@mail_secrets.secret(MAIL_SECRET)
def _address_of(key: str) -> str:
    proposal = Proposal.objects.filter(pk=int(key)).first()
    return url(proposal) if proposal else settings.BASE_URL
