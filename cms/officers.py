"""Who answers to the public: named on every page."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext

from cms.models import Officer

KEY = "cms.grievance_officer"
# As long as the menu: a page that is a minute old names the officer of a minute ago.
KEPT_S = 60


@dataclass(frozen=True)
class Named:
    """What pages say of an officer."""

    name: str
    designation: str
    phone: str
    email: str
    is_demo: bool


# With the name under which the cache knows it; as with the menu, the cache itself holds no more than that name.
_held: dict[str, tuple[str, Named]] = {}


def grievance_officer() -> Named:
    """The officer for complaints; the help line of the settings while nobody is named, or while the database is away."""
    token: str | None = cache.get(KEY)
    held = _held.get(KEY)
    if held is not None and held[0] == token:
        return held[1]
    known = _read()
    if token is None:
        token = secrets.token_hex(8)
        cache.set(KEY, token, KEPT_S)
    _held[KEY] = token, known
    return known


def _read() -> Named:
    try:
        officer = Officer.objects.filter(role=Officer.Role.GRIEVANCE, live=True).order_by("-pk").first()
    except DatabaseError:
        officer = None
    if officer is None:
        return Named(gettext("Grievance officer"), "", settings.SHOP_CARE_PHONE, settings.SHOP_CARE_EMAIL, is_demo=False)
    return Named(officer.name, officer.designation, officer.phone, officer.email, officer.is_demo)


def forget(**kwargs: object) -> None:
    """A change is seen at once by the process that made it."""
    cache.delete(KEY)


def connect() -> None:
    for signal in (post_save, post_delete):
        signal.connect(forget, sender=Officer, dispatch_uid="cms.forget_officer")
