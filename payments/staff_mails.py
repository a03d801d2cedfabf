"""One mail about money to all staff who hold a right, in the language of each."""

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils import translation

from accounts.models import User
from notices.tell import tell_person
from payments.money_mails import Words


def to_those_who_hold(right: str, kind: str, key: str, words: Words, subject: str) -> None:
    """One mail to each of them; ``right`` is a permission of this room, ``words`` gives title and body. In the caller's transaction."""
    for person in _holders(right):
        with translation.override(person.language):
            title, body = words()
        tell_person(person, kind=kind, key=f"{key}:{person.pk}", title=title, body=body, subject_number=subject)


def _holders(right: str) -> QuerySet[User]:
    """Staff with the right by a role, by themselves, or because they may do everything."""
    wanted = Permission.objects.filter(content_type__app_label="payments", codename=right)
    holds = Q(is_superuser=True) | Q(groups__permissions__in=wanted) | Q(user_permissions__in=wanted)
    return User.objects.filter(holds, is_staff=True, is_active=True).exclude(email=None).exclude(email="").distinct().order_by("pk")
