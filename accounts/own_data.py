"""Everything the shop holds of one person, for that person: rooms say what they hold, the person gets it as a file.

Digital Personal Data Protection Act 2023, s. 11: a summary of the personal data and of what is done with it. A mail with a link is sent;
the file is made when the link is opened by the same person, logged in, so that no copy lies anywhere.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from journal import audit, outbox

LINK_WITHIN = timedelta(days=3)
SALT = "accounts.own_data"
LINK_MAIL = "accounts.own_data_mail"

Reader = Callable[[User], Any]
_readers: dict[str, Reader] = {}


def rows(values: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a room's ``values()`` found, as it goes into the file."""
    return [dict(row) for row in values]


def register(name: str, reader: Reader) -> None:
    """Join the file: ``reader`` gives what a room holds of a person, as plain data. Called once, from ``AppConfig.ready()``."""
    _readers[name] = reader


def everything(user: User) -> dict[str, Any]:
    """What all rooms hold of a person, by the name of each."""
    return {name: reader(user) for name, reader in sorted(_readers.items())}


def ask(user: User) -> None:
    """Owe the mail with the link; one a day, however often it is asked for."""
    with transaction.atomic():
        audit.record(action="accounts.own_data.ask", subject=user, acting_user=user)
        outbox.owe(LINK_MAIL, key=f"{user.pk}:{timezone.localdate().isoformat()}", payload={"user_id": user.pk})


def link_of(user: User) -> str:
    """The address in the mail. It opens for the person it was made for, and for nobody else."""
    token = signing.dumps(user.pk, salt=SALT)
    return settings.BASE_URL + reverse("account-data-file", args=[token])


def is_for(token: str, user: User) -> bool:
    """Whether a link was made for this person, not too long ago."""
    try:
        return bool(signing.loads(token, salt=SALT, max_age=LINK_WITHIN) == user.pk)
    except signing.BadSignature:
        return False


def as_zip(user: User) -> bytes:
    """One file a room, and one that says what they are; opening it is written to the journal."""
    with transaction.atomic():
        audit.record(action="accounts.own_data.open", subject=user, acting_user=user)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _read_me(user))
        for name, held in everything(user).items():
            archive.writestr(f"{name}.json", json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
    return out.getvalue()


def _read_me(user: User) -> str:
    with translation.override(user.language):
        return _("What %(shop)s holds of you, on %(day)s. One file for each part of the shop, as JSON.") % {
            "shop": settings.SHOP_NAME,
            "day": timezone.localdate().isoformat(),
        }


def profile(user: User) -> dict[str, Any]:
    """The account itself. No password, no secret of a second factor."""
    names = ("email", "mobile", "first_name", "last_name", "language", "date_joined", "last_login")
    return {name: getattr(user, name) for name in names}
