"""One notice about money to everybody of a group who may see it, in the language of each."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import translation

from notices.tell import tell_person
from producers.access import ACTS
from producers.members import people_as
from producers.models import Membership, ProducerGroup

Words = Callable[[], tuple[str, str]]


def to_those_who_see_money(group: ProducerGroup, kind: str, key: str, words: Words, subject: str) -> None:
    """One to each of them; ``words`` gives title and body. In the caller's transaction."""
    roles = [role for role in Membership.Role.values if "see_money" in ACTS[role]]
    for person in people_as(group, *roles):
        with translation.override(person.language):
            title, body = words()
        page = reverse("workspace-money", args=[group.slug])
        tell_person(person, kind=kind, key=f"{key}:{person.pk}", title=title, body=body, subject_number=subject, link=page)
