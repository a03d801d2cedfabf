"""Who is acting."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from journal import audit


def is_central_staff(user: User | AnonymousUser) -> bool:
    """Whether the person runs the shop itself: an active superuser who is marked as staff. No permission opens this door."""
    return user.is_active and user.is_staff and user.is_superuser


def signed_in(request: HttpRequest) -> User:
    """The person behind a request. Raises ``PermissionDenied`` for a visitor who is not logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def choose_language(user: User, language: str) -> None:
    """The language of mails to this person."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(language=language)
        audit.record(
            action="accounts.language", subject=user, acting_user=user, before={"language": user.language}, after={"language": language}
        )
