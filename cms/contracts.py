"""What is published on a page of the contract is kept as it was: groups agree to a text that nobody can change afterwards."""

from typing import Any

from django.db import transaction
from wagtail.signals import page_published

from accounts.models import User
from cms.models import ContractPage
from producers import contract


def keep(page: ContractPage, *, acting_user: User | None) -> None:
    """Hand the text of a live page to the groups."""
    with transaction.atomic():
        contract.keep_text(
            counts_from=page.counts_from, language=page.language, title=page.title, body=str(page.body), acting_user=acting_user
        )


def published(sender: type[ContractPage], instance: ContractPage, **kwargs: Any) -> None:
    """Receiver: whoever published the revision has written it."""
    revision = kwargs.get("revision")
    keep(instance, acting_user=revision.user if revision is not None else None)


def connect() -> None:
    page_published.connect(published, sender=ContractPage, dispatch_uid="cms.contracts.published")
