"""Telling a group's owners and managers something, each in the own language, once."""

from collections.abc import Callable, Iterable

from django.utils import translation

from accounts.models import User
from notices import tell as notices
from producers.members import people_in_charge
from producers.models import ProducerGroup


def tell_group(
    group: ProducerGroup,
    kind: str,
    key: str,
    title: Callable[[], str],
    body: Callable[[], str],
    *,
    link: str = "",
    people: Iterable[User] | None = None,
) -> None:
    """One notice to each of ``people``, or to those in charge. In the caller's transaction; the same ``key`` tells once."""
    for person in people_in_charge(group) if people is None else people:
        tell_person(person, kind, f"{key}.{person.pk}", title, body, subject=group.slug, link=link)


def tell_person(
    person: User, kind: str, key: str, title: Callable[[], str], body: Callable[[], str], *, subject: str = "", link: str = ""
) -> None:
    """One notice to one person, in the person's language."""
    with translation.override(person.language):
        words = title(), body()
    notices.tell_person(person, kind=kind, key=key, title=words[0], body=words[1], subject_number=subject, link=link)
