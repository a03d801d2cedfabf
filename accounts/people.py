"""Who is acting."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The person behind a request. Raises ``PermissionDenied`` for a visitor who is not logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
