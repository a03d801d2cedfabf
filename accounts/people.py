"""Who is acting."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User


def is_central_staff(user: User | AnonymousUser) -> bool:
    """Whether the person runs the shop itself: an active superuser who is marked as staff. No permission opens this door."""
    return user.is_active and user.is_staff and user.is_superuser


def signed_in(request: HttpRequest) -> User:
    """The person behind a request. Raises ``PermissionDenied`` for a visitor who is not logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
